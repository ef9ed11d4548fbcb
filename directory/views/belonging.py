"""My organisations, coming in by one's own doors, claiming a profile, and every move of belonging."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor, actor_of
from accounts.models import User
from directory.errors import Forbidden, Refused
from directory.membership import lists, services
from directory.membership.forms import MessageForm
from directory.membership.services.invitations import confirmed_addresses
from directory.membership.services.members import can_join, proof_of
from directory.membership.services.telling import name_of, spoken
from directory.membership.states import NOUNS, open_moves, unexpired
from directory.models import Claim, Invitation, Membership, MembershipRequest, Profile
from directory.rules import is_owner, may_join, may_manage
from directory.vocabulary import Kind, Status

# What is said after a move.
DONE = {
    "approve": gettext_lazy("Approved. They belong here from now on."), "refuse": gettext_lazy("Refused. They are told, without a reason."),
    "withdraw": gettext_lazy("Taken back."), "accept": gettext_lazy("Accepted. You belong here from now on."), "decline": gettext_lazy("Declined."),
    "confirm": gettext_lazy("Confirmed."), "end": gettext_lazy("Noted: this post no longer holds."), "leave": gettext_lazy("You have left."),
    "remove": gettext_lazy("Removed, from this moment on."), "change-role": gettext_lazy("The role is saved."),
}
RECENT = 10  # requests and claims shown, the newest first


def here(request: HttpRequest) -> tuple[Actor, User]:
    """The actor and the person they are; for pages behind login_required."""
    actor = actor_of(request)
    if actor.person is None:
        raise Http404
    return actor, actor.person


def published(uid: str, actor: Actor, *, person: bool) -> Profile:
    """A listed researcher, or a listed organisation; 404 for everything else."""
    found: Profile | None = None if "\0" in uid else Profile.objects.visible_to(actor).filter(uid=uid, status=Status.PUBLISHED).first()
    if found is None or (found.kind == Kind.RESEARCHER) != person:
        raise Http404
    return found


@require_safe
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, about themselves: where they belong, who invites them, what they asked for, which doors their address opens."""
    actor, person = here(request)
    held = Membership.objects.visible_to(actor).filter(user=person, ended_at=None).select_related("organisation").order_by("started_at")
    invited = Invitation.objects.visible_to(actor).filter(unexpired(actor), email__in=confirmed_addresses(person)).order_by("invited_at")
    asked = MembershipRequest.objects.visible_to(actor).filter(user=person).select_related("organisation").order_by("-asked_at")[:RECENT]
    claims = Claim.objects.visible_to(actor).filter(user=person).select_related("profile").order_by("-claimed_at")[:RECENT]
    return render(request, "directory/belonging/mine.html", {
        "memberships": lists.lines(held, actor), "invitations": lists.lines(invited.select_related("organisation", "invited_by"), actor),
        "requests": lists.lines(asked, actor),
        "claims": lists.lines(claims, actor, "profile"), "doors": lists.doors(actor), "may_join": may_join(actor), "here_is": "my_organisations",
    })


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def join(request: HttpRequest, uid: str) -> HttpResponse:
    """Anybody signed in with a confirmed address: come in by that address, or ask; the form keeps what was typed."""
    actor, person = here(request)
    organisation = published(uid, actor, person=False)
    form = MessageForm(request.POST or None)
    if request.method == "POST":
        try:
            if request.POST.get("how") == "address":
                services.join(organisation, by=actor)
                messages.success(request, _("You belong to %(organisation)s now.") % {"organisation": spoken(name_of(organisation))})
                return HttpResponseRedirect(reverse("my_organisations"))
            if form.is_valid():
                services.ask(organisation, by=actor, message=form.cleaned_data["message"])
                messages.success(request, _("Your request is on its way. You read the answer here and by mail."))
                return HttpResponseRedirect(reverse("my_organisations") + "#requests")
        except Refused as refusal:
            form.is_valid()
            form.add_error("message", str(refusal))
        except Forbidden as error:
            raise Http404 from error
    waiting = MembershipRequest.objects.visible_to(actor).filter(unexpired(actor), user=person, organisation=organisation).first()
    context = {
        "organisation": organisation, "name": name_of(organisation), "form": form, "belongs": actor.belongs_to(organisation.pk),
        "waiting": waiting, "email": proof_of(person, organisation) if can_join(person, organisation) else "", "may_join": may_join(actor),
        "person": person,
    }
    return render(request, "directory/belonging/join.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def claim(request: HttpRequest, uid: str) -> HttpResponse:
    """Anybody signed in with a confirmed address: say that this profile is theirs. The answer is the same whether it is somebody's or not."""
    actor, person = here(request)
    profile = published(uid, actor, person=True)
    if is_owner(actor, profile):
        return HttpResponseRedirect(reverse("profile", args=[profile.uid]))
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.claim(profile, by=actor, message=form.cleaned_data["message"])
            messages.success(request, _("Your claim is on its way. You read the answer here and by mail."))
            return HttpResponseRedirect(reverse("my_organisations") + "#claims")
        except Refused as refusal:
            form.add_error("message", str(refusal))
        except Forbidden as error:
            raise Http404 from error
    waiting = Claim.objects.visible_to(actor).filter(unexpired(actor), user=person, profile=profile).first()
    context = {"profile": profile, "name": name_of(profile), "form": form, "waiting": waiting, "may_join": may_join(actor), "person": person}
    return render(request, "directory/belonging/claim.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def move(request: HttpRequest, noun: str, key: int, name: str) -> HttpResponse:
    """One move of a request, invitation, claim, membership or affiliation, for whoever may make it. A question first where one is due."""
    actor, reader = here(request)
    model = NOUNS.get(noun)
    row = model.objects.visible_to(actor).filter(pk=key).first() if model else None
    if row is None or (type(row), name) not in services.EFFECTS:
        raise Http404
    if request.method == "POST":
        return act(request, row, name, actor)
    wanted = open_moves(actor, row).get(name)
    if wanted is None:
        raise Http404
    about = row.profile if noun == "claim" else row.organisation
    person = getattr(row, "user", None) or getattr(row, "email", "") or spoken(name_of(row.person))
    return render(request, "directory/belonging/sure.html", {
        "move": wanted, "row": row, "noun": noun, "move_name": name, "name": name_of(about), "somebody": str(person),
        "back": way_back(request, row, actor), "own": getattr(row, "user_id", 0) == reader.pk,
    })


def way_back(request: HttpRequest, row: Any, actor: Actor) -> str:
    """The page that the move was asked for on, when it is one of ours; else where the row stands for this reader."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    organisation = getattr(row, "organisation", None)
    if organisation is not None and may_manage(actor, organisation.pk):
        return reverse("organisation_people", args=[organisation.uid])
    return reverse("my_organisations")


def act(request: HttpRequest, row: Any, name: str, actor: Actor) -> HttpResponse:
    """Make the move and go back to where it was asked for."""
    more = {"role": request.POST.get("role", "")} if name == "change-role" else {}
    back = reverse("my_organisations") if name == "leave" else way_back(request, row, actor)
    try:
        services.move(row, name, by=actor, **more)
        messages.success(request, DONE[name])
    except Refused as refusal:
        messages.error(request, str(refusal))
    except Forbidden as error:
        raise Http404 from error
    return HttpResponseRedirect(back)
