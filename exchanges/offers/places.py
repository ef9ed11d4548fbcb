"""The ledger of places: taken by a conditional update, never by counting first; explained line by line, and checked against itself."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchanges.errors import ExchangeError, Text
from exchanges.models import Call, Event, Hold, HostPosition, Offer
from exchanges.offers.states import OFFER
from exchanges.offers.vocabulary import HOLDING

TAKING = {"make": _("Offer made"), "promote": _("Promoted from the waiting list")}


class Full(ExchangeError):
    message = _("Every place is taken or offered. Nothing was changed. Raise the number of places, or wait until one is free.")


def take(offer: Offer, why: str) -> None:
    """Take a place for the offer, of its call and of its position where it names one, or raise Full; the caller's transaction then undoes all."""
    call = offer.application.call_id
    if not Call.objects.filter(pk=call, taken__lt=F("places")).update(taken=F("taken") + 1):
        raise Full
    if offer.position_id and not HostPosition.objects.filter(pk=offer.position_id, taken__lt=F("places")).update(taken=F("taken") + 1):
        raise Full
    Hold.objects.create(call_id=call, position_id=offer.position_id, offer=offer, change=1, why=why, at=offer.sent_at)


def give_back(offer: Offer, why: str) -> None:
    """Free the place of the offer. A second time the ledger refuses (hold_taken_and_given_once)."""
    call = offer.application.call_id
    Hold.objects.create(call_id=call, position_id=offer.position_id, offer=offer, change=-1, why=why)
    Call.objects.filter(pk=call).update(taken=F("taken") - 1)
    if offer.position_id:
        HostPosition.objects.filter(pk=offer.position_id).update(taken=F("taken") - 1)


@dataclass(frozen=True)
class Line:
    """One line of the ledger: what happened, by whom (None: the clock or Qiao itself), and how many places were taken after it."""

    hold: Hold
    label: Text
    by: User | None
    sum: int
    position_sum: int | None


def ledger(call: Call) -> list[Line]:
    """Every line of the call, oldest first."""
    acts = {(one.key, one.move): one.by for one in Event.objects.filter(call=call, noun="offer").select_related("by")}
    lines: list[Line] = []
    total = 0
    at: Counter[int] = Counter()
    for hold in call.holds.select_related("offer__application__applicant", "position__host").order_by("pk"):
        total += hold.change
        if hold.position_id:
            at[hold.position_id] += hold.change
        move = OFFER.get(hold.why)
        label = move.label if move else TAKING.get(hold.why, hold.why)
        lines.append(Line(hold, label, acts.get((hold.offer_id, hold.why)), total, at[hold.position_id] if hold.position_id else None))
    return lines


def check(call: Call) -> list[str]:
    """Everything that contradicts the ledger: sum of holds = taken = live offers, for the call and each of its positions, never above the places.
    An empty list means that it holds."""
    call.refresh_from_db(fields=["taken", "places"])
    live = Offer.objects.filter(application__call=call, state__in=HOLDING)
    found = _unequal(f"call {call.uid}", call.holds.aggregate(sum=Sum("change"))["sum"] or 0, call.taken, live.count(), call.places)
    for position in call.positions.all():
        held = position.holds.aggregate(sum=Sum("change"))["sum"] or 0
        found += _unequal(f"position {position.uid}", held, position.taken, live.filter(position=position).count(), position.places)
    sums = Offer.objects.filter(application__call=call).annotate(held=Sum("holds__change")).values_list("uid", "state", "held")
    return found + [f"offer {uid}, {state}, holds {held or 0} places" for uid, state, held in sums if (held or 0) != (state in HOLDING)]


def _unequal(what: str, held: int, taken: int, live: int, places: int) -> list[str]:
    found = [] if held == taken == live else [f"{what}: the ledger says {held}, taken is {taken}, live offers are {live}"]
    return found if taken <= places else [*found, f"{what}: {taken} taken of {places} places"]
