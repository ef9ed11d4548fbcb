"""A place becomes free: the ledger says so, and exactly one from the waiting list moves up, in the same transaction."""

from accounts.actor import Actor
from exchanges.applications import pairs
from exchanges.applications import services as applications
from exchanges.events.moves import carry_out
from exchanges.models import Application, Call, HostPosition, Offer, WaitingEntry
from exchanges.offers import places
from exchanges.offers.services import locks, making
from exchanges.offers.states import OFFER, WAITING
from exchanges.offers.vocabulary import HOLDING, WaitState


def freed(offer: Offer, why: str) -> Offer | None:
    """After the offer has ended in the caller's transaction: give its place back, close its place on the list, promote one. Returns the offer of
    who moved up, if anybody did."""
    places.give_back(offer, why)
    _pass(offer)
    return promote(offer.application.call_id, offer.position)


def _pass(offer: Offer) -> None:
    """Who came from the list and did not take the place is not offered one again."""
    if offer.promoted_from_id:
        carry_out(WAITING, locks.entry(offer.promoted_from_id), "pass", by=None, call=offer.application.call_id)


def promote(call_key: int, position: HostPosition | None) -> Offer | None:
    """Offer the free place to the first of the waiting list of its pool; the caller has locked the call. Who waits for the freed position comes
    first, then who waits for any place; within each by rank, then by time of submission, then by key."""
    call = Call.objects.select_related("programme").get(pk=call_key)
    if call.status not in making.OFFERING or call.taken >= call.places:
        return None
    for entry in in_line(call, position):
        if made := _promoted(entry, position, call):
            return made
    return None


def _promoted(entry: WaitingEntry, position: HostPosition | None, call: Call) -> Offer | None:
    """The offer of who stands here, where the place is one for them; of a pair, both halves get one or none does."""
    other = pairs.other_half(entry.application)
    waits = WaitingEntry.objects.select_related("application", "position").filter(application=other, state=WaitState.WAITING).first()
    if other is not None and (waits is None or call.places - call.taken < 2):
        return None
    both = [one for one in (entry, waits) if one is not None]
    wanted = {one.pk: _place_for(one, position, call) for one in both}
    if not all(fits for fits, _where in wanted.values()):
        return None
    where = [at for _fits, at in wanted.values() if at is not None]
    if len({at.pk for at in where}) < len(where) and where[0].places - where[0].taken < len(where):  # both at one position
        return None
    locked = [(locks.application(one.application_id), locks.entry(one.pk)) for one in both]
    if any(one.state != WaitState.WAITING or application.status != "waitlisted" for application, one in locked):
        return None
    made = [_offered(application, one, wanted[one.pk][1], call) for application, one in locked]
    return made[0]


def _offered(application: Application, entry: WaitingEntry, wanted: HostPosition | None, call: Call) -> Offer:
    carry_out(WAITING, entry, "offer", by=None, call=call.pk)
    decision = application.decisions.order_by("-stage").first()
    return making.write(application, call, position=wanted, conditions=decision.conditions if decision else "", by=None, entry=entry)


def in_line(call: Call, position: HostPosition | None = None) -> list[WaitingEntry]:
    """Who waits in a call, in the order in which they are offered a place of `position`."""
    rows = WaitingEntry.objects.filter(call=call, state=WaitState.WAITING, application__status="waitlisted")
    here = position.pk if position else None
    return sorted(
        rows.select_related("application__applicant", "position__host").order_by("pk"),
        key=lambda one: (one.position_id != here, one.rank, one.application.submitted_at, one.pk),
    )


def _place_for(entry: WaitingEntry, freed_at: HostPosition | None, call: Call) -> tuple[bool, HostPosition | None]:
    """Whether there is a place for who stands here, and at which position. Who waits for any place takes the freed one only where they named no
    wishes, or wished for it."""
    wanted = entry.position or freed_at
    if wanted is None:
        return True, None
    wanted.refresh_from_db(fields=["taken", "places"])
    wishes = set() if entry.position_id else set(entry.application.preferences.values_list("position_id", flat=True))
    return wanted.taken < wanted.places and (not wishes or wanted.pk in wishes), wanted


def free_for(application: Application, *, why: str, by: Actor | None) -> Offer | None:
    """What an application that is withdrawn gives back: its place, or its place on the waiting list. Call it in the transaction of the withdrawal,
    with the call locked before the application. Returns the offer of who moved up."""
    call = locks.call(application.call_id)
    application = locks.application(application.pk)
    waiting = WaitingEntry.objects.filter(application=application, state=WaitState.WAITING).first()
    if waiting is not None:
        carry_out(WAITING, locks.entry(waiting.pk), "leave", by=None, call=call.pk, why=why)
    live = application.offers.filter(state__in=HOLDING).first()
    if live is None:
        return None
    offer = locks.offer(live.pk)
    carry_out(OFFER, offer, "free", by=None, call=call.pk, why=why, asked_by=by.user.pk if by and by.user else None)
    cancel_placement(offer, why)
    return freed(offer, "free")


def cancel_placement(offer: Offer, why: str) -> None:
    """Nobody travels on a place that was given back."""
    from exchanges.placements import services as placements  # placements know offers, so this would be a cycle

    placement = getattr(offer, "placement", None)
    if placement is not None and placement.state in {"proposed", "host-confirmed", "confirmed", "cleared"}:
        placements.move(placement, "cancel", by=None, given=placements.Given(reason=why))


def end_application(offer: Offer, move: str, *, by: Actor | None, reason: str = "") -> None:
    """The application goes the way of its offer."""
    applications.move(offer.application, move, by=by, reason=reason)
