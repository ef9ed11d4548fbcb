"""What the clock does to offers: those that nobody answered in time run out, and before that the person is reminded."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from exchanges.applications import services as applications
from exchanges.events.moves import carry_out
from exchanges.models import Offer
from exchanges.offers.services import freeing, locks, pairing, telling
from exchanges.offers.states import OFFER
from exchanges.offers.vocabulary import OfferState

REMIND_BEFORE = timedelta(days=3)


def expire_due(*, by: None = None, at: datetime | None = None) -> int:
    """End the offers whose time is over, one short transaction each, and promote one from the list for each. Returns how many. Running it late or
    twice changes nothing: from `expires_at` on nobody can accept any more, whether this ran or not."""
    now = at or timezone.now()
    late = Offer.objects.filter(state=OfferState.SENT, expires_at__lte=now).order_by("application__call_id", "pk")
    return sum(_expire(offer, now) for offer in late.select_related("application"))


def _expire(offer: Offer, now: datetime) -> int:
    with transaction.atomic():
        call = locks.call(offer.application.call_id)
        offer = locks.offer(offer.pk)
        if offer.state != OfferState.SENT or offer.expires_at > now:
            return 0
        carry_out(OFFER, offer, "expire", by=None, call=call.pk, writes={"deferral_asked_at": None})
        applications.move(offer.application, "decline-offer", by=None)
        freeing.freed(offer, "expire")
        pairing.end_other(offer.application, "half-expired")
        telling.expired(offer, call)
        telling.tell_coordinators(offer, "ran-out")
    return 1


def remind_due(*, by: None = None, at: datetime | None = None) -> int:
    """Remind once, three days before the offer runs out, or after half of its time where that is later. Returns how many."""
    now = at or timezone.now()
    soon = Offer.objects.filter(state=OfferState.SENT, reminded_at=None, expires_at__gt=now, expires_at__lte=now + REMIND_BEFORE)
    return sum(_remind(offer, now) for offer in soon.select_related("application").order_by("pk"))


def _remind(offer: Offer, now: datetime) -> int:
    with transaction.atomic():
        call = locks.call(offer.application.call_id)
        offer = locks.offer(offer.pk)
        half = offer.sent_at + (offer.expires_at - offer.sent_at) / 2
        if offer.state != OfferState.SENT or offer.reminded_at or not half <= now < offer.expires_at:
            return 0
        offer.reminded_at = now
        offer.save(update_fields=["reminded_at"])
        telling.reminded(offer, call)
    return 1
