"""What the clock does about applications: reminders before a deadline, and writing down what it has decided after it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import notices
from accounts.periodic import Job
from accounts.vocabulary import NoticeKind
from exchanges.applications import drafts
from exchanges.applications.models import Application
from exchanges.applications.pairs import tell
from exchanges.applications.receipts import moment_in_words
from exchanges.calls import clock

# Before the closing: the draft's people are told once within each of these.
REMINDERS = (timedelta(days=7), timedelta(hours=24))
TOLD = {"not-sent": "not-sent", "submitted": "restored"}


def remind() -> str:
    """Whose draft isn't sent, seven days and one day before the deadline; once each, and only the nearer one when both are due."""
    now, told = timezone.now(), 0
    soon = Q(stage=1, call__closes_at__gt=now, call__closes_at__lte=now + REMINDERS[0])
    soon |= Q(stage=2, call__full_closes_at__gt=now, call__full_closes_at__lte=now + REMINDERS[0])
    for one in Application.objects.filter(soon, status="draft").select_related("call", "applicant"):
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
            if clock.hard_close(one.call, one.stage) and drafts.settle(one, now):
                count += 1
                one_sided = one.status == "not-sent" and one.number is not None and one.pair_id
                tell(one, "one-sided" if one_sided else TOLD[one.status], key=str(one.stage))
    return f"{count} settled"


JOBS = [
    Job("applications.remind", "exchanges.applications.upkeep.remind", every=timedelta(hours=1)),
    Job("applications.settle", "exchanges.applications.upkeep.settle", every=timedelta(minutes=5)),
]
