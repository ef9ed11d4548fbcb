"""Who may do what about an offer, the waiting list and a matching run. Predicates return only bool."""

from typing import TYPE_CHECKING

from accounts.actor import Actor
from exchanges.applications.rules import decides, decides_all, is_applicant

if TYPE_CHECKING:
    from exchanges.calls.models import Call
    from exchanges.offers.models import MatchRun, Offer, WaitingEntry


def is_own(actor: Actor, thing: "Offer | WaitingEntry") -> bool:
    """Whether the actor is the applicant, here in person: nobody answers for them."""
    return is_applicant(actor, thing.application)


def answers_plain(actor: Actor, offer: "Offer") -> bool:
    """Whether the actor accepts this offer as it is: it has no conditions."""
    return is_own(actor, offer) and not offer.conditions


def answers_conditional(actor: Actor, offer: "Offer") -> bool:
    return is_own(actor, offer) and bool(offer.conditions)


def decides_on(actor: Actor, thing: "Offer | WaitingEntry") -> bool:
    """Whether the actor runs the programme and has no part in the application."""
    return decides(actor, thing.application)


def may_match(actor: Actor, call: "Call") -> bool:
    """Whether the actor orders all applications of the call together: a run would tell them of their own before it is told."""
    return decides_all(actor, call)


def orders(actor: Actor, call: "Call") -> bool:
    """Whether the actor says how many places there are and who waits before whom: nobody makes way for their own application."""
    return decides_all(actor, call)


def runs(actor: Actor, run: "MatchRun") -> bool:
    return may_match(actor, run.call)


def nobody(_actor: Actor, _thing: object) -> bool:
    """What only the clock and Qiao itself do."""
    return False
