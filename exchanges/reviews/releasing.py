"""Telling all decisions of a stage together: begun in one act, carried out one application a transaction, resumed where it was stopped.

What a kill leaves behind is a release without an end; the next call of `release` and the clock go on with it. Each decision is told once: its
`released_at`, the moves of the application, the closing of its reviews, the offer and the letter are one transaction.
"""

import copy
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Q, Sum, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actor import Actor, actor_for
from accounts.errors import AccountError
from exchanges.applications.models import Application, Pair
from exchanges.applications.states import CALL_OVER
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import CallStatus, ReviewMode
from exchanges.errors import ExchangeError, NotAllowed, Stale
from exchanges.events.services import record
from exchanges.programmes.rules import may_coordinate, right_of
from exchanges.reviews import decision_letters
from exchanges.reviews.errors import NotReady
from exchanges.reviews.models import Decision, Release
from exchanges.reviews.readiness import PARTIAL, WAITS_FOR, digest, obstacles, prepared, takes_part
from exchanges.reviews.services import lock_all
from exchanges.reviews.vocabulary import Outcome

ORDER = {Outcome.OFFER: 0, Outcome.WAIT: 1, Outcome.INVITE: 2, Outcome.REJECT: 3}


@dataclass
class Report:
    """How far a release is: decisions told, those that stand in the way of being told and why, those still to do."""

    told: Counter[str] = field(default_factory=Counter)  # by outcome
    skipped: list[Decision] = field(default_factory=list)
    left: int = 0

    @property
    def count(self) -> int:
        return sum(self.told.values())


def locked(key: int) -> Call:
    call: Call = Call.objects.select_for_update(no_key=True).get(pk=key)
    return call


def release(call: Call, *, by: Actor, seen: str | None = None, stage: int = 1, seconds: float | None = None) -> Release:
    """Tell all prepared decisions of the stage; `seen` is the digest of what was looked at (Stale when it has changed since). Called again it goes on
    where it stopped, and does nothing to what was told. With `seconds` it stops after so long, to be gone on with."""
    begun = _begin(call, stage, seen, by)
    until = time.monotonic() + seconds if seconds is not None else None
    return go_on(begun, by=by, enough=lambda: until is not None and time.monotonic() > until)


def _begin(call: Call, stage: int, seen: str | None, by: Actor) -> Release:
    with transaction.atomic():
        call = locked(call.pk)
        if not may_coordinate(by, call.programme_id):
            raise NotAllowed
        if standing := Release.objects.filter(call=call, ended_at=None).first():
            return standing
        ended: Release | None = Release.objects.filter(call=call, stage=stage).order_by("-pk").first()
        if ended and not prepared(call, stage).exists():
            return ended  # the button, pressed once more
        if problems := obstacles(call, stage):
            raise NotReady("\n".join(str(one) for one in problems), [number for one in problems for number in one.numbers])
        if takes_part(call, by):
            raise NotReady(PARTIAL)
        if seen is not None and seen != digest(call, stage):
            raise Stale
        begun = Release.objects.create(call=call, stage=stage, by=by.user)
        Decision.objects.filter(pk__in=prepared(call, stage).values("pk")).update(release=begun, skipped="")
        _to_deciding(call, stage, by)
        audit.record("decisions.release", by=by.user, on=("call", call.uid), right=right_of(by), release=begun.pk)
    return begun


def _to_deciding(call: Call, stage: int, by: Actor) -> None:
    """The call's own course: what is told at its last stage is being decided."""
    from exchanges.calls import services as calls

    if call.is_rolling or stage < call.stages:
        return
    for status, name in ((CallStatus.PUBLISHED, "start-review"), (CallStatus.IN_REVIEW, "start-deciding")):
        if call.status == status:
            calls.move(call, name, by=by)
            call.refresh_from_db()


def go_on(begun: Release, *, by: Actor, enough: Callable[[], bool] = lambda: False) -> Release:
    """Tell what this release has not told yet, one application a transaction, until `enough`."""
    if begun.ended_at:
        return begun
    call = Call.objects.select_related("programme").get(pk=begun.call_id)
    for one in _in_order(begun):
        if enough():
            return begun
        _tell_one(one, call, by)
    with transaction.atomic():
        call = locked(begun.call_id)
        if Release.objects.filter(pk=begun.pk, ended_at=None).update(ended_at=timezone.now()) and not call.is_rolling and begun.stage == call.stages:
            _end(call, begun, by)
    begun.refresh_from_db()
    return begun


