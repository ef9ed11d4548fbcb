"""The applicant answers: accepts, declines, or asks for a later call. Who was in time is told by the clock after the row is locked."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.applications import pairs
from exchanges.applications import services as applications
from exchanges.applications.vocabulary import LIVE
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events.moves import carry_out
from exchanges.models import Application, Call, Offer
from exchanges.offers.services import freeing, locks, pairing, telling
from exchanges.offers.states import OFFER
from exchanges.offers.vocabulary import OfferState

LONGEST_REASON = 2000
TOO_LATE = _("The time to answer this offer is over, so the place is no longer held for you. Nothing else was changed.")
TOO_LONG = _("This is longer than 2,000 characters. Shorten it; nothing was changed, and your text is still here.")
ONE_PLACE = "one-place-each"


class TooLate(NotNow):
    message = TOO_LATE


def accept(offer: Offer, *, by: Actor, at: datetime | None = None) -> Offer:
    """Take the place: confirmed at once, or once a coordinator says that its conditions are met. Where the call allows one place each, the
    person's other applications of the programme are withdrawn in the same transaction. Of a pair, the first to accept waits for the other half
    (pairing.py). Raises TooLate from `expires_at` on."""
    with transaction.atomic():
        of = [offer.application, *filter(None, [pairs.other_half(offer.application)])]
        locked = locks.calls({offer.application.call_id, *(one.call_id for half in of for one in others_of(half))})
        name = "accept-conditions" if offer.conditions else "accept"
        offer, call, now = _opened(offer, name, locked, by, at)
        other = pairing.other_offer(offer)
        if pairing.waits_for(other) and offer.state in {OfferState.SENT, OfferState.HALF}:
            name = "accept-half"
        if not carry_out(OFFER, offer, name, by=by, call=call.pk, right="owner", writes={"answered_at": now, "deferral_asked_at": None}):
            return offer
        if other is not None and offer.state == OfferState.HALF:
            pairing.wait(offer, other)
            return offer
        if other is not None and other.state == OfferState.HALF:
            pairing.join(other)
            _accepted(other, locked, None)
        _accepted(offer, locked, by)
    return offer


def _accepted(offer: Offer, locked: dict[int, Call], by: Actor | None) -> None:
    """What follows once the place is taken; `by` is None for the half that had accepted before."""
    applications.move(offer.application, "accept", by=by)
    _withdraw_others(offer.application, locked, by)
    if offer.state == OfferState.CONFIRMED:
        propose_placement(offer)
    telling.tell_applicant(offer, "accepted-conditions" if offer.conditions else "accepted")
    telling.tell_coordinators(offer, "was-accepted-conditions" if offer.conditions else "was-accepted")


def decline(offer: Offer, *, by: Actor, reason: str = "", at: datetime | None = None) -> Offer:
    """Give the place back; a reason is welcome and not needed."""
    with transaction.atomic():
        offer, call, now = _opened(offer, "decline", locks.calls([offer.application.call_id]), by, at)
        said = checked(reason)
        writes = {"answered_at": now, "deferral_asked_at": None, "reason": said}
        if carry_out(OFFER, offer, "decline", by=by, call=call.pk, right="owner", writes=writes, reason=said):
            applications.move(offer.application, "decline-offer", by=by)
            freeing.freed(offer, "decline")
            pairing.end_other(offer.application, "half-declined")
            telling.tell_coordinators(offer, "was-declined")
    return offer


def ask_deferral(offer: Offer, *, by: Actor, reason: str, at: datetime | None = None) -> Offer:
    """Ask to take the place in a later call, and say which. The offer stands, and its time runs on, until a coordinator answers."""
    with transaction.atomic():
        offer, call, now = _opened(offer, "ask-deferral", locks.calls([offer.application.call_id]), by, at)
        if offer.state == OfferState.SENT and offer.deferral_asked_at:
            return offer
        said = checked(reason)
        carry_out(
            OFFER, offer, "ask-deferral", by=by, call=call.pk, right="owner", reason=said, writes={"deferral_asked_at": now, "reason": said},
        )
        telling.tell_coordinators(offer, "deferral-asked")
    return offer


def others_of(application: Application) -> list[Application]:
    """The person's other applications that accepting this place withdraws, by rule of its call; the page names them before."""
    if not application.call.one_place_each:
        return []
    rows = Application.objects.filter(
        applicant=application.applicant_id, call__programme=application.call.programme_id, number__isnull=False,
        status__in=set(LIVE) - {"draft", "completed"},
    )
    return list(rows.exclude(pk=application.pk).select_related("call").order_by("pk"))


def propose_placement(offer: Offer) -> None:
    from exchanges.placements import services as placements  # placements know offers, so this would be a cycle

    placements.propose(offer, by=None)


def checked(reason: str) -> str:
    """What a person wrote, without what the database can't keep."""
    said = reason.replace("\0", "").strip()
    if len(said) > LONGEST_REASON:
        raise ExchangeError(TOO_LONG)
    return said


def _opened(offer: Offer, name: str, calls: dict[int, Call], by: Actor, at: datetime | None) -> tuple[Offer, Call, datetime]:
    """The offer, locked and read again, while it can still be answered; and the moment that decides."""
    offer = locks.offer(offer.pk)
    now = at or timezone.now()
    if not OFFER[name].rule(by, offer):
        raise NotAllowed
    if offer.state == OfferState.SENT and now >= offer.expires_at:
        raise TooLate
    return offer, calls[offer.application.call_id], now


def _withdraw_others(application: Application, locked: dict[int, Call], by: Actor | None) -> None:
    """In order of their keys, and only in calls that are locked: what was sent in this very moment elsewhere stays."""
    from exchanges.applications import withdrawing  # it asks us for the places it frees

    for other in others_of(application):
        if other.call_id in locked:
            withdrawing.withdraw(other, by=by, reason=ONE_PLACE)
