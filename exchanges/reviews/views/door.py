"""The doors of these pages: one for coordinators of a call, one for a reviewer's own review. What isn't theirs isn't there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts import audit, second_factor
from accounts.actor import Actor, actor_of
from accounts.zones import zone_of
from exchanges.models import Application, Assignment, Call
from exchanges.programmes.rules import may_coordinate
from exchanges.reviews.querysets import judged_by

View = Callable[..., HttpResponseBase]
MOST_KEY = 2**63 - 1


def for_coordinators(view: View) -> View:
    """The view gets the actor and the call; for everybody but staff and the programme's coordinators there is none. Visitors are led to
    sign in."""

    @never_cache
    @login_required
    @second_factor.led
    @wraps(view)
    def door(request: HttpRequest, uid: str, **more: Any) -> HttpResponseBase:
        actor = actor_of(request)
        call = None if "\0" in uid else Call.objects.visible_to(actor).filter(uid=uid).select_related("programme").first()
        if call is None or not may_coordinate(actor, call.programme_id):
            audit.refused("call.judge", actor, on=("call", uid[:12]), right="coordinator")
            raise Http404
        return view(request, actor, call, **more)

    return door


def judged_one(actor: Actor, call: Call, uid: str) -> Application:
    """The application, when the actor judges it; their own is not there, whatever else they are."""
    rows = Application.objects.visible_to(actor).filter(judged_by(actor), call=call, uid=uid)
    found: Application | None = rows.select_related("applicant", "profile", "home", "form", "pair").first()
    if found is None:
        audit.refused("application.judge", actor, on=("application", uid[:12]), right="coordinator")
        raise Http404
    found.call = call
    return found


def own_review(actor: Actor, key: int) -> Assignment:
    """The reviewer's own review; nobody else's is there, not even for coordinators."""
    rows = Assignment.objects.visible_to(actor).own_of(actor) if key <= MOST_KEY else Assignment.objects.visible_to(actor).none()
    found: Assignment | None = rows.filter(pk=key).select_related("application__call__programme", "application__form").first()
    if found is None:
        audit.refused("review.open", actor, on=("review", str(key)[:12]), right="reviewer")
        raise Http404
    return found


def page(request: HttpRequest, template: str, actor: Actor, status: int = 200, **context: Any) -> HttpResponse:
    zone = zone_of(actor.person.time_zone if actor.person else "")
    return render(request, f"exchanges/reviews/{template}.html", {"actor": actor, "zone": zone, **context}, status=status)


def right_of(actor: Actor) -> str:
    """With which right, for the audit."""
    return "staff" if actor.is_staff else "coordinator"
