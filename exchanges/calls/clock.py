"""What a call is at a moment: decided by its dates and the clock alone, never by a job that ran or didn't."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from exchanges.calls.vocabulary import CallStatus, Phase

if TYPE_CHECKING:
    from exchanges.calls.models import Call

LATER_PHASES = {
    CallStatus.DRAFT: Phase.DRAFT, CallStatus.IN_REVIEW: Phase.IN_REVIEW, CallStatus.DECIDING: Phase.DECIDING, CallStatus.DECIDED: Phase.DECIDED,
    CallStatus.ARCHIVED: Phase.ARCHIVED, CallStatus.CANCELLED: Phase.CANCELLED,
}


def phase(call: "Call", now: datetime) -> Phase:
    """The phase at `now`. Open from `opens_at`, inclusive, to the end of the grace, exclusive; a rolling call stays open until somebody closes it,
    also while its applications are in review."""
    if call.is_rolling and call.status in {CallStatus.PUBLISHED, CallStatus.IN_REVIEW, CallStatus.DECIDING}:
        return Phase.SCHEDULED if call.opens_at is None or now < call.opens_at else Phase.OPEN
    if call.status != CallStatus.PUBLISHED:
        return LATER_PHASES[CallStatus(call.status)]
    if call.opens_at is None or now < call.opens_at:
        return Phase.SCHEDULED
    end = hard_close(call)
    return Phase.OPEN if end is None or now < end else Phase.CLOSED


def hard_close(call: "Call", stage: int = 1) -> datetime | None:
    """The first instant at which nothing is taken any more, for a stage; None for a rolling call."""
    closes = call.closes_at if stage == 1 else call.full_closes_at
    return closes + timedelta(minutes=call.grace) if closes else None


def takes_applications(call: "Call", received_at: datetime, stage: int = 1) -> bool:
    """Whether what arrives at `received_at` counts: half-open at the closing instant. Full applications of two-stage calls have a closing of their
    own and come while the concepts of others are being judged."""
    if stage == 1:
        return phase(call, received_at) == Phase.OPEN
    end = hard_close(call, stage)
    return call.status in {CallStatus.PUBLISHED, CallStatus.IN_REVIEW, CallStatus.DECIDING} and end is not None and received_at < end


def is_late(call: "Call", received_at: datetime, stage: int = 1) -> bool:
    """Whether it arrived within the grace, after the closing time."""
    closes = call.closes_at if stage == 1 else call.full_closes_at
    return closes is not None and received_at >= closes
