"""What may happen to a review, as data: where from, where to, who may."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.events.moves import Machine, Move, open_moves
from exchanges.reviews.judges import nobody, reviews, runs

BEING_WRITTEN = frozenset({"in-progress", "reopened"})
WAITING = BEING_WRITTEN | {"invited"}  # for the reviewer
LIVE = WAITING | {"submitted", "locked"}  # counts as a review that was asked

TRANSITIONS: Machine = {
    # The reviewer's
    "declare": Move(_("No conflict: let me read it"), frozenset({"invited"}), "in-progress", reviews),
    "recuse": Move(_("I have a conflict"), WAITING, "recused", reviews, needs_reason=True, by_clock=True),
    "decline": Move(_("Decline"), WAITING, "declined", reviews, needs_reason=True),
    "submit": Move(_("Send the review"), BEING_WRITTEN, "submitted", reviews),
    # The coordinator's
    "reopen": Move(_("Open it again"), frozenset({"submitted"}), "reopened", runs, needs_reason=True),
    "remove": Move(_("Take it back"), WAITING | {"declined"}, "removed", runs, _("Take this review back?")),
    "ask-again": Move(_("Ask again"), frozenset({"removed", "declined"}), "invited", runs),
    # The release's
    "lock": Move(_("Close"), frozenset({"submitted"}), "locked", nobody, by_clock=True),
    "close": Move(_("No longer needed"), WAITING, "removed", nobody, by_clock=True),
}


def open_to(actor: Actor, assignment: Any) -> dict[str, Move]:
    """The moves that the actor may do with the review now."""
    return open_moves(TRANSITIONS, actor, assignment)
