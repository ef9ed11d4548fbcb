"""What belonging brings to My page, to the work page of staff, to the clock, and what follows when somebody proves an ORCID iD."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actor import Actor
from accounts.hooks import Need, Section, Work
from accounts.models import User
from directory.membership import lists, services
from directory.membership.services.claims import own_profile
from directory.membership.services.invitations import confirmed_addresses
from directory.membership.services.telling import name_of, spoken
from directory.membership.states import unexpired, vouches, waits
from directory.models import Claim, Invitation, Membership, MembershipRequest, Profile
from directory.querysets import managed_by


def identity_proven(user: User, scheme: str, value: str) -> None:
    """An ORCID iD is the user's for certain: the profile that carries it follows (named in settings.OUTSIDE_IDENTITIES)."""
    services.prove(user, scheme=scheme, value=value, by=user)


def expire() -> str:
    """What nobody answered in time (named in directory.upkeep.JOBS)."""
    return f"{services.expire(by=None)} expired"


def needs_me(actor: Actor) -> list[Need]:
    """What waits for this actor: invitations to them, requests and claims they can answer as a manager (settings.NEEDS)."""
    if actor.person is None:
        return []
    return [*_invitations(actor), *_requests(actor), *_claims(actor)]


def _invitations(actor: Actor) -> list[Need]:
    addresses = confirmed_addresses(actor.person) if actor.person else []
    mine = Invitation.objects.filter(unexpired(actor), email__in=addresses).select_related("organisation")
    href = reverse("my_organisations") + "#invitations"
    text = _("Answer the invitation of %(organisation)s")
    return [Need(text % {"organisation": spoken(name_of(row.organisation))}, href, row.invited_at, row.expires_at) for row in mine]


def _requests(actor: Actor) -> list[Need]:
    """One line an organisation that the actor manages."""
    needs = []
    waiting = MembershipRequest.objects.filter(waits(actor), organisation__in=managed_by(actor)).exclude(user=actor.person)
    for organisation in Profile.objects.filter(pk__in=waiting.values("organisation")):
        asked = list(waiting.filter(organisation=organisation).order_by("asked_at"))
        if not asked:
            continue
        text = ngettext("Answer %(count)s request to join %(organisation)s", "Answer %(count)s requests to join %(organisation)s", len(asked))
        href = reverse("organisation_people", args=[organisation.uid]) + "#requests"
        due = min(row.expires_at for row in asked)
        needs.append(Need(text % {"count": len(asked), "organisation": spoken(name_of(organisation))}, href, asked[0].asked_at, due))
    return needs


def _claims(actor: Actor) -> list[Need]:
    """Claims that wait for the actor as a manager; those that wait for staff stand on the work page."""
    if not managed_by(actor):
        return []
    waiting = Claim.objects.visible_to(actor).filter(waits(actor)).exclude(user=actor.person).select_related("profile").order_by("claimed_at")
    rows = [row for row in waiting if vouches(actor, row) and not actor.is_staff]
    href = reverse("belonging_work") + "#claims"
    return [
        Need(_("Say whether the profile of %(person)s is theirs") % {"person": spoken(name_of(row.profile))}, href, row.claimed_at, row.expires_at)
        for row in rows
    ]


def sections(actor: Actor) -> list[Section]:
    """My organisations on My page (settings.MY_PAGE)."""
    if actor.person is None:
        return []
    rows = Membership.objects.filter(user=actor.person, ended_at=None).select_related("organisation").order_by("started_at")
    context = {"belongings": lists.lines(rows, actor), "doors": lists.doors(actor), "unclaimed": own_profile(actor.person) is None}
    return [Section("directory/belonging/_mine.html", context)]


def work(actor: Actor) -> list[Work]:
    """For staff: requests and claims that wait for an answer (settings.STAFF_WORK)."""
    if not actor.is_staff:
        return []
    piles = []
    for label, rows, by, anchor in (
        (gettext_lazy("Requests to join"), MembershipRequest.objects.filter(waits(actor)), "asked_at", "requests"),
        (gettext_lazy("Claims of profiles"), Claim.objects.filter(waits(actor)), "claimed_at", "claims"),
    ):
        oldest = rows.order_by(by).values_list(by, flat=True).first()
        piles.append(Work(label, rows.count(), oldest, f"{reverse('belonging_work')}#{anchor}"))
    return piles
