"""The form of a call, built without scripts: its sections and questions as a list, a page for each of them, and a look at it as applicants see it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.views.typed import kept
from directory.wording import spoken
from exchanges.calls import budgets, building, reading, services
from exchanges.calls.forms.questions import QuestionForm, SectionForm
from exchanges.calls.lengths import limit_in_words
from exchanges.calls.models import Call
from exchanges.calls.views.doors import call_of, expired, for_coordinators, version_of
from exchanges.calls.views.parts import faults_of, told
from exchanges.calls.vocabulary import QuestionType
from exchanges.errors import ExchangeError

NEW = "new"
MOST_STEPS = 3  # section, group, question


def sections_of(call: Call, stage: int) -> list[dict[str, Any]]:
    form = services.form_for(call, stage)
    return form.sections if form else []


def _stage(call: Call, stage: int) -> int:
    if not 1 <= stage <= call.stages:
        raise Http404
    return stage


def _path(text: str) -> building.Path:
    """The path in an address: keys with dots between them; "new" at its end is a thing to be added."""
    keys = tuple(text.split("."))
    if len(keys) > MOST_STEPS or "\0" in text or not all(keys):
        raise Http404
    return (*keys[:-1], "" if keys[-1] == NEW else keys[-1])


@require_safe
@for_coordinators
def form(request: HttpRequest, uid: str, stage: int) -> HttpResponseBase:
    """Coordinators and staff. The form of a stage as a list."""
    _actor, call = call_of(request, uid)
    return _listed(request, call, _stage(call, stage))


def _listed(request: HttpRequest, call: Call, stage: int, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "exchanges/calls/form.html", {
        "call": call, "here_is": "call_edit", "stage": stage, "sections": sections_of(call, stage), "types": dict(QuestionType.choices),
        "version_row": services.form_for(call, stage), "said": spoken, "budget": _budget(sections_of(call, stage)), **more,
    }, status=status)


def _budget(sections: list[dict[str, Any]]) -> list[str]:
    """The paths of the questions that make the budget."""
    return [".".join(filter(None, (one.section, one.group, one.question["key"]))) for one in budgets.places(sections)]


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def item(request: HttpRequest, uid: str, stage: int, path: str) -> HttpResponseBase:
    """Coordinators and staff. One section or question; POST saves it. A new question first says of which type it is (?type=)."""
    _actor, call = call_of(request, uid)
    at, sections = _path(path), sections_of(call, _stage(call, stage))
    try:
        standing = building.found(sections, at) if at[-1] else {}
        askable = building.askable(sections, at)
    except ExchangeError:
        raise Http404 from None
    kind = standing.get("type") or request.POST.get("type") or request.GET.get("type") or ""
    if len(at) > 1 and kind not in QuestionType.values:
        return render(request, "exchanges/calls/type.html", {
            "call": call, "here_is": "call_edit", "stage": stage,
            "types": [(value, label) for value, label in QuestionType.choices if len(at) == 2 or value != QuestionType.GROUP],
        })
    typed = request.POST if request.method == "POST" else kept(request)
    asked_for = budgets.places(sections)
    is_budget = not any(budgets.money_questions(sections)) or any(one.question is standing for one in asked_for)
    shown = QuestionForm(
        typed, kind=kind, standing=standing, askable=askable, inside=len(at) > 2, is_budget=is_budget,
    ) if len(at) > 1 else SectionForm(typed, initial=SectionForm.read(standing))
    if request.method != "POST" or expired(request):
        return _shown(request, call, stage, at, shown, kind, checked=False, status=403 if expired(request) else 200)
    return _saved(request, call, stage, at, shown, kind)


def _saved(request: HttpRequest, call: Call, stage: int, at: building.Path, shown: SectionForm, kind: str) -> HttpResponseBase:
    actor, _call = call_of(request, call.uid)
    if not shown.is_valid():
        return _shown(request, call, stage, at, shown, kind, status=400)

    def save() -> None:
        thing = shown.kept()
        if not at[-1] and (len(at) == 1 or kind == QuestionType.GROUP):
            thing["questions"] = []
        sections, _where = building.put(budgets.said_out(sections_of(call, stage)), at, thing)
        services.save_form(call, stage, sections, version=version_of(request), by=actor)

    refused = told(save, shown)
    if refused:
        return _shown(request, call, stage, at, shown, kind, **refused)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("call_form", args=[call.uid, stage]))


def _shown(
    request: HttpRequest, call: Call, stage: int, at: building.Path, shown: SectionForm, kind: str, *, checked: bool = True, status: int = 200,
    **more: Any,
) -> HttpResponse:
    theirs = more.pop("theirs", None)
    version = theirs.version if theirs else version_of(request) if request.method == "POST" else call.version
    return render(request, "exchanges/calls/item.html", {
        "call": call, "here_is": "call_edit", "stage": stage, "at": at, "form_of": shown, "kind": kind, "checked": checked, "version": version,
        "kind_label": QuestionType(kind).label if len(at) > 1 else "", "faults": faults_of(shown, [], checked), "expired": expired(request),
        "theirs": reading.lines_of(theirs, "form") if theirs else None, "gap_lines": reading.gap_lines(more.pop("gaps", [])),
    }, status=status)


@require_POST
@for_coordinators
def change(request: HttpRequest, uid: str, stage: int, path: str) -> HttpResponseBase:
    """Coordinators and staff. Move a section or question up or down, or delete it (`do`: up, down, delete)."""
    actor, call = call_of(request, uid)
    at, act = _path(path), request.POST.get("do", "")
    sections = sections_of(call, _stage(call, stage))
    if act not in {"up", "down", "delete"} or not at[-1]:
        raise Http404
    try:
        changed = building.without(sections, at) if act == "delete" else building.shifted(sections, at, -1 if act == "up" else 1)
        services.save_form(call, stage, changed, version=version_of(request), by=actor)
    except ExchangeError as refusal:
        return _listed(request, call, stage, 400, refused=str(refusal))
    return HttpResponseRedirect(reverse("call_form", args=[call.uid, stage]))


@require_safe
@for_coordinators
def preview(request: HttpRequest, uid: str, stage: int) -> HttpResponseBase:
    """Coordinators and staff. The form as applicants will see it; nothing can be sent."""
    _actor, call = call_of(request, uid)
    return render(request, "exchanges/calls/preview.html", {
        "call": call, "here_is": "call_edit", "stage": stage, "sections": sections_of(call, _stage(call, stage)), "said": spoken,
        "limits": limit_in_words,
    })
