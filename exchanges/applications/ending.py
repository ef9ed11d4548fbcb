"""An application that ends without its own doing: with its call, or with the other half of its pair. Places are freed, letters and reviews no longer
asked, its applicant told."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.applications import drafts, pairs, telling
from exchanges.applications.models import Application
from exchanges.applications.states import TRANSITIONS
from exchanges.applications.vocabulary import LIVE
from exchanges.calls.vocabulary import CallStatus
from exchanges.errors import NotNow
from exchanges.events.models import Event
from exchanges.events.moves import carry_out

ONE_SIDED = _("The other half of this application isn’t in, so it doesn’t enter the review. Nothing was changed.")
ANOTHER_LIVES = _("This person has another application in this call by now, and one counts. Nothing was changed.")
ENDS = frozenset(LIVE) - {"completed"}
TRAVELLED = ("active", "completed", "reported", "closed")  # placements of people who have left home: their stay goes on
# Moves that end an application or bring it back; their reason is what its page says.
TELLING = ("find-ineligible", "find-eligible", "end-with-call", "end-with-half", "return-with-half", "end-offer", "reject")


@dataclass(frozen=True)
class Ended:
    """How it ended: `why` as the mail names it, `reason` what somebody wrote about it."""

    why: str
    reason: str
    at: datetime


def how(application: Application) -> Ended | None:
    """How an application ended that is found not eligible, or ended without its own doing."""
    if application.status not in {"ineligible", "ended"}:
        return None
    last = Event.objects.filter(noun="application", key=application.pk, move__in=TELLING).order_by("-pk").first()
    return Ended(str(last.facts.get("why") or ""), last.reason, last.at) if last else None


def travels(application: Application) -> bool:
    """Whether somebody has left home on it: then nothing that happens elsewhere ends it."""
    return bool(application.offers.filter(placement__state__in=TRAVELLED).exists())


def with_half(application: Application, why: str) -> bool:
    """The other half ends with this one, whose call and pair the caller has locked: a pair is decided as one. `why` is what its applicant is told.
    Returns whether it ended now."""
    other = pairs.other_half(application)
    if application.pair_id is None or other is None:
        return False
    pairs.part(application)
    other = drafts.locked(other)
    if other.status not in ENDS or travels(other):
        return False
    _end(other, "end-with-half", why)
    return True


def _end(application: Application, name: str, why: str, reason: str = "") -> None:
    from exchanges.offers import services as offers  # offers, letters and reviews know applications, so they are asked for late
    from exchanges.references import services as references
    from exchanges.reviews import services as reviews

    now = timezone.now()
    carry_out(
        TRANSITIONS, application, name, by=None, field="status", call=application.call_id, reason=reason, writes={"updated_at": now}, why=why,
    )
    offers.free_for(application, why=why, by=None)
    references.cancel_all(application)
    reviews.lock_all(application, application.stage, by=None)
    telling.mail(application, why, reason=reason, key=now.isoformat())


def let_return(application: Application) -> None:
    """What was found not eligible is to be considered again: with the other half, which had ended with it. The caller has locked call and pair."""
    _refuse_if_another_lives(application)
    other = pairs.other_half(application)
    if other is None or application.pair is None:
        return
    other = drafts.locked(other)
    ended = how(other)
    if other.status != "ended" or ended is None or ended.why != "half-ineligible":
        raise NotNow(ONE_SIDED)
    _refuse_if_another_lives(other)
    carry_out(TRANSITIONS, other, "return-with-half", by=None, field="status", call=other.call_id)
    application.pair.complete_at = timezone.now()
    application.pair.save(update_fields=["complete_at"])
    telling.mail(other, "half-back", key=timezone.now().isoformat())


def _refuse_if_another_lives(application: Application) -> None:
    if Application.objects.filter(call=application.call_id, applicant=application.applicant_id, status__in=LIVE).exists():
        raise NotNow(ANOTHER_LIVES)


def left() -> Q:
    """What a call that is over leaves alive, and must not: everything of a cancelled one but who has travelled, drafts that nobody can send any more,
    a waiting list that nobody will be called from."""
    return (
        Q(call__status=CallStatus.CANCELLED, status__in=ENDS)
        | Q(call__status__in=[CallStatus.DECIDED, CallStatus.ARCHIVED], status="draft")
        | Q(call__status=CallStatus.ARCHIVED, status="waitlisted")
    )


def go_on(call: int | None = None, seconds: float = 50.0) -> int:
    """End what is left, of one call or of all, one application a transaction and for so long; whoever calls next goes on from there. Returns how
    many ended."""
    until, count = time.monotonic() + seconds, 0
    rows = Application.objects.filter(left()).exclude(offers__placement__state__in=TRAVELLED)
    keys = (rows if call is None else rows.filter(call=call)).order_by("pk").values_list("pk", flat=True)
    for key in list(keys):
        if time.monotonic() > until:
            break
        count += _one(key)
    return count


def _one(key: int) -> bool:
    from exchanges.offers import services as offers  # as above

    with transaction.atomic():
        one = drafts.locked(Application.objects.get(pk=key), with_call=True)
        if travels(one) or not Application.objects.filter(left(), pk=key).exists():
            return False
        if one.call.status == CallStatus.CANCELLED:
            _end(one, "end-with-call", "call-cancelled", _reason(one))
        elif one.status == "draft":
            carry_out(TRANSITIONS, one, "end-unsent", by=None, field="status", call=one.call_id)
            pairs.tell(one, "not-sent", key=f"{one.stage}:over")
        else:
            offers.free_for(one, why="list-over", by=None)
            carry_out(TRANSITIONS, one, "reject", by=None, field="status", call=one.call_id, why="list-over")
            telling.mail(one, "list-over")
    return True


def _reason(application: Application) -> str:
    """What staff wrote when they cancelled the call."""
    last = Event.objects.filter(noun="call", key=application.call_id, move="cancel").order_by("-pk").first()
    return last.reason if last else ""
