"""One application as the coordinator reads it: what was sent, its letters and reviews, the moves that fit, the decision, notes, history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.actor import Actor
from accounts.errors import AccountError
from exchanges.applications import pairs
from exchanges.applications import reading as applications
from exchanges.errors import NotAllowed
from exchanges.files.serving import response
from exchanges.models import Application, Assignment, Call, Decision
from exchanges.programmes.rules import right_of
from exchanges.reviews import applicant, deciding, judging, labels, panel, reading, services, states
from exchanges.reviews.forms import AskForm, DecisionForm, MoveForm, NoteForm
from exchanges.reviews.views.door import for_coordinators, judged_one, page


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def call_application(request: HttpRequest, actor: Actor, call: Call, application: str) -> HttpResponseBase:
    """GET shows it; POST does one thing to it, named by `act`."""
    one = judged_one(actor, call, application)
    if request.method != "POST":
        return _page(request, actor, one)
    name = request.POST.get("act", "")
    act = ACTS.get(name)
    if act is None:
        return _page(request, actor, one, 400, problem=_("This button isn’t known. Reload the page; nothing was changed."))
    try:
        words, forms = act(request, actor, one)
    except NotAllowed:
        audit.refused(f"application.{name}", actor, on=("application", one.uid), right="coordinator")
        raise Http404 from None
    except AccountError as refusal:
        fresh = judged_one(actor, call, application)
        return _page(request, actor, fresh, 400, problem=str(refusal), **_typed(name, request, fresh))
    if forms:
        return _page(request, actor, one, 400, **forms)
    messages.success(request, words)
    return HttpResponseRedirect(request.path)


Answer = tuple[str, dict[str, Any]]  # what to say, or the form with its errors


def _move(request: HttpRequest, actor: Actor, one: Application) -> Answer:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return "", {"moving": form}
    given = form.cleaned_data
    judging.move(one, given["move"], reason=given["reason"], info_wanted=given["info_wanted"], info_days=given["info_days"], by=actor)
    return _("Done."), {}


def _ask(request: HttpRequest, actor: Actor, one: Application) -> Answer:
    form = AskForm(request.POST, call=one.call)
    if not form.is_valid():
        return "", {"asking": form}
    services.assign(one, form.chosen(), by=actor)
    return _("Asked. The reviewer was told."), {}


def _decide(request: HttpRequest, actor: Actor, one: Application) -> Answer:
    form = DecisionForm(request.POST, application=one)
    if not form.is_valid():
        return "", {"deciding": form}
    if form.cleaned_data["outcome"]:
        deciding.prepare(one, **form.values(), by=actor)
    else:
        deciding.clear(one, by=actor)
    return _("Noted, not sent."), {}


def _note(request: HttpRequest, actor: Actor, one: Application) -> Answer:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return "", {"noting": form}
    judging.note(one, text=form.cleaned_data["text"], by=actor)
    return _("Noted for the panel."), {}


def _review(name: str) -> Callable[[HttpRequest, Actor, Application], Answer]:
    def act(request: HttpRequest, actor: Actor, one: Application) -> Answer:
        typed = request.POST.get("review", "")
        key = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
        assignment = Assignment.objects.visible_to(actor).filter(application=one, pk=key).first()
        if assignment is None:
            raise NotAllowed
        reason = request.POST.get("reason", "")
        if name == "reopen":
            services.reopen(assignment, reason=reason, by=actor)
            return _("Opened again. The reviewer was told."), {}
        services.remove(assignment, reason=reason, by=actor)
        return _("Taken back."), {}

    return act


ACTS: dict[str, Callable[[HttpRequest, Actor, Application], Answer]] = {
    "move": _move,
    "ask": _ask,
    "decide": _decide,
    "note": _note,
    "reopen": _review("reopen"),
    "remove": _review("remove"),
}


def _typed(name: str, request: HttpRequest, one: Application) -> dict[str, Any]:
    """What was typed into the refused form stays in it."""
    forms: dict[str, Callable[[], Any]] = {
        "move": lambda: {"moving": MoveForm(request.POST)},
        "ask": lambda: {"asking": AskForm(request.POST, call=one.call)},
        "decide": lambda: {"deciding": DecisionForm(request.POST, application=one)},
        "note": lambda: {"noting": NoteForm(request.POST)},
    }
    return dict(forms[name]()) if name in forms else {}


def _page(request: HttpRequest, actor: Actor, one: Application, status: int = 200, **more: Any) -> HttpResponse:
    decision = Decision.objects.visible_to(actor).filter(application=one, stage=one.stage).first()
    reading.note_reading(one, actor, right_of(actor))
    kept = {name: getattr(decision, name) for name in ("outcome", "rank", "conditions", "letter", "override")} if decision else {}
    kept |= {"position": decision.position.uid} if decision and decision.position else {}
    reviews = reading.of_application(one)
    context: dict[str, Any] = {
        "call": one.call,
        "application": one,
        "answers": applications.as_rows(one, lang=get_language() or "en", reader=actor),
        "letters": judging.letters(one),
        "whose": applicant.of(one, actor),
        "reviews": reviews,
        "moves": judging.open_moves(one, actor),
        "waits": judging.waits_because(one, actor),
        "other": pairs.other_half(one),
        "notes": judging.notes(one),
        "history": reading.history(one),
        "mean": panel.mean_of(one, one.stage),
        "decision": decision,
        "problem": "",
        "deciding": DecisionForm(initial=kept, application=one),
        "asking": AskForm(call=one.call),
        "moving": MoveForm(),
        "noting": NoteForm(),
        "counted": deciding.counted(one),
        "may_decide": one.status in deciding.UNDECIDED and not (decision and decision.released_at),
        "reasons": labels.reasons,
        "excluded": labels.conflicts_in_words,
        "move_words": labels.move_words,
        "here_is": "call_applications",
        "review_moves": {each.assignment.pk: set(states.open_to(actor, each.assignment)) for each in reviews},
    }
    return page(request, "application", actor, status, **{**context, **more})


@require_safe
@for_coordinators
def call_application_file(request: HttpRequest, actor: Actor, call: Call, application: str, attachment: str) -> HttpResponseBase:
    """A file of a sent copy."""
    one = judged_one(actor, call, application)
    found = reading.attachment(one, int(attachment))  # the address takes 18 digits at most
    if found is None:
        raise Http404
    audit.record("application.file", by=actor.user, on=("application", one.uid), right=right_of(actor), attachment=found.pk)
    return response(found.file)
