"""A host position of a call: found, written, taken away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from directory.vocabulary import Kind
from exchanges.calls import picking, reading, services
from exchanges.calls.forms.positions import WRITTEN, PositionForm
from exchanges.calls.models import Call, HostPosition
from exchanges.calls.views.doors import call_of, expired, for_coordinators, version_of
from exchanges.calls.views.parts import faults_of, told
from exchanges.errors import ExchangeError

KINDS = {"host": (Kind.INSTITUTE.value, Kind.COMPANY.value), "supervisor": (Kind.RESEARCHER.value,)}


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def position(request: HttpRequest, uid: str, key: int) -> HttpResponseBase:
    """Coordinators and staff. One position (0: a new one); POST looks a name up or saves."""
    actor, call = call_of(request, uid)
    standing = next((one for one, _name in reading.positions_of(call) if one.pk == key), None)
    if key and standing is None:
        raise Http404
    form = PositionForm(request.POST if request.method == "POST" else None, initial=PositionForm.read(standing))
    if request.method != "POST":
        return _show(request, actor, call, standing, form)
    valid = form.is_valid()
    if "look" in request.POST or not valid or expired(request):
        return _show(request, actor, call, standing, form, checked=not valid, status=403 if expired(request) else 200 if valid else 400)

    def save() -> None:
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in WRITTEN}
        given |= {name: picking.chosen(form.cleaned_data[name], actor) for name in KINDS}
        services.save_position(call, key or None, _by_key(given), version=version_of(request), by=actor)

    refused = told(save, form)
    if refused:
        return _show(request, actor, call, standing, form, checked=True, **refused)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("call_part", args=[call.uid, "places"]))


def _by_key(given: dict[str, Any]) -> dict[str, Any]:
    """A host that isn't there is left out, so that the refusal names it."""
    return {name: value for name, value in given.items() if name != "host" or value is not None}


def _show(
    request: HttpRequest, actor: Actor, call: Call, standing: HostPosition | None, form: PositionForm, *, checked: bool = False, status: int = 200,
    **more: Any,
) -> HttpResponse:
    theirs = more.pop("theirs", None)
    version = theirs.version if theirs else version_of(request) if request.method == "POST" else call.version
    return render(request, "exchanges/calls/position.html", {
        "call": call, "here_is": "call_edit", "form_of": form, "standing": standing, "checked": checked, "version": version,
        "faults": faults_of(form, [], checked), "options": {name: _options(form, name, actor) for name in KINDS}, "expired": expired(request),
        "theirs": [reading.Line(name, str(one.places)) for one, name in reading.positions_of(theirs)] if theirs else None,
        "gap_lines": reading.gap_lines(more.pop("gaps", [])),
    }, status=status)


def _options(form: PositionForm, name: str, actor: Actor) -> list[tuple[picking.Found, bool]]:
    """What may be chosen: what was chosen, and what the typed name finds; the first is ticked where nothing was chosen yet."""
    now = picking.chosen(str(form[name].value() or ""), actor)
    found = picking.matches(str(form[f"{name}_text"].value() or ""), actor, KINDS[name])
    rows = ([picking.shown(now)] if now else []) + [one for one in found if not now or one.uid != now.uid]
    return [(one, now is not None and one.uid == now.uid) for one in rows]


@require_POST
@for_coordinators
def remove(request: HttpRequest, uid: str, key: int) -> HttpResponseBase:
    """Coordinators and staff. Take a position away."""
    actor, call = call_of(request, uid)
    try:
        services.remove_position(call, key, by=actor)
    except ExchangeError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The position was taken away."))
    return HttpResponseRedirect(reverse("call_part", args=[call.uid, "places"]))
