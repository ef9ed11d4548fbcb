"""The mail of the morning: what waits since yesterday, or since last Monday, in one mail, at the reader's own eight o'clock."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notices.choices import frequencies
from accounts.notices.telling import mail
from accounts.periodic import Job
from accounts.vocabulary import Frequency
from accounts.zones import zone_of

MORNING = time(8)
MONDAY = 0
KEPT = timedelta(days=365)


def last_morning(zone: str, now: datetime, weekly: bool = False) -> datetime:
    """The latest eight o'clock (of a Monday, when weekly) in that zone that is not after `now`."""
    here = now.astimezone(zone_of(zone))
    day = here.date() - timedelta(days=(here.weekday() - MONDAY) % 7 if weekly else 0)
    morning = datetime.combine(day, MORNING, tzinfo=here.tzinfo)
    if morning <= here:
        return morning
    return datetime.combine(day - timedelta(days=7 if weekly else 1), MORNING, tzinfo=here.tzinfo)


def due(user: User, now: datetime) -> tuple[list[Notice], set[int]]:
    """What the user's digest holds now, and what waits although they no longer want it by mail."""
    chosen = frequencies(user)
    until = {
        Frequency.DAILY: last_morning(user.time_zone, now), Frequency.WEEKLY: last_morning(user.time_zone, now, weekly=True), Frequency.AT_ONCE: now,
    }
    ready, unwanted = [], set()
    for notice in Notice.objects.filter(user=user, mail_due=True).order_by("at", "pk"):
        often = Frequency(chosen.get(notice.kind, Frequency.AT_ONCE))
        if often == Frequency.NEVER or not user.is_active:
            unwanted.add(notice.pk)
        elif notice.at < until[often]:
            ready.append(notice)
    return ready, unwanted


class TakenByAnother(Exception):
    """Another worker is sending this digest."""


def send(user: User, now: datetime) -> int:
    """Send one user's digest, once: whoever takes the rows first writes the mail in the same transaction. Returns how many notices it holds."""
    try:
        with transaction.atomic():
            ready, unwanted = due(user, now)
            if unwanted:
                Notice.objects.filter(pk__in=unwanted).update(mail_due=False)
            if ready:
                keys = [notice.pk for notice in ready]
                if Notice.objects.filter(pk__in=keys, mail_due=True).update(mail_due=False) != len(keys):
                    raise TakenByAnother
                mail(user, ready, f"digest:{user.pk}:{keys[-1]}")
            return len(ready)
    except TakenByAnother:
        return 0


def send_due(now: datetime | None = None) -> str:
    """Send every digest that is due, as the worker's clock says. Returns what was done, in words."""
    now = now or timezone.now()
    waiting = User.objects.filter(pk__in=Notice.objects.filter(mail_due=True).values("user"))
    sent = [count for user in waiting.iterator() if (count := send(user, now))]
    return f"{len(sent)} digests with {sum(sent)} notices"


def prune() -> str:
    """News of more than a year ago goes, as the privacy page says."""
    count, _each = Notice.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return f"{count} notices removed"


JOBS = [
    Job("notices.digests", "accounts.notices.digests.send_due", every=timedelta(minutes=15)),
    Job("notices.prune", "accounts.notices.digests.prune", at=time(2, 30)),
]
