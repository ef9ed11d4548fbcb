"""Making an offer: a place is taken, the application moves, the person is told, all or nothing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.applications import services as applications
from exchanges.applications.rules import decides
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events import services as events
from exchanges.models import Application, Call, HostPosition, Offer, WaitingEntry
from exchanges.offers import places, working_days
from exchanges.offers.services import locks, telling
from exchanges.offers.vocabulary import HOLDING

LONGEST_CONDITIONS = 5000
OFFERING = frozenset({"published", "in-review", "deciding", "decided"})  # calls whose places can be offered
TOO_LONG = _("The conditions are longer than 5,000 characters. Nothing was changed; shorten them.")
OTHER_CALL = _("This position belongs to another call. Nothing was changed.")


def make(
    application: Application, *, position: HostPosition | None = None, conditions: str = "", by: Actor | None, at: datetime | None = None,
    by_letter: bool = False,
) -> Offer:
    """Offer a place. Offering it again while an offer lives gives that one. Raises places.Full when none is left. `at` is the clock of tests;
    `by_letter` says that the caller posts the letter which tells of it (reviews/decision_letters.py), so that nobody gets two mails."""
    with transaction.atomic():
        call = locks.call(application.call_id)
        application = locks.application(application.pk)
        if by is not None and not decides(by, application):
            raise NotAllowed
        live: Offer | None = application.offers.filter(state__in=HOLDING).first()
        if live is not None:
            return live
        return write(application, call, position=position, conditions=conditions, by=by, at=at, by_letter=by_letter)


def write(
    application: Application, call: Call, *, position: HostPosition | None, conditions: str, by: Actor | None, at: datetime | None = None,
    entry: WaitingEntry | None = None, by_letter: bool = False,
) -> Offer:
    """The offer of a locked application of a locked call, and all that belongs to it; `entry` is the place on the list that it comes from."""
    conditions = conditions.strip().replace("\0", "")
    if len(conditions) > LONGEST_CONDITIONS:
        raise ExchangeError(TOO_LONG)
    if position is not None and position.call_id != call.pk:
        raise ExchangeError(OTHER_CALL)
    if call.status not in OFFERING:
        raise NotNow
    now, why = at or timezone.now(), "promote" if entry else "make"
    applications.move(application, "offer", by=by)
    offer = Offer.objects.create(
        application=application, position=position, conditions=conditions, sent_at=now, promoted_from=entry, by=by.user if by else None,
        expires_at=working_days.answer_before(now, call.offer_days, call.offer_calendar, call.zone),
    )
    places.take(offer, why)
    events.record(offer, why, source="", target=offer.state, by=by, call=call.pk, **_guessed(offer, call))
    if not by_letter:
        telling.offered(offer, call)
    return offer


def _guessed(offer: Offer, call: Call) -> dict[str, Any]:
    """The years whose working days nobody had announced when the deadline was counted: kept, because the calendar will know them later."""
    years = working_days.unannounced(offer.sent_at, offer.expires_at, call.offer_calendar, call.zone)
    return {"unannounced": years} if years else {}
