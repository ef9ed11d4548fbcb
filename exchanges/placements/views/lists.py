"""The placements of a call, for its coordinators."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit, second_factor
from accounts.actor import actor_of
from exchanges.models import Call
from exchanges.placements import listing
from exchanges.programmes.rules import may_coordinate

PAGE = 50


@require_safe
@never_cache
@login_required
@second_factor.led
def of_call(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators of the programme and staff; 404 for everybody else."""
    actor = actor_of(request)
    call = None if "\0" in uid else Call.objects.visible_to(actor).filter(uid=uid).select_related("programme").first()
    if call is None or not may_coordinate(actor, call.programme_id):
        audit.refused("call.placements", actor, on=("call", uid[:12]), right="coordinator")
        raise Http404
    show = request.GET.get("show", "all")
    show = show if show in listing.SHOWN else "all"
    rows = Paginator(listing.of_call(call, show, actor.now), PAGE).get_page(request.GET.get("page"))
    return render(request, "exchanges/placements/of_call.html", {
        "call": call, "rows": rows, "lines": listing.lines(list(rows), actor.now.date()), "show": show, "counts": listing.counts(call, actor.now),
        "zone": actor.zone, "here_is": "call_placements",
    })
