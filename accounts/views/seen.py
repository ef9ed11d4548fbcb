"""Where my data is seen: by whom, through which doors, and who looked at what is sensitive."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import consents, hooks
from accounts.actor import actor_of
from accounts.seen import readings
from accounts.views.mine import person_of
from accounts.vocabulary import Purpose
from accounts.zones import zone_of


@require_safe
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, about themselves."""
    person = person_of(request)
    parts = hooks.seen_of(actor_of(request))
    return render(request, "account/seen.html", {
        "parts": parts, "transfers": list(consents.standing(person, Purpose.TRANSFER).order_by("given_at")), "readings": readings(person, parts),
        "zone": zone_of(person.time_zone), "here_is": "seen",
    })