def _end(call: Call, begun: Release, by: Actor) -> None:
    """All is decided, unless something could not be told."""
    from exchanges.calls import services as calls

    if call.status == CallStatus.DECIDING and not Application.objects.filter(call=call, status__in=WAITS_FOR).exists():
        calls.move(call, "decide", by=by)


def _in_order(begun: Release) -> list[Decision]:
    """What is left, offers first, the waiting list in its order: by rank, then by score, then by number."""
    counted = Q(application__assignments__state__in=decision_letters.COUNTED, application__assignments__stage=F("stage"))
    rows = Decision.objects.filter(release=begun, released_at=None, skipped="").annotate(
        total=Sum("application__assignments__points", filter=counted), number=F("application__number")
    )
    return sorted(rows, key=lambda one: (ORDER[Outcome(one.outcome)], one.rank or 10**9, -(one.total or 0), one.number))


def _tell_one(left: Decision, call: Call, by: Actor) -> None:
    """Tell one decision, or note why it can't be told; the two of a pair together, or neither."""
    both = [left]
    if call.is_paired and (pair := Pair.objects.filter(halves=left.application_id).first()):
        both = list(Decision.objects.filter(release=left.release_id, released_at=None, skipped="", application__pair=pair).order_by("application"))
    try:
        with transaction.atomic():
            for one in both:
                _tell(one, call, by)
    except AccountError as refusal:
        Decision.objects.filter(pk__in=[one.pk for one in both], released_at=None).update(skipped=str(refusal)[:300])


def _tell(left: Decision, call: Call, by: Actor) -> None:
    """Everything of one decision, with the call locked. Its texts were read once for all letters; where places are given, it is read again there."""
    if Call.objects.select_for_update(no_key=True).values_list("status", flat=True).get(pk=call.pk) == CallStatus.CANCELLED:
        raise ExchangeError(CALL_OVER)
    if call.is_paired:
        list(Pair.objects.select_for_update(no_key=True, of=("self",)).filter(halves=left.application_id))
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("applicant")
    application: Application = rows.get(pk=left.application_id)
    application.call = call
    reviews = lock_all(application, application.stage, by=by)
    decision = Decision.objects.select_for_update(no_key=True).get(pk=left.pk)
    if decision.released_at or decision.skipped:
        return
    if application.status not in WAITS_FOR or application.stage != decision.stage:
        raise ExchangeError(_("The application is no longer in the running: %(status)s.") % {"status": application.get_status_display()})
    decision.application = copy.copy(application)  # of what the letter says, the moves change nothing
    _act(decision, application, by)
    if call.review_mode == ReviewMode.OPEN:
        prefetch_related_objects(reviews, "reviewer")
    sent = decision_letters.post(decision, [one for one in reviews if one.state in decision_letters.COUNTED])
    decision.released_at, decision.told_subject, decision.told_text = timezone.now(), sent.subject, sent.text
    decision.save(update_fields=["released_at", "told_subject", "told_text"])
    record(decision, "release", source="prepared", target="released", by=by, call=call.pk)


def _act(decision: Decision, application: Application, by: Actor) -> None:
    from exchanges.applications import services as applications
    from exchanges.offers import services as offers  # offers promote from what was decided here

    if decision.outcome == Outcome.OFFER:
        offers.make(application, position=decision.position, conditions=decision.conditions, by=by, by_letter=True)
    elif decision.outcome == Outcome.WAIT:
        offers.put_on_list(application, rank=decision.rank, position=decision.position, by=by)
    else:
        applications.move(application, decision.outcome, by=by, held=application.pair_id is None)


def report(begun: Release) -> Report:
    """How far it is."""
    rows = list(Decision.objects.filter(release=begun).select_related("application").order_by("application__number"))
    told = Counter(str(one.outcome) for one in rows if one.released_at)
    skipped = [one for one in rows if one.skipped and not one.released_at]
    return Report(told, skipped, len(rows) - sum(told.values()) - len(skipped))


def resume() -> int:
    """What was begun and not ended is gone on with, in the name of who began it, as long as they may (named in upkeep.JOBS). Returns how many."""
    ended = 0
    for begun in Release.objects.filter(ended_at=None).select_related("call", "by"):
        by = actor_for(begun.by, second_factor_used=True)
        if may_coordinate(by, begun.call.programme_id):
            ended += go_on(begun, by=by).ended_at is not None
    return ended
