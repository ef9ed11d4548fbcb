"""The coordinator's pages: offers and places, the waiting list, the ledger, and one page to make sure before each act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from exchanges.calls.views.doors import call_of, expired, for_coordinators
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.models import Call, Offer
from exchanges.offers import places, services, standing
from exchanges.offers.states import COORDINATORS, OFFER, WAITING

BIGGEST = 9  # digits of a number that somebody types


def whole(text: str) -> int:
    """The number that was typed; 0, which no number here may be, for what isn't one."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= BIGGEST else 0


def shown(request: HttpRequest, template: str, actor: Actor, call: Call, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, f"exchanges/offers/{template}.html", {
        "call": call, "actor": actor, "zone": actor.zone, "position_title": standing.position_title, **more,
    }, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def offers(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Staff and the programme's coordinators. POST changes the number of places, or the ranks of the waiting list."""
    actor, call = call_of(request, uid, "call.offers")
    fault, status = "", 200
    if request.method == "POST" and not expired(request):
        try:
            messages.success(request, _ranked(request, actor, call) if "ranks" in request.POST else _more_places(request, actor, call))
            return HttpResponseRedirect(reverse("call_offers", args=[uid]))
        except ExchangeError as refusal:
            fault, status = str(refusal), 400
        except NotAllowed as refusal:
            fault, status = str(refusal), 403
    return shown(
        request, "offers", actor, call, status, board=standing.board(call, actor), fault=fault, typed=request.POST,
        here_is="call_offers",
    )


def _more_places(request: HttpRequest, actor: Actor, call: Call) -> str:
    position = call.positions.filter(uid=request.POST.get("position", "").replace("\0", "")).first()
    if request.POST.get("position") and position is None:
        raise ExchangeError
    made = services.set_places(call, places=whole(request.POST.get("places", "")), position=position, by=actor)
    if not made:
        return _("The number of places is saved.")
    return ngettext(
        "The number of places is saved. %(num)s person from the waiting list was offered a place.",
        "The number of places is saved. %(num)s people from the waiting list were offered a place.", len(made),
    ) % {"num": len(made)}


def _ranked(request: HttpRequest, actor: Actor, call: Call) -> str:
    typed = {int(name[2:]): whole(str(value)) for name, value in request.POST.items() if name[:2] == "r-" and whole(name[2:])}
    services.reorder(call, ranks=typed, by=actor)
    return _("The order of the waiting list is saved.")


@require_safe
@for_coordinators
def ledger(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Staff and the programme's coordinators: every place taken and given back, and whether the sums agree."""
    actor, call = call_of(request, uid, "call.ledger")
    return shown(request, "ledger", actor, call, lines=places.ledger(call), problems=places.check(call), here_is="call_offers")


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def act(request: HttpRequest, uid: str, key: str, name: str) -> HttpResponseBase:
    """Staff and the programme's coordinators, not about their own application: what the act means; POST does it."""
    actor, call = call_of(request, uid, "offer.act")
    rows = Offer.objects.visible_to(actor).filter(application__in=call.applications.decided_by(actor))
    one = None if "\0" in key else rows.select_related("application__applicant", "application__call", "position").filter(uid=key).first()
    if one is None or name not in COORDINATORS:
        raise Http404
    return _sure(request, actor, call, OFFER[name], one, lambda reason: _do(name, one, reason, actor), name)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def take_off(request: HttpRequest, uid: str, key: int) -> HttpResponseBase:
    """Staff and the programme's coordinators, not about their own application: off the waiting list, with a reason."""
    actor, call = call_of(request, uid, "waiting.take-off")
    entry = next((one for one in standing.board(call, actor)["waiting"] if one.pk == key), None)
    if entry is None:
        raise Http404
    return _sure(request, actor, call, WAITING["take-off"], entry, lambda reason: services.take_off(entry, reason=reason, by=actor), "take-off")


def _do(name: str, one: Offer, reason: str, actor: Actor) -> None:
    if name == "confirm":
        services.confirm(one, by=actor)
    elif name == "defer":
        services.defer(one, by=actor)
    elif name == "fail":
        services.fail(one, reason=reason, by=actor)
    elif name == "withdraw":
        services.withdraw(one, reason=reason, by=actor)
    else:
        services.refuse_deferral(one, reason=reason, by=actor)


def _sure(request: HttpRequest, actor: Actor, call: Call, move: Any, thing: Any, do: Any, name: str) -> HttpResponseBase:
    fault, reason = "", request.POST.get("reason", "")
    if request.method == "POST" and not expired(request):
        try:
            do(reason)
        except NotAllowed:
            raise Http404 from None
        except ExchangeError as refusal:
            fault = str(refusal)
        else:
            messages.success(request, _("Done. The applicant was told."))
            return HttpResponseRedirect(reverse("call_offers", args=[call.uid]))
    return shown(
        request, "sure", actor, call, 400 if fault else 200, move=move, name=name, thing=thing, application=thing.application, fault=fault,
        reason=reason.replace("\0", "")[:5000], here_is="call_offers",
    )
