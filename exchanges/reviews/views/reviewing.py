"""The reviewer's pages: what waits for them, and one review from "no conflict" to its sending."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from directory.views.typed import kept, saves_by_itself, signed_out, survives_expiry
from exchanges.calls.views.doors import version_of
from exchanges.errors import NotAllowed, Stale
from exchanges.files.serving import response
from exchanges.models import Assignment
from exchanges.reviews import reading, services
from exchanges.reviews.errors import BadReview
from exchanges.reviews.states import BEING_WRITTEN
from exchanges.reviews.views.door import own_review, page

BUTTONS = ("declare", "conflict", "decline", "save", "submit")


@require_safe
@login_required
def my_reviews(request: HttpRequest) -> HttpResponseBase:
    """The signed-in person's own reviews."""
    actor = actor_of(request)
    return page(request, "mine", actor, rows=reading.mine(actor), here_is="my_reviews")


@never_cache
@survives_expiry
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, key: int) -> HttpResponseBase:
    """One review of one's own; POST does what the pressed button says, or saves by itself (header X-Autosave, answered in JSON)."""
    if (entrance := signed_out(request)) is not None:
        return entrance
    actor = actor_of(request)
    assignment = own_review(actor, key)
    if request.method == "POST":
        if saves_by_itself(request):
            return _save_by_itself(request, actor, assignment)
        if getattr(request, "form_expired", False):
            return _page(request, actor, assignment, 403, typed=request.POST, is_back=True)
        return _act(request, actor, assignment)
    typed = kept(request)
    return _page(request, actor, assignment, typed=typed, is_back=typed is not None)


def _save_by_itself(request: HttpRequest, actor: Actor, assignment: Assignment) -> JsonResponse:
    """What is written so far, as it is typed."""
    if getattr(request, "form_expired", False):
        return JsonResponse({"message": _("You signed in again in another window. Save with the button once.")}, status=403)
    try:
        saved = _do(request, actor, assignment, "save")
    except BadReview as bad:
        return JsonResponse({"message": str(next(iter(bad.fields.values())))}, status=400)
    except AccountError as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    return JsonResponse({"version": saved.version, "message": _("Saved. Only you see it.")})


def _act(request: HttpRequest, actor: Actor, assignment: Assignment) -> HttpResponseBase:
    pressed = next((name for name in BUTTONS if name in request.POST), "save")
    try:
        done = _do(request, actor, assignment, pressed)
    except NotAllowed:
        audit.refused(f"review.{pressed}", actor, on=("review", str(assignment.pk)), right="reviewer")
        raise Http404 from None
    except Stale as stale:
        return _page(request, actor, assignment, 409, theirs=stale.theirs, typed=request.POST)
    except BadReview as bad:
        return _page(request, actor, assignment, 400, errors=bad.fields, typed=request.POST, pressed=pressed)
    except AccountError as refusal:
        return _page(request, actor, own_review(actor, assignment.pk), 400, errors={"": str(refusal)}, typed=request.POST, pressed=pressed)
    messages.success(request, _words(pressed, done))
    stays = pressed == "save" or (pressed == "declare" and done.state == "in-progress")
    return HttpResponseRedirect(reverse("review", args=[assignment.pk]) if stays else reverse("my_reviews"))


def _do(request: HttpRequest, actor: Actor, assignment: Assignment, pressed: str) -> Assignment:
    given = request.POST
    if pressed == "declare":
        return services.declare(assignment, has_conflict=False, by=actor)
    if pressed == "conflict":
        return services.declare(assignment, has_conflict=True, what=given.get("conflict_is", ""), by=actor)
    if pressed == "decline":
        return services.decline(assignment, reason=given.get("reason", ""), by=actor)
    scores = {one["key"]: given.get(f"score-{one['key']}", "") for one in assignment.application.call.rubric}
    act = services.submit if pressed == "submit" else services.save
    texts = {name: given.get(name, "") for name in ("to_panel", "to_applicant")}
    return act(assignment, scores=scores, version=version_of(request), by=actor, **texts)


def _words(pressed: str, done: Assignment) -> str:
    if pressed == "declare" and done.state == "recused":
        return _("Qiao knows of a conflict of interest, so this application goes to somebody else. You need do nothing more.")
    return {
        "declare": _("Noted: no conflict. Here is the application."),
        "conflict": _("Noted. The coordinators find somebody else."),
        "decline": _("Noted. The coordinators find somebody else."),
        "save": _("Saved. Only you see it."),
        "submit": _("Sent. Thank you for your review."),
    }[pressed]


def _page(request: HttpRequest, actor: Actor, assignment: Assignment, status: int = 200, **more: Any) -> HttpResponse:
    """The page as far as it may be read: the title alone before "no conflict"."""
    context: dict[str, Any] = {"assignment": assignment, "title": assignment.application.title, "call": assignment.application.call, "errors": {}}
    context |= {"typed": None, "theirs": None, "pressed": "", "is_back": False, "here_is": "my_reviews"} | more
    if not reading.is_readable(assignment):
        return page(request, "declare", actor, status, **context)
    typed = context["typed"]
    written = typed if typed is not None and "to_panel" in typed else None  # the form that hands the review back holds none of it
    scores = {one["key"]: written.get(f"score-{one['key']}", "") for one in assignment.application.call.rubric} if written is not None else None
    lang = get_language() or "en"
    reading.note_reading(assignment.application, actor, "reviewer")
    context |= {
        "answers": reading.answers(assignment, lang, actor),
        "letters": reading.letters_for(assignment, actor),
        "others": reading.others(assignment),
        "criteria": reading.criteria(assignment, scores, context["errors"]),
        "is_anonymous": reading.is_anonymous(assignment),
        "is_open": assignment.state in BEING_WRITTEN,
        "written": written,
    }
    return page(request, "review", actor, status, **context)


@require_safe
@login_required
@never_cache
def file(request: HttpRequest, key: int, attachment: int) -> HttpResponseBase:
    """A file of the application, for its reviewer, after "no conflict", where the review isn't double anonymous."""
    actor = actor_of(request)
    assignment = own_review(actor, key)
    found = reading.file_for(assignment, attachment) if attachment < 2**63 else None
    if found is None:
        audit.refused("review.file", actor, on=("review", str(assignment.pk)), right="reviewer")
        raise Http404
    audit.record("application.file", by=actor.user, on=("application", assignment.application.uid), right="reviewer", attachment=found.pk)
    return response(found.file)
