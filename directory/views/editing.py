"""The pages on which people write a profile: what it holds and who sees it, one form a part. What was typed is never lost."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.actor import Actor, actor_of
from accounts.vocabulary import Outcome
from directory import rules
from directory.completeness import missing
from directory.editing import services
from directory.editing.forms import PartForm
from directory.editing.parts import PARTS
from directory.editing.refusals import NotWritable, Stale, Unread
from directory.models import Name, Profile
from directory.pages.texts import heading
from directory.views.typed import keep, kept, lines_of, survives_expiry
from directory.vocabulary import Status

PREVIEWS = ("public", "members", "partners")


def editable(uid: str, actor: Actor) -> Profile | None:
    """The profile, if it is the actor's to write."""
    found = None if "\0" in uid else Profile.objects.visible_to(actor).filter(uid=uid).first()
    return found if found is not None and rules.may_edit(actor, found) else None


def seen_by(profile: Profile, actor: Actor) -> dict[str, Any]:
    """What every page of the editor shows around its form."""
    return {
        "profile": profile, "heading": heading(list(Name.objects.visible_to(actor).filter(profile=profile)), get_language() or "en", profile.uid),
        "published": profile.status == Status.PUBLISHED,
        "is_draft": profile.status in (Status.DRAFT, Status.PENDING), "previews": PREVIEWS,
        "may_publish": rules.may_publish(actor, profile), "may_withdraw": rules.may_withdraw(actor, profile),
        "is_own": rules.may_consent(actor, profile),
    }


@never_cache
@require_safe
def overview(request: HttpRequest, uid: str) -> HttpResponseBase:
    """All parts as they stand, with who sees each. For whoever may write any of them; 404 for everybody else."""
    actor = actor_of(request)
    if actor.person is None:
        return redirect_to_login(request.get_full_path())
    profile = editable(uid, actor)
    if profile is None:
        raise Http404
    forms = [form for form in (part(profile, actor) for part in PARTS.values() if profile.kind in part.kinds) if form.parts() or form.rows]
    return render(request, "directory/edit/overview.html", seen_by(profile, actor) | {
        "parts": forms, "missing": missing(profile, actor.now.date()),
    })


@never_cache
@survives_expiry
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, uid: str, part: str) -> HttpResponseBase:
    """One part: its form, and saving it."""
    kind, actor = PARTS.get(part), actor_of(request)
    if kind is None:
        raise Http404
    if actor.person is None:
        if request.method == "POST":
            keep(request)
        return redirect_to_login(request.path)
    profile = editable(uid, actor)
    if profile is None or profile.kind not in kind.kinds or not kind(profile, actor).parts():
        return _refuse(request, kind, uid, actor)
    if request.method == "POST":
        return _save(request, profile, actor, kind)
    typed = kept(request)
    form = kind(profile, actor, typed)
    return _show(request, form, checked=False, seq=_seq(typed) if typed else profile.seq, restored=typed is not None)


def _save(request: HttpRequest, profile: Profile, actor: Actor, kind: type[PartForm]) -> HttpResponseBase:
    if "add" in request.POST:
        return _show(request, kind(profile, actor, request.POST, more=1), checked=False, seq=_seq(request.POST))
    form = kind(profile, actor, request.POST)
    if getattr(request, "form_expired", False):
        return _show(request, form, checked=False, seq=_seq(request.POST), expired=True, status=403)
    if form.is_cut:
        return _show(request, form, checked=False, seq=profile.seq, garbled=Unread(), status=400)
    if not form.is_valid():
        return _show(request, form, checked=True, seq=_seq(request.POST), status=400)
    try:
        saved = services.save(profile, by=actor, seq=_seq(request.POST), tiers=form.tiers(), **form.written())
    except Stale as stale:
        current = Profile.objects.visible_to(actor).get(pk=profile.pk)
        return _show(request, form, checked=True, seq=stale.seq, meanwhile=kind(current, actor).lines(), status=409)
    except Unread as garbled:
        return _show(request, form, checked=True, seq=profile.seq, garbled=garbled, status=400)
    except NotWritable:
        return _refuse(request, kind, profile.uid, actor)
    listed = saved.status == Status.PUBLISHED
    messages.success(request, _("Saved. Search finds it within a second.") if listed else _("Saved. It is in no list and no search yet."))
    return HttpResponseRedirect(f"{reverse('profile_edit', args=[profile.uid])}#{kind.name}")


def _show(request: HttpRequest, form: PartForm, *, checked: bool, seq: int, status: int = 200, **more: Any) -> HttpResponse:
    around = seen_by(form.profile, form.actor)
    faults = form.faults() if checked else []
    shown = {"form": form, "checked": checked, "faults": faults, "seq": seq}
    return render(request, "directory/edit/part.html", around | shown | more, status=status)


def _refuse(request: HttpRequest, kind: type[PartForm], uid: str, actor: Actor) -> HttpResponse:
    """Missing and forbidden are told alike. Who sends a form gets back what they typed."""
    if request.method != "POST":
        raise Http404
    audit.record("profile.edit", by=actor.person, on=("profile", uid[:12]), outcome=Outcome.REFUSED, part=kind.name)
    return render(request, "directory/edit/refused.html", {"lines": lines_of(request.POST, kind)}, status=404)


def _seq(data: QueryDict) -> int:
    """The change the writer had read; one that can't be read is older than any."""
    text = data.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
