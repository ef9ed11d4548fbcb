"""Writing the history: inside the transaction of the move."""

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models

from accounts import trace
from accounts.actor import Actor
from exchanges.events.models import Event

# The moment that is written down, where it isn't now: the demo tells what happened earlier.
as_of: ContextVar[datetime | None] = ContextVar("as_of", default=None)


def record(
    thing: models.Model,
    move: str,
    *,
    source: str,
    target: str,
    by: Actor | None,
    right: str = "",
    reason: str = "",
    call: int | None = None,
    **facts: Any,
) -> Event:
    """Write one move of `thing`; `by` is None for what the clock or Qiao itself does. `facts` are JSON values, nothing personal."""
    made: Event = Event.objects.create(
        noun=str(thing._meta.model_name),  # noqa: SLF001 - Django's documented name
        key=thing.pk,
        call_id=call,
        move=move,
        source=source,
        target=target,
        by=by.user if by else None,
        right=right,
        reason=reason,
        facts=facts,
        trace=trace.request_id.get(),
        **({"at": moment} if (moment := as_of.get()) else {}),
    )
    return made


def record_many(
    things: Sequence[models.Model], move: str, *, sources: Sequence[str], target: str, by: Actor | None, right: str = "", call: int | None = None,
    **facts: Any,
) -> None:
    """The same move of several things of one kind, each from its own state: a line each, written together."""
    Event.objects.bulk_create([
        Event(
            noun=str(thing._meta.model_name), key=thing.pk, call_id=call, move=move, source=source, target=target,  # noqa: SLF001
            by=by.user if by else None, right=right, facts=facts, trace=trace.request_id.get(),
        )
        for thing, source in zip(things, sources, strict=True)
    ], 500)
