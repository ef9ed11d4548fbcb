"""The first page of a call's coordinators: its parts, what is still missing, what may happen now, and its history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.actor import Actor
from exchanges.calls import reading, services
from exchanges.calls.clock import phase
from exchanges.calls.errors import BadField
from exchanges.calls.forms.moves import MoveForm
from exchanges.calls.gaps import PARTS, NotReady, gaps_of
from exchanges.calls.models import Call
from exchanges.calls.states import TRANSITIONS, moves_of
from exchanges.calls.views.doors import call_of, expired, for_coordinators
from exchanges.calls.vocabulary import CallStatus, Phase
from exchanges.errors import ExchangeError, NotAllowed


@require_safe
@for_coordinators
def overview(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators and staff. All parts as they stand."""
    actor, call = call_of(request, uid)
    return _overview(request, actor, call)


def _overview(request: HttpRequest, actor: Actor, call: Call, status: int = 200, **more: Any) -> HttpResponse:
    gaps = gaps_of(call, actor.now) if call.status == CallStatus.DRAFT else []
    return render(request, "exchanges/calls/setup.html", {
        "call": call, "here_is": "call_edit", "parts": [(name, title, reading.lines_of(call, name)) for name, title in PARTS.items()],
        "gaps": reading.gap_lines(gaps), "lacking": sorted({gap.lang for gap in gaps if gap.lang}), "moves": moves_of(call, actor),
        "phase": Phase(phase(call, actor.now)).label, "history": reading.history_of(call), "positions": reading.positions_of(call),
        "zone": actor.zone, "is_draft": call.status == CallStatus.DRAFT, **more,
    }, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def move(request: HttpRequest, uid: str, name: str) -> HttpResponseBase:
    """Coordinators and staff, some moves staff alone. GET asks, with a reason or a new time where the move needs one; POST does it."""
    if name not in TRANSITIONS:
        raise Http404
    actor, call = call_of(request, uid, f"call.{name}")
    if not TRANSITIONS[name].rule(actor, call):
        audit.refused(f"call.{name}", actor, on=("call", call.uid), right="staff")
        raise Http404
    form = MoveForm(request.POST if request.method == "POST" else None, name=name)
    if request.method != "POST" or expired(request) or not form.is_valid():
        status = 403 if expired(request) else 400 if request.method == "POST" else 200
        return _asked(request, call, name, form, status)
    try:
        done = services.move(call, name, by=actor, reason=form.cleaned_data["reason"], closes=form.cleaned_data.get("closes"))
    except NotAllowed:
        raise Http404 from None
    except NotReady as refusal:
        return _overview(request, actor, call, 400, refused=str(refusal))
    except BadField as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _asked(request, call, name, form, 400)
    except ExchangeError as refusal:
        form.add_error(None, str(refusal))
        return _asked(request, call, name, form, 400)
    messages.success(request, _("Done.") if done else _("This had happened already."))
    return HttpResponseRedirect(reverse("call_edit", args=[call.uid]))


def _asked(request: HttpRequest, call: Call, name: str, form: MoveForm, status: int) -> HttpResponse:
    return render(request, "exchanges/calls/move.html", {
        "call": call, "here_is": "call_edit", "name": name, "entry": TRANSITIONS[name], "form": form, "checked": request.method == "POST",
    }, status=status)


@require_POST
@for_coordinators
def waive(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators and staff. Let the call open without the texts of one language, with a reason; without one, take that back."""
    actor, call = call_of(request, uid)
    lang, reason = request.POST.get("lang", ""), request.POST.get("reason", "")
    if not reason.strip() and "end" not in request.POST:
        return _overview(request, actor, call, 400, refused=_("Say why the call may open in one language. Nothing was changed."))
    try:
        services.waive(call, lang, "" if "end" in request.POST else reason, by=actor)
    except NotAllowed:
        raise Http404 from None
    except ExchangeError as refusal:
        return _overview(request, actor, call, 400, refused=str(refusal), typed_reason=reason[:1000])
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("call_edit", args=[call.uid]))


@require_POST
@for_coordinators
def copy(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators and staff. Make a template of the call, or a new call after it, without its dates."""
    actor, call = call_of(request, uid, "call.copy")
    try:
        made = services.copy(call, as_template="template" in request.POST, by=actor)
    except NotAllowed:
        raise Http404 from None
    except ExchangeError as refusal:
        return _overview(request, actor, call, 400, refused=str(refusal))
    messages.success(request, _("Made. Everything was taken over but the dates."))
    return HttpResponseRedirect(reverse("call_edit", args=[made.uid]))
