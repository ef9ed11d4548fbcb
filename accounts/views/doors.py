"""The door of staff pages: whose right sleeps is led to the second factor; for everybody else the page isn't there, and the try is written down."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts import audit, rules, second_factor
from accounts.actor import actor_of
from accounts.second_factor import View


def for_staff(view: View) -> View:
    """404 for who isn't staff, so nobody learns what staff have; never kept by a browser."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_of(request)
        if not rules.works_here(actor):
            name = request.resolver_match.url_name if request.resolver_match else ""
            audit.refused("page.staff", actor, on=("page", name or ""), right="staff")
            raise Http404
        return view(request, *args, **kwargs)

    return second_factor.led(never_cache(guarded))
