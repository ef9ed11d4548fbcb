"""An organisation's people: who belongs to it, who wants to, who was invited, whose posts are to be confirmed; and an invitation by its link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.actor import Actor, actor_of
from directory.errors import Forbidden, Refused
from directory.membership import lists, services
from directory.membership.forms import InviteForm
from directory.membership.services.invitations import confirmed_addresses
from directory.membership.services.telling import name_of, spoken
from directory.membership.states import has_expired, open_moves, unexpired, vouches, waits
from directory.models import Affiliation, Claim, Invitation, Membership, MembershipRequest, Profile
from directory.querysets import holds_on
from directory.rules import may_manage, may_name_partners, may_see_people
from directory.views.belonging import here
from directory.vocabulary import Kind, MembershipRole

SIZE = 50  # rows of a list a page
TOKEN = "invitation"  # where the session keeps the link that somebody came by  # noqa: S105


def organisation_of(uid: str, actor: Actor) -> Profile:
    """The organisation whose people the actor may read; 404 for everybody else, whether it exists or not."""
    if "\0" in uid:
        raise Http404
    found: Profile | None = Profile.objects.visible_to(actor).filter(uid=uid).exclude(kind=Kind.RESEARCHER).first()
    if found is None:
        held = Membership.objects.visible_to(actor).filter(organisation__uid=uid, ended_at=None).select_related("organisation").first()
        found = held.organisation if held else None
    if found is None or not may_see_people(actor, found.pk):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def people(request: HttpRequest, uid: str) -> HttpResponse:
    """Members see who else belongs; managers and staff decide about it, and invite (POST). 404 for everybody else."""
    actor, _person = here(request)
    organisation = organisation_of(uid, actor)
    manages = may_manage(actor, organisation.pk)
    form = InviteForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST":
        if not manages:
            raise Http404
        if form.is_valid() and invited(request, organisation, form, actor):
            return HttpResponseRedirect(request.path + "#invitations")
    context = {
        "organisation": organisation, "name": name_of(organisation), "form": form, "manages": manages, "roles": MembershipRole.choices,
        "partner": organisation.partnerships.filter(ended_at=None).first(), "names_partners": may_name_partners(actor),
    } | members(request, organisation, actor)
    if manages:
        context |= waiting(request, organisation, actor)
    return render(request, "directory/belonging/people.html", context, status=400 if form.errors else 200)


def invited(request: HttpRequest, organisation: Profile, form: InviteForm, actor: Actor) -> bool:
    """Send the invitation, or say at the form why not."""
    data = form.cleaned_data
    try:
        services.invite(organisation, email=data["email"], role=data["role"], language=data["language"], by=actor)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return False
    except Forbidden as error:
        raise Http404 from error
    messages.success(request, _("The invitation to %(email)s is on its way. It holds for 30 days.") % {"email": data["email"]})
    return True


def members(request: HttpRequest, organisation: Profile, actor: Actor) -> dict[str, Any]:
    """The members of now, managers first; those who decide may look for a name or an address."""
    rows = Membership.objects.visible_to(actor).filter(organisation=organisation, ended_at=None).select_related("user", "organisation")
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100] if may_manage(actor, organisation.pk) else ""
    total = rows.count()
    if asked:
        rows = rows.filter(lists.people_like(asked))
    found = page_of(rows.order_by(lists.MANAGERS_FIRST, "user__full_name", "pk"), request, "page")
    return {"members": found, "member_lines": lists.lines(found.object_list, actor), "total": total, "asked": asked}


def waiting(request: HttpRequest, organisation: Profile, actor: Actor) -> dict[str, Any]:
    """What waits for those who decide: requests, invitations, claims and posts to confirm."""
    requests = MembershipRequest.objects.visible_to(actor).filter(waits(actor), organisation=organisation).select_related("user", "organisation")
    sent = Invitation.objects.visible_to(actor).filter(unexpired(actor), organisation=organisation).select_related("organisation", "invited_by")
    posts = Affiliation.objects.visible_to(actor).filter(holds_on(actor.now.date().isoformat()), organisation=organisation, confirmed_at=None)
    here_now = Affiliation.objects.visible_to(actor).filter(holds_on(actor.now.date().isoformat()), organisation=organisation)
    claims = Claim.objects.visible_to(actor).filter(waits(actor), profile__in=here_now.values("person")).select_related("user", "profile")
    shown = page_of(posts.filter(person__status="published").select_related("person", "organisation").order_by("person_id", "pk"), request, "posts")
    return {
        "requests": lists.lines(requests.order_by("asked_at"), actor), "invitations": lists.lines(sent.order_by("-invited_at")[:SIZE], actor),
        "claims": lists.lines((row for row in claims.order_by("claimed_at") if vouches(actor, row)), actor, "profile"),
        "posts": shown, "post_lines": lists.lines(shown.object_list, actor, "person"),
    }


def page_of(rows: Any, request: HttpRequest, parameter: str) -> Page[Any]:
    """One page of the rows; a number that makes no sense is the nearest that does."""
    return Paginator(rows, SIZE).get_page(request.GET.get(parameter, "1")[:9])


@require_POST
@never_cache
@login_required
def partner(request: HttpRequest, uid: str) -> HttpResponse:
    """Staff confirm that an organisation is a partner, or end it; 404 for everybody else."""
    actor, _person = here(request)
    organisation = organisation_of(uid, actor)
    try:
        if request.POST.get("act") == "end":
            services.end_partner(organisation, by=actor)
            messages.success(request, _("No longer a partner. Its members read as members from now on."))
        else:
            services.confirm_partner(organisation, by=actor)
            messages.success(request, _("Confirmed as a partner. Its members read what is for partners from now on."))
    except Forbidden as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("organisation_people", args=[organisation.uid]))


@require_safe
@never_cache
@login_required
def work(request: HttpRequest) -> HttpResponse:
    """Requests and claims that the reader may answer: all for staff, those of their organisations for managers, none for the others."""
    actor, _person = here(request)
    requests = MembershipRequest.objects.visible_to(actor).filter(waits(actor)).select_related("user", "organisation").order_by("asked_at")
    claims = Claim.objects.visible_to(actor).filter(waits(actor)).select_related("user", "profile", "profile__owner").order_by("claimed_at")
    asked, claimed = page_of(requests.exclude(user=actor.person), request, "page"), page_of(claims.exclude(user=actor.person), request, "claims")
    return render(request, "directory/belonging/work.html", {
        "requests": lists.lines(asked.object_list, actor), "claims": lists.lines(claimed.object_list, actor, "profile"), "request_page": asked,
        "claim_page": claimed, "for_staff": actor.is_staff,
    })


@require_safe
@never_cache
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever opens the link of an invitation: the token goes from the address bar into the session. Opening it changes nothing, so that a mail
    scanner may do it first."""
    request.session[TOKEN] = token[:100]
    return HttpResponseRedirect(reverse("invitation"))


@require_safe
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """The invitation that somebody came by: for who is signed in, and for the invited address alone; the others are told so."""
    actor = actor_of(request)
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    found = services.by_token(str(request.session.get(TOKEN, "")))
    if found is None:
        return render(request, "directory/belonging/invitation.html", {"found": None}, status=404)
    waits = bool(open_moves(actor, found))
    late = has_expired(found, actor) or found.status == "expired"
    own = found.email in confirmed_addresses(actor.person)
    if not own:
        audit.record("invitation.read", by=actor.user, on=("invitation", str(found.pk)), outcome="refused", reason="another address")
    return render(request, "directory/belonging/invitation.html", {
        "found": found, "name": spoken(name_of(found.organisation)), "waits": waits, "late": late, "own": own,
        "belongs": actor.belongs_to(found.organisation_id), "addresses": confirmed_addresses(actor.person),
    })
