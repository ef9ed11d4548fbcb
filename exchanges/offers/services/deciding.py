"""The coordinator's acts on an offer: conditions met or not, a later call agreed or refused, an offer withdrawn."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.errors import ExchangeError
from exchanges.events.moves import carry_out
from exchanges.models import Offer
from exchanges.offers.services import freeing, locks, pairing, telling
from exchanges.offers.services.answering import checked, propose_placement
from exchanges.offers.states import OFFER
from exchanges.offers.vocabulary import OfferState
from exchanges.programmes.rules import right_of

NOT_ASKED = _("The applicant has not asked for a later call. Nothing was changed.")
Effect = Callable[[Offer], object]


def confirm(offer: Offer, *, by: Actor) -> Offer:
    """The conditions are met: the place is theirs, and the placement begins."""
    return _act(offer, "confirm", by=by, effect=propose_placement, told="confirmed")


def fail(offer: Offer, *, by: Actor, reason: str) -> Offer:
    """The conditions are not met: the place goes to the next person."""
    return _act(offer, "fail", by=by, effect=lambda one: _end(one, "fail", by), told="failed", reason=reason)


def withdraw(offer: Offer, *, by: Actor, reason: str) -> Offer:
    """Take the offer back, also a confirmed one (its placement is cancelled if nobody has travelled yet)."""
    return _act(offer, "withdraw", by=by, effect=lambda one: _end(one, "withdraw", by), told="withdrawn", reason=reason)


def defer(offer: Offer, *, by: Actor) -> Offer:
    """Agree to a later call: this place goes to the next person, and the application ends here."""
    return _act(offer, "defer", by=by, effect=_defer, told="deferred", of_request=True)


def refuse_deferral(offer: Offer, *, by: Actor, reason: str) -> Offer:
    """Say no; the offer stands until it runs out."""
    return _act(offer, "refuse-deferral", by=by, effect=_stands, told="deferral-refused", reason=reason, of_request=True)


def _act(offer: Offer, name: str, *, by: Actor, effect: Effect, told: str, reason: str = "", of_request: bool = False) -> Offer:
    with transaction.atomic():
        call = locks.call(offer.application.call_id)
        offer = locks.offer(offer.pk)
        asked = offer.deferral_asked_at
        if of_request and OFFER[name].rule(by, offer) and offer.state == OfferState.SENT and asked is None:
            raise ExchangeError(NOT_ASKED)
        said = checked(reason)
        writes: dict[str, Any] = {"deferral_asked_at": None, **({"reason": said} if said else {})}
        if carry_out(OFFER, offer, name, by=by, call=call.pk, right=right_of(by), reason=said, writes=writes):
            effect(offer)
            offer.deferral_asked_at = asked  # of one request, one answer
            telling.tell_applicant(offer, told)
            offer.deferral_asked_at = None
    return offer


def _stands(_offer: Offer) -> None:
    """Nothing more happens: the person can still accept."""


def _end(offer: Offer, why: str, by: Actor) -> None:
    freeing.cancel_placement(offer, offer.reason)
    freeing.end_application(offer, "end-offer", by=by)
    freeing.freed(offer, why)
    pairing.end_other(offer.application, "half-offer-ended")


def _defer(offer: Offer) -> None:
    freeing.end_application(offer, "decline-offer", by=None)  # at the applicant's own wish
    freeing.freed(offer, "defer")
    pairing.end_other(offer.application, "half-offer-ended")
