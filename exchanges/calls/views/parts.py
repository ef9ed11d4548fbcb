"""One part of a call: its form, and saving it. What was typed is never lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor, actor_of
from directory.views.typed import kept
from exchanges.calls import reading, services
from exchanges.calls.errors import BadField
from exchanges.calls.forms.parts import FORMS, DatesForm, PartForm, looked_at
from exchanges.calls.forms.rows import RowForm, rows_of, values_of
from exchanges.calls.gaps import PARTS, NotReady
from exchanges.calls.models import Call
from exchanges.calls.views.doors import call_of, expired, for_coordinators, version_of
from exchanges.errors import ExchangeError, NotAllowed, Stale
from exchanges.finding.pages import clocks

Form = tuple[PartForm, list[RowForm]]


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def part(request: HttpRequest, uid: str, part: str) -> HttpResponseBase:
    """Coordinators and staff. One part as it stands; POST saves it, adds a row, or shows the dates on all clocks."""
    if part not in FORMS:
        raise Http404
    actor, call = call_of(request, uid)
    if request.method != "POST":
        typed = kept(request)
        return _show(request, call, _read(call, part, typed), restored=typed is not None)
    form, rows = _read(call, part, request.POST, more="add" in request.POST)
    if expired(request):
        return _show(request, call, (form, rows), expired=True, status=403)
    if "add" in request.POST:
        return _show(request, call, (form, rows))
    valid = not [one for one in (form, *rows) if not getattr(one, "is_left_out", False) and not one.is_valid()]  # each is asked, to show its errors
    if not valid or "look" in request.POST:
        return _show(request, call, (form, rows), checked=True, status=200 if valid else 400)
    return _saved(request, actor, call, part, form, rows)


def _read(call: Call, part: str, data: QueryDict | None, more: bool = False) -> Form:
    kind = FORMS[part]
    form = kind(data, initial=kind.read(call)) if data is not None else kind(initial=kind.read(call))
    rows = rows_of(kind.row, data, getattr(call, kind.row_column), int(more)) if kind.row else []
    return form, rows


def _saved(request: HttpRequest, actor: Actor, call: Call, part: str, form: PartForm, rows: list[RowForm]) -> HttpResponseBase:
    def save() -> None:
        given = form.given(call)
        if form.row:
            given[form.row_column] = values_of(rows)
        services.edit(call, part, given, version=version_of(request), by=actor)

    refused = told(save, form)
    if refused:
        return _show(request, call, (form, rows), checked=True, **refused)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("call_part", args=[call.uid, part]))


def told(save: Callable[[], Any], form: Any) -> dict[str, Any]:
    """Save; where it was refused, why, for the page: an error in the form, gaps, or what somebody else saved meanwhile."""
    try:
        save()
    except NotAllowed:
        raise Http404 from None
    except Stale as stale:
        return {"theirs": stale.theirs, "status": 409}
    except NotReady as refusal:
        form.add_error(None, str(refusal))
        return {"gaps": refusal.gaps, "status": 400}
    except BadField as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return {"status": 400}
    except ExchangeError as refusal:
        form.add_error(None, str(refusal))
        return {"status": 400}
    return {}


def faults_of(form: Any, rows: list[RowForm], checked: bool) -> list[tuple[str, str]]:
    """What stands in the summary of errors: where each leads, and its words."""
    if not checked:
        return []
    found = [
        ("main" if name == NON_FIELD_ERRORS else form[name].id_for_label, str(error)) for name, errors in form.errors.items() for error in errors
    ]
    return found + [
        (row[name].id_for_label, str(error)) for row in rows if row.is_bound and not row.is_left_out
        for name, errors in row.errors.items() for error in errors
    ]


def _show(request: HttpRequest, call: Call, read: Form, *, checked: bool = False, status: int = 200, **more: Any) -> HttpResponse:
    """The page. After a stale save the form names the newest version, so that saving once more is meant."""
    form, rows = read
    theirs = more.pop("theirs", None)
    return render(request, "exchanges/calls/part.html", {
        "call": call, "part": form.part, "parts": PARTS, "form_of": form, "rows": rows, "checked": checked, "here_is": "call_edit",
        "faults": faults_of(form, rows, checked), "version": theirs.version if theirs else _version(request, call),
        "theirs": reading.lines_of(theirs, form.part) if theirs else None, "gap_lines": reading.gap_lines(more.pop("gaps", [])),
        "clocks": _clocks(request, form),
        "positions": reading.positions_of(call) if form.part == "places" else [], **more,
    }, status=status)


def _clocks(request: HttpRequest, form: PartForm) -> list[tuple[Any, list[clocks.Line], bool]]:
    """The dates that were typed on the call's clock, on those of both sides and on the reader's."""
    if not isinstance(form, DatesForm) or (form.is_bound and not form.is_valid()):
        return []
    reader = actor_of(request).zone_name
    moments = looked_at(form, timezone.now())
    return [(label, clocks.lines(at, zone, reader, get_language() or "en"), twice) for label, at, zone, twice in moments]


def _version(request: HttpRequest, call: Call) -> int:
    return version_of(request) if request.method == "POST" else call.version
