"""The door of a call's coordinators: staff and those who coordinate its programme; for everybody else the page isn't there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts import audit, second_factor
from accounts.actor import Actor, actor_of
from directory.views.typed import signed_out, survives_expiry
from exchanges.calls.models import Call
from exchanges.programmes.models import Programme
from exchanges.programmes.rules import may_coordinate

View = Callable[..., HttpResponseBase]


def for_coordinators(view: View) -> View:
    """Who isn't signed in is led to sign in, with what was typed kept; whose right sleeps, to the second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (entrance := signed_out(request)) is not None:
            return entrance
        return view(request, *args, **kwargs)

    return survives_expiry(second_factor.led(never_cache(guarded)))


def call_of(request: HttpRequest, uid: str, act: str = "call.edit") -> tuple[Actor, Call]:
    """The call, for those who coordinate it. A refused try is written down."""
    actor = actor_of(request)
    call = None if "\0" in uid else Call.objects.visible_to(actor).select_related("programme").filter(uid=uid).first()
    if call is None or not may_coordinate(actor, call.programme_id):
        audit.refused(act, actor, on=("call", uid[:12]), right="coordinator")
        raise Http404
    return actor, call


def with_call(act: str) -> Callable[[View], View]:
    """The view gets the actor and the call that they coordinate; for everybody else there is none, and a refused `act` is written down. Visitors
    are led to sign in."""

    def made(view: View) -> View:
        @never_cache
        @login_required
        @second_factor.led
        @wraps(view)
        def door(request: HttpRequest, uid: str, **more: Any) -> HttpResponseBase:
            actor, call = call_of(request, uid, act)
            return view(request, actor, call, **more)

        return door

    return made


def programme_of(request: HttpRequest, uid: str, act: str = "programme.edit") -> tuple[Actor, Programme]:
    """The programme, for those who coordinate it."""
    actor = actor_of(request)
    programme = None if "\0" in uid else Programme.objects.visible_to(actor).filter(uid=uid).first()
    if programme is None or not may_coordinate(actor, programme.pk):
        audit.refused(act, actor, on=("programme", uid[:12]), right="coordinator")
        raise Http404
    return actor, programme


def version_of(request: HttpRequest) -> int:
    """The version that a form had read; 0, which nothing has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def expired(request: HttpRequest) -> bool:
    """Whether the form was sent with the token of a session before this one: it is shown again, never saved."""
    return bool(getattr(request, "form_expired", False))
