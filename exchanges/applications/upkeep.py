"""What the clock does about applications: reminders before a deadline, writing down what it has decided after it, and taking that back where the call
is opened again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import notices, outbox
from accounts.periodic import Job
from accounts.vocabulary import NoticeKind
from exchanges.applications import drafts
from exchanges.applications.models import Application
from exchanges.applications.pairs import tell
from exchanges.applications.receipts import moment_in_words
from exchanges.applications.standing import TAKING
from exchanges.applications.states import TRANSITIONS
from exchanges.applications.vocabulary import LIVE
from exchanges.calls import clock, wording
from exchanges.calls.models import Call
from exchanges.events.moves import carry_out

# Before the closing: the draft's people are told once within each of these.
REMINDERS = (timedelta(days=7), timedelta(hours=24))
TOLD = {"not-sent": "not-sent", "submitted": "restored"}


def remind() -> str:
    """Whose draft isn't sent, seven days and one day before the deadline; once each, and only the nearer one when both are due."""
    now, told = timezone.now(), 0
    soon = Q(stage=1, call__closes_at__gt=now, call__closes_at__lte=now + REMINDERS[0])
    soon |= Q(stage=2, call__full_closes_at__gt=now, call__full_closes_at__lte=now + REMINDERS[0])
    for one in Application.objects.filter(soon, status="draft", call__status__in=TAKING).select_related("call", "applicant"):
        closes = one.call.closes_at if one.stage == 1 else one.call.full_closes_at
        # A draft that was begun within the span needs no telling that the span has begun.
        spans = [span for span in REMINDERS if closes - span <= now and one.created_at < closes - span]
        if closes is None or not spans:
            continue
        call = one.call
        day = {key: moment_in_words(closes, call.zone, lang) for key, lang in (("en", "en"), ("zh", "zh-hans"))}
        notices.tell(
            one.applicant, NoticeKind.EXCHANGE, "applications/reminder", path=f"account/applications/{one.uid}",
            facts={"call": {"en": call.title_en, "zh": call.title_zh}, "day": day},
            dedupe_key=f"application:reminder:{one.pk}:{one.stage}:{closes.isoformat()}:{min(spans)}",
        )
        told += 1
    return f"{told} to remind"


def settle() -> str:
    """After the deadline: drafts that were never sent end, reopened ones count by their sent copy, halves without the other end."""
    now, count = timezone.now(), 0
    over = Q(stage=1, call__closes_at__lte=now) | Q(stage=2, call__full_closes_at__lte=now)
    half = Q(status="submitted", pair__isnull=False, pair__complete_at=None)
    for key in Application.objects.filter(over, Q(status="draft") | half).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            one = drafts.locked(Application.objects.get(pk=key))
            end = clock.hard_close(one.call, one.stage)
            if end and drafts.settle(one, now):
                count += 1
                one_sided = one.status == "not-sent" and one.number is not None and one.pair_id
                tell(one, "one-sided" if one_sided else TOLD[one.status], key=f"{one.stage}:{end.isoformat()}")  # each closing once
    return f"{count} settled"


def bring_back(call: Call, now: datetime) -> list[int]:
    """What the clock had ended as not sent lives again, now that its call, locked by the caller in this transaction, is open again: drafts as they
    were left, and the sent half of a pair whose other half may still come. Their people get a mail, because it has a date. Withdrawn ones stay so.
    Done twice it does nothing. Returns the keys of these applications."""
    # One application of a person in a call lives: who has begun another one goes on with that, and of two that ended the newer comes back.
    others = Application.objects.filter(call=call, status__in=LIVE).values("applicant")
    ended = Application.objects.filter(call=call, status="not-sent").exclude(applicant__in=others)
    newest = {one.applicant_id: one for one in ended.order_by("pk")}
    found = []
    for ended_one in sorted(newest.values(), key=lambda one: one.pk):
        one = drafts.locked(ended_one)
        if not clock.takes_applications(one.call, now, one.stage):
            continue
        name = "bring-back-half" if one.pair_id and one.revisions.filter(stage=one.stage).exists() else "bring-back"
        if carry_out(TRANSITIONS, one, name, by=None, field="status", call=call.pk, writes={"updated_at": now}):
            _tell_back(one, now)
            found.append(one.pk)
    return found


def _tell_back(application: Application, now: datetime) -> None:
    call, person = application.call, application.applicant
    closes = call.closes_at if application.stage == 1 else call.full_closes_at
    chinese = person.language == "zh-hans"
    outbox.post("applications/back", to=person, dedupe_key=f"application:back:{application.pk}:{now.isoformat()}", facts={
        "call": (call.title_zh or call.title_en) if chinese else (call.title_en or call.title_zh),
        "is_half": application.status == "submitted", "until": wording.until(closes, call.zone, person.language, person.time_zone),
        "link": f"{settings.SITE_URL}/{person.language}/account/applications/{application.uid}",
    })


JOBS = [
    Job("applications.remind", "exchanges.applications.upkeep.remind", every=timedelta(hours=1)),
    Job("applications.end", "exchanges.applications.ending.go_on", every=timedelta(minutes=1)),
    Job("applications.settle", "exchanges.applications.upkeep.settle", every=timedelta(minutes=5)),
]
