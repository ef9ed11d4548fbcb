"""A call moves: published, closed, reviewed, decided, archived, opened again, cancelled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.actor import Actor
from accounts.vocabulary import NoticeKind
from exchanges.applications.models import Application
from exchanges.applications.vocabulary import LIVE
from exchanges.calls import deadlines
from exchanges.calls.gaps import NotReady, gaps_of
from exchanges.calls.models import Call
from exchanges.calls.services.locking import locked
from exchanges.calls.states import TRANSITIONS, fits
from exchanges.errors import ExchangeError, NotNow
from exchanges.events.moves import Machine, carry_out
from exchanges.programmes.rules import right_of
from exchanges.reviews.models import Assignment

STILL_OPEN = _("The call is still open. Wait until it has closed; nothing was changed.")
STILL_ROLLING = _("This call is rolling and still open. Close it first; nothing was changed.")
NO_NEW_TIME = _("Say until when it is to be open: a time in the future. Nothing was changed.")
REVIEWS_ARE_IN = _("Reviews have come in, so the call can’t be opened again: it would be unfair to those already judged. Nothing was changed.")
UNDECIDED = _("%(count)s applications have no decision yet. Decide about them first; nothing was changed.")
A_TEMPLATE = _("A template is never published: make a call from it. Nothing was changed.")
OFFERS_WAIT = _("Offers of this call wait for an answer. Archive it when they are answered or have run out; nothing was changed.")
SECONDS = 5.0  # a request ends applications for so long; the clock goes on
WAIT_FOR_DECISION = ("submitted", "eligible", "more-info", "under-review", "shortlisted")


def move(call: Call, name: str, *, by: Actor | None, reason: str = "", closes: datetime | None = None) -> bool:
    """Do the move; `closes` is the new closing time of a reopened call, as its zone's clock shows it. Returns whether it happened now. Raises
    NotAllowed, NotNow, NotReady, NoSuchTime, or ExchangeError with what is in the way. What lives of a call that is over ends after the act, one
    application a transaction (applications/ending.py)."""
    with transaction.atomic():
        call = locked(call)
        now = by.now if by else timezone.now()
        writes = _writes(call, name, by, now, closes)
        if writes is None:
            return False
        done = carry_out(
            _machine(call, name), call, name, by=by, field="status", call=call.pk, right=right_of(by), reason=reason,
            writes={**writes, "version": call.version + 1, "updated_at": now},
        )
        if done:
            audit.record(f"call.{name}", by=by.user if by else None, on=("call", call.uid), right=right_of(by))
            if name == "reopen":
                _bring_back(call, now)
    if done and name in {"cancel", "archive"}:
        from exchanges.applications import ending  # it asks calls what they are, so it is asked late

        ending.go_on(call.pk, SECONDS)
    return done


def _machine(call: Call, name: str) -> Machine:
    """The machine; closing a rolling call leaves it where it is in its course."""
    stays = name == "close-rolling" and call.status in TRANSITIONS[name].sources
    return {name: replace(TRANSITIONS[name], target=call.status)} if stays else TRANSITIONS


def _writes(call: Call, name: str, by: Actor | None, now: datetime, closes: datetime | None) -> dict[str, Any] | None:
    """What else the move writes; None where it has happened already. Whose move it is and whether it fits is asked by carry_out; here stands what
    the clock and the other rows say, which nobody is told who may not do it."""
    entry = TRANSITIONS[name]
    if call.status not in entry.sources or by is None or not entry.rule(by, call):
        return {}
    if name == "close-rolling":
        return _closing(call, now)
    if name == "publish":
        _refuse_if(call.is_template, A_TEMPLATE)
        gaps = gaps_of(call, now)
        if gaps:
            raise NotReady(gaps)
        return {"published_at": call.published_at or now}
    if name == "reopen":
        return _reopening(call, now, closes)
    _refuse_if(name == "start-review" and not fits(name, call, now), STILL_OPEN)
    _refuse_if(name == "archive" and _has_open_offers(call), OFFERS_WAIT)
    if name == "decide":
        _refuse_if(call.is_rolling, STILL_ROLLING)
        left = Application.objects.filter(call=call, status__in=WAIT_FOR_DECISION).count()
        _refuse_if(left > 0, str(UNDECIDED) % {"count": left})
    return {}


def _has_open_offers(call: Call) -> bool:
    return bool(call.applications.filter(offers__state__in=["sent", "half"]).exists())


def _closing(call: Call, now: datetime) -> dict[str, Any] | None:
    """Closed with the minute that runs, so that what pages show is what counts."""
    if not call.is_rolling:
        if call.closes_at is not None and call.closes_at <= now + timedelta(minutes=1):
            return None
        raise NotNow
    if not fits("close-rolling", call, now):
        raise NotNow
    closes = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return {"is_rolling": False, "grace": 0, "closes_at": closes, "closes_local": _wall(closes, call.zone)}


def _reopening(call: Call, now: datetime, closes: datetime | None) -> dict[str, Any] | None:
    if not fits("reopen", call, now):
        if closes is not None and call.closes_local == closes.replace(tzinfo=UTC):
            return None  # the same once more
        raise NotNow
    started = Assignment.objects.filter(application__call=call, submitted_at__isnull=False).exists()
    _refuse_if(started, REVIEWS_ARE_IN)
    if closes is None:
        raise ExchangeError(NO_NEW_TIME)
    at = deadlines.resolve(closes, call.zone).at
    _refuse_if(at <= now or (call.full_closes_at is not None and at >= call.full_closes_at), NO_NEW_TIME)
    return {"closes_local": closes.replace(tzinfo=UTC), "closes_at": at}


def _bring_back(call: Call, now: datetime) -> None:
    """Who had begun learns that the call is open again; what the clock had ended lives again."""
    from exchanges.applications.upkeep import bring_back  # as above

    told_by_mail = bring_back(call, now)
    told = Application.objects.filter(call=call, status__in=LIVE).exclude(pk__in=told_by_mail)
    for application in told.select_related("applicant").order_by("pk"):
        notices.tell(
            application.applicant, NoticeKind.EXCHANGE, "calls/reopen", facts={"call": titles(call)},
            path=f"account/applications/{application.uid}", dedupe_key=f"call:reopen:{application.pk}:{call.version}",
        )


def titles(call: Call) -> dict[str, str]:
    """The call's title for a notice, which picks the reader's language."""
    return {"en": call.title_en or call.title_zh, "zh": call.title_zh or call.title_en}


def _wall(at: datetime, zone: str) -> datetime:
    """What the zone's clock shows, kept as if it were UTC."""
    return deadlines.clocks(at, zone)[0].shows.replace(tzinfo=UTC)


def _refuse_if(wrong: bool, why: Any) -> None:
    if wrong:
        raise ExchangeError(why)
