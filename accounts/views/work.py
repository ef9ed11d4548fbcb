"""The work page of staff: what waits, since when, and where to do it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import hooks
from accounts.actor import actor_of
from accounts.hooks import Work
from accounts.views.doors import for_staff


def waiting_first(piles: list[Work]) -> list[Work]:
    """Piles with something in them, the longest waiting first; the empty ones keep their order behind them."""
    full = [pile for pile in piles if pile.count]
    return sorted(full, key=lambda pile: pile.oldest or timezone.now()) + [pile for pile in piles if not pile.count]


def age(since: datetime | None, now: datetime) -> tuple[int, str]:
    """(3, "days"): how long something has waited, in the largest whole unit."""
    seconds = max(0, int((now - since).total_seconds())) if since else 0
    for unit, length in (("days", 86400), ("hours", 3600)):
        if seconds >= length:
            return seconds // length, unit
    return seconds // 60, "minutes"


@require_safe
@for_staff
def page(request: HttpRequest) -> HttpResponse:
    """Staff. Everything that waits for them, with count and age."""
    actor = actor_of(request)
    piles = waiting_first(hooks.work_for(actor))
    now = timezone.now()
    return render(request, "account/work.html", {
        "piles": [(pile, age(pile.oldest, now)) for pile in piles if pile.count], "empty": [pile for pile in piles if not pile.count],
        "zone": actor.zone, "here_is": "staff_work",
    })


@require_safe
@for_staff
def status(request: HttpRequest) -> JsonResponse:
    """Staff. The same for a program that watches: seconds since the oldest came, 0 for an empty pile."""
    now = timezone.now()
    rows = [
        {
            "pile": str(pile.label), "count": pile.count, "href": pile.href,
            "oldest_seconds": int((now - pile.oldest).total_seconds()) if pile.oldest else 0,
        }
        for pile in hooks.work_for(actor_of(request))
    ]
    return JsonResponse({"at": now, "piles": rows})
