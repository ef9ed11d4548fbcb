"""The pages on which people begin a profile of their own, see it as others see it, publish it, and take it out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit, consents
from accounts.actor import Actor, Tier, actor_of
from accounts.vocabulary import Outcome, Purpose
from directory import rules
from directory.editing import services
from directory.editing.parts.names import NameFields
from directory.editing.reading import own_profile
from directory.editing.refusals import NotAgreed, NotWritable
from directory.models import Name, Profile
from directory.pages.profile import compose
from directory.pages.quoted import Quoted, quoted
from directory.services import NotAllowed
from directory.views.editing import PREVIEWS, editable, seen_by
from directory.views.typed import keep, kept, survives_expiry
from directory.vocabulary import Kind, Status

MOST_ALIKE = 5


@never_cache
@survives_expiry
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin a profile of one's own with its names: a draft that nobody else sees. For anybody with a confirmed address."""
    actor = actor_of(request)
    if actor.person is None:
        if request.method == "POST":
            keep(request)
        return redirect_to_login(request.path)
    own = own_profile(actor.person)
    if own is not None:
        return HttpResponseRedirect(reverse("profile_edit", args=[own.uid]))
    if not rules.may_create(actor):
        return render(request, "directory/edit/new.html", {"unconfirmed": True}, status=403 if request.method == "POST" else 200)
    posted = request.method == "POST"
    form = NameFields(request.POST if posted else kept(request), use_required_attribute=False)
    if not posted or getattr(request, "form_expired", False):
        return render(request, "directory/edit/new.html", {"form": form, "checked": False, "faults": []}, status=403 if posted else 200)
    if not form.is_valid():
        faults = [(form[name].id_for_label, str(error)) for name, errors in form.errors.items() for error in errors]
        return render(request, "directory/edit/new.html", {"form": form, "checked": True, "faults": faults}, status=400)
    alike = [] if "not-these" in request.POST else _alike(form, actor)
    if alike:
        return render(request, "directory/edit/new.html", {"form": form, "checked": False, "faults": [], "alike": alike})
    profile = services.begin(form.names(), by=actor)
    messages.success(request, _("Your profile is begun. Nobody else sees it until you publish it."))
    return HttpResponseRedirect(reverse("profile_edit", args=[profile.uid]))


def _alike(form: NameFields, actor: Actor) -> list[Quoted]:
    """Published researchers of the very same name: one of them may be the person who asks."""
    values = [name.value for name in form.names()]
    people = Profile.objects.visible_to(actor).filter(status=Status.PUBLISHED, kind=Kind.RESEARCHER, owner=None)
    rows = Name.objects.visible_to(actor).filter(value__in=values, profile__in=people)
    keys = list(dict.fromkeys(rows.order_by("profile_id").values_list("profile_id", flat=True)[: 3 * MOST_ALIKE]))[:MOST_ALIKE]
    found = quoted(keys, actor, get_language() or "en")
    return [found[key] for key in keys if key in found]


@never_cache
@require_safe
def as_others(request: HttpRequest, uid: str, tier: str) -> HttpResponseBase:
    """The profile exactly as a reader of the tier gets it: the same page, composed for somebody of that tier."""
    actor, lang = actor_of(request), get_language() or "en"
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    profile = editable(uid, actor)
    if profile is None or tier not in PREVIEWS:
        raise Http404
    page = compose(profile, Actor(tier=Tier(PREVIEWS.index(tier)), now=actor.now), lang)
    return render(request, "directory/profile.html", {"page": page, "data": "", "preview": tier, "previews": PREVIEWS})


def _own(request: HttpRequest, uid: str, actor: Actor, rule: Any, act: str) -> Profile:
    """The profile, if the rule lets the actor do this with it; a try by others is told to the audit log and looks like a missing page."""
    profile = editable(uid, actor)
    if profile is None or not rule(actor, profile):
        if request.method == "POST":
            audit.record(act, by=actor.person, on=("profile", uid[:12]), outcome=Outcome.REFUSED)
        raise Http404
    return profile


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Publish: for people with their consent, asked here, separately and unticked; for organisations by staff."""
    actor, lang = actor_of(request), get_language() or "en"
    if actor.person is None:
        return redirect_to_login(request.path)
    profile = _own(request, uid, actor, rules.may_publish, "profile.publish")
    asked = rules.may_consent(actor, profile)
    holds = asked and consents.holds(actor.person, Purpose.PUBLICATION)
    digest = consents.digest(Purpose.PUBLICATION, lang)  # who agrees, agrees to the words that they were shown
    shown: dict[str, Any] = {"digest": digest, "consent": consents.wording(Purpose.PUBLICATION, lang) if asked else "", "holds": holds, "error": ""}
    if request.method != "POST":
        return _ask(request, "publish", profile, actor, shown)
    try:
        services.publish(profile, by=actor, agreed=request.POST.get("agree") == digest, language=lang)
    except (NotAgreed, NotAllowed) as refused:
        return _ask(request, "publish", profile, actor, shown | {"error": str(refused)}, status=400)
    except NotWritable:
        raise Http404 from None
    messages.success(request, _("Published. Search finds it within a second."))
    return HttpResponseRedirect(reverse("profile", args=[profile.uid]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Take the profile out of lists, search and API; one's consent ends with it. Nothing written is lost."""
    actor = actor_of(request)
    if actor.person is None:
        return redirect_to_login(request.path)
    profile = _own(request, uid, actor, rules.may_withdraw, "profile.withdraw")
    if request.method != "POST":
        return _ask(request, "withdraw", profile, actor, {})
    try:
        services.withdraw(profile, by=actor)
    except NotWritable:
        raise Http404 from None
    messages.success(request, _("Taken out of the directory. What you wrote is kept for you; publish it again whenever you like."))
    return HttpResponseRedirect(reverse("profile_edit", args=[profile.uid]))


def _ask(request: HttpRequest, act: str, profile: Profile, actor: Actor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"directory/edit/{act}.html", seen_by(profile, actor) | shown, status=status)
