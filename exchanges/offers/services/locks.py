"""The rows that an act of this room locks, in the order of exchanges/events/moves.py: the call is always the first, so that nobody who holds an
offer or a place on the list ever waits for somebody who waits for them."""

from collections.abc import Iterable

from exchanges.models import Application, Call, Offer, Pair, WaitingEntry


def calls(keys: Iterable[int]) -> dict[int, Call]:
    """The calls, locked in order of their keys and read anew."""
    rows = Call.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(keys)).select_related("programme").order_by("pk")
    return {one.pk: one for one in rows}


def call(key: int) -> Call:
    return calls([key])[key]


def application(key: int) -> Application:
    """The application and before it its pair, if it is half of one."""
    list(Pair.objects.select_for_update(no_key=True, of=("self",)).filter(halves=key))
    found: Application = (
        Application.objects.select_for_update(no_key=True, of=("self",)).select_related("call__programme", "applicant").get(pk=key)
    )
    return found


def offer(key: int) -> Offer:
    """The offer and before it its application; the call must be locked already."""
    of = application(Offer.objects.values_list("application_id", flat=True).get(pk=key))
    found: Offer = Offer.objects.select_for_update(no_key=True, of=("self",)).select_related("position__host").get(pk=key)
    found.application = of
    return found


def entry(key: int) -> WaitingEntry:
    of = application(WaitingEntry.objects.values_list("application_id", flat=True).get(pk=key))
    found: WaitingEntry = WaitingEntry.objects.select_for_update(no_key=True, of=("self",)).select_related("position").get(pk=key)
    found.application = of
    return found
