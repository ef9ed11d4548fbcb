"""What may happen to a call, as data: where from, where to, and who may.

Opening and closing are no moves: the clock tells them (calls/clock.py). A move takes the call first, then its positions, then its applications.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actor import Actor
from exchanges.calls.clock import phase
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import CallStatus, Phase
from exchanges.events.moves import Move, open_moves
from exchanges.programmes.rules import may_coordinate

S = CallStatus
UNDER_WAY = frozenset({S.PUBLISHED, S.IN_REVIEW, S.DECIDING})
BEFORE_DECIDED = UNDER_WAY | {S.DRAFT}


def coordinates(actor: Actor, call: Call) -> bool:
    """Staff and the coordinators of its programme."""
    return may_coordinate(actor, call.programme_id)


def is_staff(actor: Actor, _call: Call) -> bool:
    """Staff alone: what changes a promise made to those who apply."""
    return actor.is_staff


# close-rolling leaves a call where it is in its course: its target is the status it has (services.moves).
TRANSITIONS: dict[str, Move] = {
    "publish": Move(_("Publish"), frozenset({S.DRAFT}), S.PUBLISHED, coordinates, _("Publish this call?")),
    "close-rolling": Move(_("Close it now"), UNDER_WAY, "", coordinates, _("Close this call to new applications?")),
    "start-review": Move(_("Begin the review"), frozenset({S.PUBLISHED}), S.IN_REVIEW, coordinates),
    "start-deciding": Move(_("Begin to decide"), frozenset({S.IN_REVIEW}), S.DECIDING, coordinates),
    "decide": Move(_("All is decided"), frozenset({S.DECIDING}), S.DECIDED, coordinates, _("Is everything decided?")),
    "archive": Move(pgettext_lazy("call", "Archive"), frozenset({S.DECIDED}), S.ARCHIVED, coordinates, _("Archive this call?")),
    "reopen": Move(_("Open it again"), frozenset({S.PUBLISHED, S.IN_REVIEW}), S.PUBLISHED, is_staff, _("Open this call again?"), needs_reason=True),
    "cancel": Move(_("Cancel the call"), BEFORE_DECIDED, S.CANCELLED, is_staff, _("Cancel this call?"), needs_reason=True),
}


def fits(name: str, call: Call, now: datetime) -> bool:
    """Whether the clock lets the move happen: a status alone doesn't say whether a published call is open."""
    here = phase(call, now)
    closed_by_clock = call.status == S.PUBLISHED and here == Phase.CLOSED
    if name == "close-rolling":
        return call.is_rolling and here == Phase.OPEN
    if name == "start-review":
        return closed_by_clock or (call.is_rolling and here == Phase.OPEN)
    if name == "reopen":
        return not call.is_rolling and (closed_by_clock or call.status == S.IN_REVIEW)
    if name == "decide":
        return not call.is_rolling
    return not (name == "publish" and call.is_template)


def moves_of(call: Call, actor: Actor) -> dict[str, Move]:
    """What the actor may do with the call now: what its pages show as buttons."""
    return {name: move for name, move in open_moves(TRANSITIONS, actor, call, field="status").items() if fits(name, call, actor.now)}
