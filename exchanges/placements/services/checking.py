"""Checks before somebody travels: who checked what, when, with which reference and until when it holds. Never a verdict of ours."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from exchanges.errors import ExchangeError
from exchanges.events.services import record
from exchanges.placements.checklist import kinds_to_ask_again
from exchanges.placements.models import ComplianceCheck, Placement
from exchanges.placements.rules import right_of, takes_part
from exchanges.placements.services import locking
from exchanges.placements.services.telling import COORDINATORS, HOST, PERSON, tell
from exchanges.placements.states import BEFORE, CHECK, PLACEMENT, PROMISED
from exchanges.placements.vocabulary import CheckState

NEEDS_NOTE = gettext_lazy("Write what was checked and with whom. Nothing was changed.")
IS_OVER = gettext_lazy("This day is over already. Type the day until which the answer holds; nothing was changed.")
NEEDS_TOPIC = gettext_lazy("Write what changed in the topic. Nothing was changed.")
LONGEST_NOTE, LONGEST_REFERENCE = 500, 100


def settle(check: ComplianceCheck, name: str, *, by: Actor, note: str, reference: str = "", valid_until: date | None = None) -> ComplianceCheck:
    """Record that it was checked ("check") or that the office said it isn't needed ("not-needed"). The same again changes nothing."""
    with transaction.atomic():
        placement = locking.locked(check.placement)
        check = locking.again(check, placement)
        note, reference = " ".join(note.split())[:LONGEST_NOTE], " ".join(reference.split())[:LONGEST_REFERENCE]
        if locking.would_happen(CHECK, check, name, by):
            if not note:
                raise ExchangeError(NEEDS_NOTE)
            if valid_until and valid_until < timezone.now().date():
                raise ExchangeError(IS_OVER)
        writes = {"note": note, "reference": reference, "valid_until": valid_until, "by": by.user, "at": by.now}
        story = " · ".join(part for part in (note, reference, valid_until.isoformat() if valid_until else "") if part)
        if locking.step(CHECK, check, name, by=by, reason=story, writes=writes) and is_free(placement) and placement.state == "host-confirmed":
            tell(placement, "checked-person", (PERSON,), by=None, key=f"check{check.pk}:{placement.version}")
    return check


def reopen(check: ComplianceCheck, *, by: Actor, reason: str) -> ComplianceCheck:
    """Open a check again; what was recorded stays in its history."""
    with transaction.atomic():
        placement = locking.locked(check.placement)
        check = locking.again(check, placement)
        if _open_again(check, by=by, reason=reason) and check.is_blocking:
            take_promise_back(placement)
    return check


def topic_changed(placement: Placement, *, by: Actor, what: str) -> Placement:
    """The topic isn't what it was: what was checked with it in mind is open again. Anybody who takes part says so, the person too."""
    with transaction.atomic():
        placement = locking.locked(placement)
        locking.refuse_unless(takes_part(by, placement), placement.state in (*BEFORE, "active"))
        if not what.strip():
            raise ExchangeError(NEEDS_TOPIC)
        call, right, now = placement.offer.application.call_id, right_of(by, placement), placement.state
        record(placement, "topic", source=now, target=now, by=by, right=right, reason=what.strip(), call=call)
        placement.version += 1
        placement.save(update_fields=["version"])
        ask_again(placement, "topic")
        tell(placement, "topic", (PERSON, HOST, COORDINATORS), by=by)
    return placement


def ask_again(placement: Placement, change: str) -> None:
    """Open again what a change of a locked placement ("topic", "dates") puts in doubt, and take back what was promised on it."""
    checks = placement.checks.select_for_update(no_key=True).filter(kind__in=kinds_to_ask_again(change)).exclude(state=CheckState.OPEN).order_by("pk")
    opened = []
    for check in checks:
        check.placement = placement
        _open_again(check, by=None, because=change)
        opened.append(check)
    if any(check.is_blocking for check in opened):
        take_promise_back(placement)


def take_promise_back(placement: Placement) -> None:
    """Where "confirmed" or "cleared" stood, the person confirms again once nothing blocking is open."""
    if placement.state in PROMISED:
        locking.step(PLACEMENT, placement, "ask-person-again", by=None, writes={"version": placement.version + 1})
        tell(placement, "ask-person-again-person", (PERSON,), by=None)
        tell(placement, "ask-person-again-host", (HOST,), by=None)


def is_free(placement: Placement) -> bool:
    """Whether no blocking check is open."""
    return not placement.checks.filter(state=CheckState.OPEN, is_blocking=True).exists()


def _open_again(check: ComplianceCheck, *, by: Actor | None, reason: str = "", **facts: str) -> bool:
    empty = {"note": "", "reference": "", "valid_until": None, "by": None, "at": None}
    return locking.step(CHECK, check, "reopen", by=by, reason=reason, writes=empty, **facts)
