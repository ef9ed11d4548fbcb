"""The moves of a placement: what each asks for before, and what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.applications import services as applications
from exchanges.applications.withdrawing import withdraw
from exchanges.errors import ExchangeError, NotAllowed, Stale
from exchanges.offers import services as offers
from exchanges.placements.models import Placement
from exchanges.placements.rules import is_own
from exchanges.placements.services import dating, locking, papers, reporting
from exchanges.placements.services.checking import is_free
from exchanges.placements.services.telling import tell_of_move
from exchanges.placements.states import FOLLOWS, PLACEMENT
from exchanges.placements.vocabulary import CheckState

IS_OPEN = _("Something still has to be checked before you can confirm: %(checks)s. The host or a coordinator records it; nothing was changed.")
STILL_OPEN = _("Not everything on the list is checked yet: %(checks)s. Nothing was changed.")
RUNS_OUT = _("This runs out before the stay begins: %(checks)s. Have it checked again; nothing was changed.")
OVERLAPS = _("You have confirmed another placement for some of these days. Cancel one, or ask a coordinator for other days; nothing was changed.")
AWAY_ALREADY = _("This person is at another host at the moment, as far as Qiao knows. Record their departure there first; nothing was changed.")
NEEDS_DAY = _("Type the day. Nothing was changed.")
FUTURE = _("This day is still to come. Record it when it has happened; nothing was changed.")
BEFORE_ARRIVAL = _("They arrived on %(day)s; the departure can’t be earlier. Nothing was changed.")
REPORTS_OPEN = _("A report is still missing or not accepted yet. Nothing was changed.")


@dataclass(frozen=True)
class Given:
    """What was typed with a move: the planned days for a confirmation, the day for an arrival or a departure, the version that was seen."""

    starts_on: date | None = None
    ends_on: date | None = None
    day: date | None = None
    reason: str = ""
    is_force_majeure: bool = False
    version: int | None = None


def move(placement: Placement, name: str, *, by: Actor | None, given: Given | None = None) -> Placement:
    """Make a move; again, it is a no-op. Raises NotAllowed, NotNow, Stale (the person would confirm what they haven't seen), or says what is
    missing."""
    given = given or Given()
    if by is not None and name in FOLLOWS - {"report"}:
        raise NotAllowed  # these follow from other acts
    with transaction.atomic():
        placement = locking.locked(placement, with_call=name in ("cancel", "close"))
        writes: dict[str, Any] = {}
        if locking.would_happen(PLACEMENT, placement, name, by):
            if given.version is not None and given.version != placement.version:
                raise Stale(placement)
            writes = PREPARE[name](placement, given, by) if name in PREPARE else {}
        try:
            with transaction.atomic():
                happened = locking.step(PLACEMENT, placement, name, by=by, reason=given.reason, writes=writes)
        except IntegrityError:  # placement_one_active_a_person
            raise ExchangeError(AWAY_ALREADY) from None
        if happened:
            tell_of_move(placement, name, by=by)
            for effect in EFFECTS.get(name, ()):
                effect(placement, by)
    return placement


def _dates(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    """The host confirms certain days: those typed now, else those that stand there."""
    if by is not None:
        dating.write(placement, given.starts_on or placement.starts_on, given.ends_on or placement.ends_on, by=by, reason=given.reason)
    return {}


def _nothing_open(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    if not is_free(placement):
        raise ExchangeError(IS_OPEN % {"checks": _named(placement.checks.filter(state=CheckState.OPEN, is_blocking=True))})
    mine = Placement.objects.filter(person=placement.person_id, state__in=("confirmed", "cleared", "active")).exclude(pk=placement.pk)
    if mine.filter(starts_on__lte=placement.ends_on, ends_on__gte=placement.starts_on).exists():
        raise ExchangeError(OVERLAPS)
    return {}


def _all_checked(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    still = placement.checks.filter(state=CheckState.OPEN)
    if still.exists():
        raise ExchangeError(STILL_OPEN % {"checks": _named(still)})
    short = placement.checks.filter(valid_until__lt=placement.starts_on)
    if short.exists():
        raise ExchangeError(RUNS_OUT % {"checks": _named(short)})
    return {}


def _arrived(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    if Placement.objects.filter(person=placement.person_id, state="active").exclude(pk=placement.pk).exists():
        raise ExchangeError(AWAY_ALREADY)
    return {"arrived_on": _past(given.day)}


def _left(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    day = _past(given.day)
    if placement.arrived_on and day < placement.arrived_on:
        raise ExchangeError(BEFORE_ARRIVAL % {"day": placement.arrived_on.isoformat()})
    return {"left_on": day}


def _ended(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    return {"reason": given.reason.strip(), "is_force_majeure": given.is_force_majeure}


def _all_in(placement: Placement, given: Given, by: Actor | None) -> dict[str, Any]:
    if placement.reports.exclude(state="accepted").exists():
        raise ExchangeError(REPORTS_OPEN)
    return {}


def _papers_go(placement: Placement, by: Actor | None) -> None:
    papers.remove_all(placement, by=by)


def _plan(placement: Placement, by: Actor | None) -> None:
    reporting.plan(placement)


def _finish(placement: Placement, by: Actor | None) -> None:
    reporting.finish(placement)


def _give_back(placement: Placement, by: Actor | None) -> None:
    """Who cancels gives the place back: the application ends, and who waits moves up. When the offer ended first (`by` is None), it did that."""
    application = placement.offer.application
    if by is None or application.status != "accepted":
        return
    if is_own(by, placement):
        withdraw(application, by=by, reason=placement.reason)
    else:
        offers.free_for(application, why="cancelled", by=by)
        applications.move(application, "end-offer", by=None)


def _complete(placement: Placement, by: Actor | None) -> None:
    """The application has come to its end, too."""
    if placement.offer.application.status == "accepted":
        applications.move(placement.offer.application, "complete", by=None)


def _past(day: date | None) -> date:
    if day is None:
        raise ExchangeError(NEEDS_DAY)
    if day > locking.last_today():
        raise ExchangeError(FUTURE)
    return day


def _named(checks: Any) -> str:
    return ", ".join(str(check.get_kind_display()) for check in checks.order_by("pk"))


PREPARE: dict[str, Callable[[Placement, Given, Actor | None], dict[str, Any]]] = {
    "host-confirm": _dates, "confirm-for-host": _dates, "confirm": _nothing_open, "clear": _all_checked, "arrive": _arrived, "depart": _left,
    "report": _all_in, "cancel": _ended, "curtail": lambda placement, given, by: _left(placement, given, by) | _ended(placement, given, by),
}
EFFECTS: dict[str, tuple[Callable[[Placement, Actor | None], None], ...]] = {
    "clear": (_papers_go, _plan), "cancel": (_papers_go, _plan, _give_back), "arrive": (_plan,), "depart": (_plan, _finish),
    "curtail": (_plan, _finish), "close": (_complete,),
}
