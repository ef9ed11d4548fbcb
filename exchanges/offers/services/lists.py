"""The waiting list and the number of places: who stands where, and what more places bring."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.applications import services as applications
from exchanges.applications.rules import decides
from exchanges.errors import TAKES_PART, ExchangeError, NotAllowed, NotNow
from exchanges.events import services as events
from exchanges.events.moves import carry_out
from exchanges.models import Application, Call, HostPosition, Offer, WaitingEntry
from exchanges.offers.rules import orders
from exchanges.offers.services import freeing, locks, pairing
from exchanges.offers.services.answering import checked
from exchanges.offers.services.making import OTHER_CALL
from exchanges.offers.states import WAITING
from exchanges.offers.vocabulary import WaitState
from exchanges.programmes.rules import may_coordinate

MOST = 100_000  # places, ranks
TOO_FEW = _("%(taken)s places are taken or offered, so there can’t be fewer. Nothing was changed.")
NO_NUMBER = _("Type a whole number from 1 to 100,000. Nothing was changed.")


def put_on_list(application: Application, *, rank: int | None = None, position: HostPosition | None = None, by: Actor | None) -> WaitingEntry:
    """Put the application on the waiting list of the call, or of one position; without a rank, at the end. Doing it again gives the place it has.
    Who was offered a place from the list doesn't come back to it."""
    with transaction.atomic():
        call = locks.call(application.call_id)
        application = locks.application(application.pk)
        if by is not None and not decides(by, application):
            raise NotAllowed
        if position is not None and position.call_id != call.pk:
            raise ExchangeError(OTHER_CALL)
        known = WaitingEntry.objects.filter(application=application).first()
        if known is not None:
            if known.state != WaitState.WAITING:
                raise NotNow
            return known
        if rank is None:
            rank = (WaitingEntry.objects.filter(call=call, position=position).aggregate(last=Max("rank"))["last"] or 0) + 1
        if not 1 <= rank <= MOST:
            raise ExchangeError(NO_NUMBER)
        applications.move(application, "wait", by=by)
        entry = WaitingEntry.objects.create(call=call, position=position, application=application, rank=rank)
        events.record(entry, "put", source="", target=entry.state, by=by, call=call.pk, rank=rank)
    return entry


def reorder(call: Call, *, ranks: Mapping[int, int], by: Actor) -> int:
    """Write new ranks (key of the entry → rank) of those who still wait. Returns how many changed."""
    with transaction.atomic():
        call = locks.call(call.pk)
        if not orders(by, call):
            raise NotAllowed(TAKES_PART if may_coordinate(by, call.programme_id) else None)
        if any(not 1 <= rank <= MOST for rank in ranks.values()):
            raise ExchangeError(NO_NUMBER)
        rows = WaitingEntry.objects.select_for_update(no_key=True, of=("self",)).filter(call=call, pk__in=ranks, state=WaitState.WAITING)
        changed = 0
        for entry in rows.select_related("application__call").order_by("pk"):
            if entry.rank == ranks[entry.pk]:
                continue
            if not decides(by, entry.application):  # nobody ranks themselves
                raise NotAllowed
            before, entry.rank = entry.rank, ranks[entry.pk]
            entry.save(update_fields=["rank"])
            events.record(entry, "rank", source=entry.state, target=entry.state, by=by, call=call.pk, before=before, after=entry.rank)
            changed += 1
    return changed


def take_off(entry: WaitingEntry, *, by: Actor, reason: str) -> WaitingEntry:
    """Take an application off the list, with a reason; it is declined with that."""
    with transaction.atomic():
        call = locks.call(entry.call_id)
        entry = locks.entry(entry.pk)
        if carry_out(WAITING, entry, "take-off", by=by, call=call.pk, reason=checked(reason)):
            applications.move(entry.application, "reject", by=by)
            pairing.end_other(entry.application, "half-off-list")
    return entry


def set_places(call: Call, *, places: int, position: HostPosition | None = None, by: Actor) -> list[Offer]:
    """Change the number of places of the call, or of one of its positions. Each further place promotes one from the waiting list, in the same
    transaction. Returns the offers that were made. There can't be fewer than are taken."""
    with transaction.atomic():
        call = locks.call(call.pk)
        if not orders(by, call):
            raise NotAllowed(TAKES_PART if may_coordinate(by, call.programme_id) else None)
        where: Call | HostPosition = call
        if position is not None:
            where = position = HostPosition.objects.select_for_update(no_key=True, of=("self",)).get(pk=position.pk, call=call)
        if not 1 <= places <= MOST:
            raise ExchangeError(NO_NUMBER)
        if places < where.taken:
            raise ExchangeError(TOO_FEW % {"taken": where.taken})
        more = places - where.places
        if more == 0:
            return []
        events.record(where, "set-places", source=str(where.places), target=str(places), by=by, call=call.pk)
        where.places = places
        where.save(update_fields=["places"])
        Call.objects.filter(pk=call.pk).update(version=F("version") + 1, updated_at=timezone.now())
        return fill(call.pk, more, position, by=None)


def fill(call_key: int, places: int, position: HostPosition | None = None, *, by: Actor | None) -> list[Offer]:
    """Offer so many further places, of the position where there is one, to those who wait, while somebody does; the caller has locked the call."""
    made: list[Offer] = []
    while len(made) < places and (offer := freeing.promote(call_key, position)) is not None:
        made.append(offer)
    return made
