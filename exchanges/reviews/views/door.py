"""The doors of these pages: one for coordinators of a call, one for a reviewer's own review. What isn't theirs isn't there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import audit
from accounts.actor import Actor
from exchanges.calls.views.doors import with_call
from exchanges.models import Application, Assignment, Call
from exchanges.reviews.querysets import judged_by

MOST_KEY = 2**63 - 1
for_coordinators = with_call("call.judge")


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
    """A page in the frame of the call, or a reviewer's own."""
    return render(request, f"exchanges/reviews/{template}.html", {"actor": actor, "zone": actor.zone, **context}, status=status)
