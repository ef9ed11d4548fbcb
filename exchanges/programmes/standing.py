"""Who has which role in which programme: asked for the actor of each request, shown on My page, and what staff should see to."""

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import second_factor
from accounts.actor import Actor
from accounts.hooks import Role, Section, Work
from accounts.models import User
from exchanges.programmes.models import Programme, ProgrammeRole
from exchanges.programmes.rules import may_run_programmes


def roles_of(user: User) -> tuple[Role, ...]:
    """The roles the user has now (named in settings.PROGRAMME_ROLES)."""
    rows = ProgrammeRole.objects.filter(user=user, ended_at=None).values_list("programme_id", "role")
    return tuple(Role(programme, role) for programme, role in rows)


def sections(actor: Actor) -> list[Section]:
    """The programmes in which the reader has a role, on My page (named in settings.MY_PAGE); nothing for everybody else."""
    if actor.person is None:
        return []
    held = list(ProgrammeRole.objects.filter(user=actor.person, ended_at=None).select_related("programme").order_by("started_at"))
    lines = [
        {"role": one, "name": one.programme.name_zh if (get_language() or "").startswith("zh") else one.programme.name_en,
         "href": reverse("programme_overview", args=[one.programme.uid]) if actor.has_role("coordinator", one.programme_id) else "",
         "reviews": reverse("my_reviews") if one.role == "reviewer" else ""}
        for one in held
    ]
    return [Section("exchanges/_mine.html", {"lines": lines})] if lines else []


def work(actor: Actor) -> list[Work]:
    """For staff: coordinators whose rights sleep, for want of a second factor (named in settings.STAFF_WORK)."""
    if not may_run_programmes(actor):
        return []
    has_one = Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]).values("user")
    held = ProgrammeRole.objects.filter(role="coordinator", ended_at=None, user__is_active=True).exclude(user__in=has_one).order_by("started_at")
    since = list(held.values_list("started_at", flat=True)) if second_factor.is_required() else []
    return [Work(_("Coordinators without a second factor"), len(since), since[0] if since else None, reverse("staff_programmes"))]


def people_of(programme: Programme) -> list[ProgrammeRole]:
    """Who has a role now: coordinators first, each in the order in which they came."""
    return list(programme.roles.filter(ended_at=None).select_related("user", "by").order_by("role", "started_at"))
