"""How a machine moves: one shape of a transition for every room, and the one function that carries it out.

Locks are taken in this order everywhere: the call, its positions, the pair, the application, then what hangs on the application (letters, reviews,
decisions, offers, the waiting list, placements), each kind by its key. Who holds a later one never asks for an earlier one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Text
from exchanges.events import services

NEEDS_REASON = _("Say why, so that it can be understood later. Nothing was changed.")


@dataclass(frozen=True)
class Move:
    """One thing that may happen. `rule` says whose it is; `asks` is the question before what can't be taken back; `by_clock` lets Qiao itself do it
    (`by=None`); `needs_reason` makes a person say why."""

    label: Text
    sources: frozenset[str]
    target: str
    rule: Callable[[Actor, Any], bool]
    asks: Text = ""
    needs_reason: bool = False
    by_clock: bool = False


Machine = dict[str, Move]


def open_moves(machine: Machine, actor: Actor, thing: models.Model, field: str = "state") -> dict[str, Move]:
    """The moves that this actor may do now, so that a button and the rule can't disagree."""
    now = getattr(thing, field)
    return {name: move for name, move in machine.items() if now in move.sources and move.rule(actor, thing)}


def carry_out(
    machine: Machine,
    thing: models.Model,
    name: str,
    *,
    by: Actor | None,
    field: str = "state",
    call: int | None = None,
    right: str = "",
    reason: str = "",
    writes: dict[str, Any] | None = None,
    **facts: Any,
) -> bool:
    """Do the move on a row that the caller has locked and read again in its own transaction; `writes` are further columns of the row. Returns
    whether it happened now: False for a repetition of what already stands. Raises NotAllowed when it isn't this actor's, NotNow when it doesn't
    fit."""
    assert transaction.get_connection().in_atomic_block, "a move happens in the transaction that locked the row"
    move = machine[name]
    if (by is None and not move.by_clock) or (by is not None and not move.rule(by, thing)):
        raise NotAllowed
    source = getattr(thing, field)
    if source not in move.sources:
        if source == move.target:
            return False
        raise NotNow
    if move.needs_reason and by is not None and not reason.strip():
        raise ExchangeError(NEEDS_REASON)
    for column, value in {field: move.target, **(writes or {})}.items():
        setattr(thing, column, value)
    thing.save(update_fields=[field, *(writes or {})])
    services.record(thing, name, source=source, target=move.target, by=by, right=right, reason=reason.strip(), call=call, **facts)
    return True


def carry_out_many(
    machine: Machine, things: Sequence[Any], name: str, *, call: int | None = None, **facts: Any,
) -> None:
    """A move of the clock on rows of one kind that the caller has locked and read again, in one statement and with a line of history each. All of
    them must be where it starts from; who has none moves none."""
    assert transaction.get_connection().in_atomic_block, "a move happens in the transaction that locked the rows"
    move, sources = machine[name], [thing.state for thing in things]
    if not move.by_clock:
        raise NotAllowed
    if not set(sources) <= move.sources:
        raise NotNow
    if things:
        type(things[0])._default_manager.filter(pk__in=[thing.pk for thing in things]).update(state=move.target)  # noqa: SLF001
        services.record_many(things, name, sources=sources, target=move.target, by=None, call=call, **facts)
    for thing in things:
        thing.state = move.target
