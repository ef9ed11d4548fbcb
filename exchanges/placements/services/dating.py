"""The days of a placement: planned within the call's window, or a coordinator says why not; changed only with everybody's knowledge."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.errors import ExchangeError, Stale
from exchanges.events.services import record
from exchanges.placements.models import Placement
from exchanges.placements.rules import coordinates, hosts, looks_after, right_of
from exchanges.placements.services import locking
from exchanges.placements.services.checking import ask_again
from exchanges.placements.services.reporting import plan
from exchanges.placements.services.telling import COORDINATORS, HOST, PERSON, tell
from exchanges.placements.states import AGREED, BEFORE, PLACEMENT, PROMISED

NEED_DATES = _("Type the first and the last day of the stay. Nothing was changed.")
IN_ORDER = _("The last day is before the first. Type them again; nothing was changed.")
OUTSIDE = _("Exchanges of this call take place from %(first)s to %(last)s. Choose days within them, or ask a coordinator; nothing was changed.")
OUTSIDE_WHY = _("These days lie outside the call’s, %(first)s to %(last)s. Say why, so that it can be understood later; nothing was changed.")
HAS_BEGUN = _("The stay has begun, so its first day stands. Change only the last one; nothing was changed.")


def set_dates(placement: Placement, starts_on: date | None, ends_on: date | None, *, by: Actor, reason: str = "", version: int) -> Placement:
    """Plan the days anew. `version` is the one the actor saw; Stale when it isn't the one that stands. Before the stay the host and coordinators do
    it, during the stay a coordinator, and then only the last day. Who confirmed other days is asked again."""
    with transaction.atomic():
        placement = locking.locked(placement)
        active = placement.state == "active"
        locking.refuse_unless(coordinates(by, placement) if active else looks_after(by, placement), active or placement.state in BEFORE)
        before = (placement.starts_on, placement.ends_on)
        if before == (starts_on, ends_on):
            return placement  # the same again
        if version != placement.version:
            raise Stale(placement)
        if active and starts_on != placement.starts_on:
            raise ExchangeError(HAS_BEGUN)
        write(placement, starts_on, ends_on, by=by, reason=reason)
        if None not in before:
            ask_again(placement, "dates")
        _confirm_again(placement, by)
        plan(placement)
        tell(placement, "dates", (PERSON, HOST, COORDINATORS), by=by)
    return placement


def write(placement: Placement, starts_on: date | None, ends_on: date | None, *, by: Actor, reason: str) -> None:
    """Write the planned days of a locked placement, with their event, or refuse them."""
    if starts_on is None or ends_on is None:
        raise ExchangeError(NEED_DATES)
    if ends_on < starts_on:
        raise ExchangeError(IN_ORDER)
    _check_window(placement, starts_on, ends_on, by, reason)
    if (placement.starts_on, placement.ends_on) == (starts_on, ends_on):
        return
    placement.starts_on, placement.ends_on, placement.version = starts_on, ends_on, placement.version + 1
    placement.save(update_fields=["starts_on", "ends_on", "version"])
    story = " · ".join(part for part in (f"{starts_on.isoformat()}/{ends_on.isoformat()}", reason.strip()) if part)
    call = placement.offer.application.call_id
    record(placement, "dates", source=placement.state, target=placement.state, by=by, right=right_of(by, placement), reason=story, call=call)


def _check_window(placement: Placement, starts_on: date, ends_on: date, by: Actor, reason: str) -> None:
    call = placement.offer.application.call
    first, last = call.starts_on, call.ends_on
    if (first is None or starts_on >= first) and (last is None or ends_on <= last):
        return
    days = {"first": first.isoformat() if first else "…", "last": last.isoformat() if last else "…"}
    if not coordinates(by, placement):
        raise ExchangeError(OUTSIDE % days)
    if not reason.strip():
        raise ExchangeError(OUTSIDE_WHY % days)


def _confirm_again(placement: Placement, by: Actor) -> None:
    """Both sides confirm the days that stand: new ones of the host wait for the person, new ones of a coordinator for both."""
    writes = {"version": placement.version + 1}
    if placement.state in AGREED and not hosts(by, placement):
        locking.step(PLACEMENT, placement, "ask-host-again", by=None, writes=writes)
    elif placement.state in PROMISED:
        locking.step(PLACEMENT, placement, "ask-person-again", by=None, writes=writes)
