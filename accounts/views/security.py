"""The security page, and the page that says why a role needs a second factor."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import second_factor
from accounts.actor import actor_of
from accounts.signin import factors, providers, sessions
from accounts.zones import zone_of


def safe_next(request: HttpRequest) -> str:
    """Where the reader wanted to go, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure()) else ""


@require_safe
@never_cache
@login_required
def needed(request: HttpRequest) -> HttpResponse:
    """Anybody signed in. Whose role sleeps is told so, and led to using or setting up a second factor."""
    after = safe_next(request)
    if not second_factor.is_missed(request):
        return HttpResponseRedirect(after or reverse("security"))
    person = actor_of(request).person
    assert person
    factors.come_back_to(request, after)
    return render(request, "account/second_factor.html", {"after": after, "factors": factors.state_of(person)})


@require_safe
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Anybody signed in, for their own account: every way in, its state, and one thing to do about each."""
    person = actor_of(request).person
    assert person
    return render(request, "account/security.html", {
        "mail": person.email, "has_password": person.has_usable_password(), "factors": factors.state_of(person),
        "places": sessions.places_of(request, person), "connected": providers.connections_of(person), "doors": providers.doors(),
        "is_missed": second_factor.is_missed(request),
        "zone": zone_of(person.time_zone), "here_is": "security",
    })
