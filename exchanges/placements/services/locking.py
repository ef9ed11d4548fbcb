"""One placement locked in the order of every room, and one move of it, of a check or of a report."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from accounts.actor import Actor
from exchanges.applications.models import Application, Pair
from exchanges.calls.models import Call
from exchanges.errors import NotAllowed, NotNow
from exchanges.events.moves import Machine, carry_out
from exchanges.placements.models import Placement
from exchanges.placements.rules import right_of

FIRST_ZONE = timezone(timedelta(hours=14))  # where a day begins first


def locked(placement: Placement, *, with_call: bool = False) -> Placement:
    """The placement as it stands, its application and itself locked until the transaction ends; before them, for a move that frees a place or ends
    the application, the call and the pair."""
    if with_call:
        application = placement.offer.application
        Call.objects.select_for_update(of=("self",), no_key=True).get(pk=application.call_id)
        if application.pair_id:
            Pair.objects.select_for_update(no_key=True).get(pk=application.pair_id)
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=placement.offer.application_id)
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    found: Placement = rows.select_related("offer__application__call__programme", "person", "host").get(pk=placement.pk)
    return found


def again(row: Any, placement: Placement) -> Any:
    """A check, a paper or a report of a locked placement, read again and locked."""
    found = type(row).objects.select_for_update(no_key=True).get(pk=row.pk, placement=placement)
    found.placement = placement
    return found


def would_happen(machine: Machine, thing: Any, name: str, by: Actor | None) -> bool:
    """Whether the move happens now: so that what it asks for is looked at only for who may and when it fits. Otherwise `step` says why not."""
    move = machine[name]
    return thing.state in move.sources and (move.by_clock if by is None else move.rule(by, thing))


def step(
    machine: Machine, thing: Any, name: str, *, by: Actor | None, reason: str = "", writes: dict[str, Any] | None = None,
    **facts: Any,
) -> bool:
    """Carry the move out on a locked row, with its call and right."""
    placement = thing if isinstance(thing, Placement) else thing.placement
    call = placement.offer.application.call_id
    return carry_out(machine, thing, name, by=by, call=call, right=right_of(by, placement), reason=reason, writes=writes, **facts)


def refuse_unless(allowed: bool, fits: bool = True) -> None:
    """NotAllowed for what isn't this actor's, NotNow for what doesn't fit as things stand."""
    if not allowed:
        raise NotAllowed
    if not fits:
        raise NotNow


def last_today(now: datetime | None = None) -> date:
    """The latest day that is today somewhere: nobody is told that a day of theirs lies in the future."""
    return (now or datetime.now(UTC)).astimezone(FIRST_ZONE).date()
