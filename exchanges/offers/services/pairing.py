"""Offers to the two halves of a pair: both go or none. Whoever accepts first waits for the other; when one says no, or lets the time run out, both
places are free. Each half is a person with a place of their own, so a pair takes two."""

from exchanges.applications import pairs
from exchanges.applications import telling as applications_telling
from exchanges.events.moves import carry_out
from exchanges.models import Application, Offer
from exchanges.offers.services import locks
from exchanges.offers.states import OFFER
from exchanges.offers.vocabulary import HOLDING, OfferState


def other_offer(offer: Offer) -> Offer | None:
    """The live offer of the other half, locked; the caller has locked the call and this offer."""
    other = pairs.other_half(offer.application)
    live = other.offers.filter(state__in=HOLDING).first() if other else None
    return locks.offer(live.pk) if live else None


def wait(offer: Offer, other: Offer) -> None:
    """The other half hears that it is their turn."""
    applications_telling.mail(other.application, "half-accepted", key=offer.uid)


def join(offer: Offer) -> None:
    """Both have accepted: what the first one accepted stands now, or its conditions are looked at."""
    carry_out(OFFER, offer, "join-conditions" if offer.conditions else "join", by=None, call=offer.application.call_id)


def end_other(application: Application, why: str) -> None:
    """This half has lost its place in the caller's transaction, so the other half has, too."""
    from exchanges.applications import ending  # it asks us for the places it frees

    ending.with_half(application, why)


def waits_for(other: Offer | None) -> bool:
    """Whether the half that accepts now is the first."""
    return other is not None and other.state == OfferState.SENT
