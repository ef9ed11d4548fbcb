"""Who may send which message, and how it ended: leases with fencing tokens, tries and their pauses, dead letters.

Every step is one conditional UPDATE, which is a lock on SQLite and on PostgreSQL alike. Times of leases are the database's own: worker nodes
whose clocks differ still agree on them."""

import random
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from accounts.models import Message, User
from accounts.vocabulary import Channel, MessageState

LEASE = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
PATIENCE = timedelta(hours=72)
SOON = timedelta(seconds=1)  # what another clock has just written counts as due
MOST_TRIES = 60  # a message that ends its worker each time must end as well
WIPED: dict[str, Any] = {"subject": "", "text": "", "html": ""}
FREE: dict[str, Any] = {"lease_until": None, "lease_token": None}


def due(channel: str, count: int, without: Iterable[str] = ()) -> QuerySet[Message]:
    """What nobody is sending and whose time has come, the longest waiting first; not what goes to the destinations in `without`."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    waiting = Message.objects.filter(free, state=MessageState.QUEUED, channel=channel, next_at__lte=Now() + SOON)
    return waiting.exclude(destination__in=list(without)).order_by("next_at")[:count]


def claim(message: Message) -> Message | None:
    """Take a message for ourselves for a minute; None when somebody else was faster. What it returns carries the token that ends it."""
    token = uuid.uuid4()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    taken = Message.objects.filter(free, pk=message.pk, state=MessageState.QUEUED).update(
        lease_until=Now() + LEASE, lease_token=token, attempts=F("attempts") + 1,
    )
    return Message.objects.select_related("user").get(pk=message.pk) if taken else None


def extend(messages: Iterable[Message]) -> None:
    """We are still at it."""
    for message in messages:
        held(message).update(lease_until=Now() + LEASE)


def held(message: Message) -> QuerySet[Message]:
    """The row, if the lease that we took is still ours."""
    return Message.objects.filter(pk=message.pk, state=MessageState.QUEUED, lease_token=message.lease_token)


def finish(message: Message, state: MessageState, error: str = "") -> bool:
    """Write how it ended; False when the lease was lost meanwhile. A text that lets somebody in is gone as soon as it is sent."""
    over = message.is_secret and (state != MessageState.DEAD or is_worthless(message))
    wiped = WIPED if over or state == MessageState.DROPPED else {}
    ended = max(timezone.now(), message.created_at)
    return bool(held(message).update(state=state, ended_at=ended, last_error=error[:300], **FREE, **wiped))


def retry(message: Message, error: str) -> bool:
    """Try again later, each time a longer while later; give up when that would be too late."""
    next_at = timezone.now() + pause(message.attempts)
    if next_at > deadline(message) or message.attempts >= MOST_TRIES:
        return finish(message, MessageState.DEAD, error)
    return bool(held(message).update(next_at=next_at, last_error=error[:300], **FREE))


def give_back(message: Message, error: str = "") -> bool:
    """It was not tried after all (the mail server doesn't answer anybody): this counts as no try. After three days it ends like any other."""
    if timezone.now() > deadline(message):
        return finish(message, MessageState.DEAD, error)
    return bool(held(message).update(attempts=F("attempts") - 1, last_error=error[:300], **FREE))


def pause(tries: int) -> timedelta:
    """1, 4, 16, 64 minutes … 6 hours, a fifth more or less, so that what failed together isn't tried together."""
    usual: timedelta = min(FIRST_PAUSE * 4 ** max(0, min(tries - 1, 8)), LONGEST_PAUSE)
    return usual * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def deadline(message: Message) -> datetime:
    return message.give_up_at or message.created_at + PATIENCE


def is_worthless(message: Message) -> bool:
    """Whether what it says is no longer true: a code after its time."""
    return message.give_up_at is not None and message.give_up_at <= timezone.now()


def keep_due() -> int:
    """Without a mail server: everything that waits goes to the mailbox page. Returns how many."""
    waiting = Message.objects.filter(state=MessageState.QUEUED, channel=Channel.MAIL, next_at__lte=Now() + SOON)
    if not waiting.exists():
        return 0
    ended = Greatest(Now(), F("created_at"))
    with transaction.atomic():
        gone = User.objects.filter(is_active=False)
        dropped = waiting.filter(user__in=gone).update(
            state=MessageState.DROPPED, ended_at=ended, last_error="the account is inactive", **FREE, **WIPED,
        )
        return dropped + waiting.update(state=MessageState.KEPT, ended_at=ended, **FREE)


def is_worth_sending(message: Message) -> bool:
    """Whether a dead letter can be sent again: it still has its text, and what it says is still true."""
    return message.state == MessageState.DEAD and bool(message.text) and not (message.is_secret and is_worthless(message))


def replay(messages: QuerySet[Message]) -> int:
    """Send dead letters again, as new as on the first day; not codes whose time is over. Returns how many."""
    now = timezone.now()
    again: dict[str, Any] = {"state": MessageState.QUEUED, "ended_at": None, "attempts": 0, "next_at": now, "last_error": ""}
    dead = messages.filter(state=MessageState.DEAD).exclude(text="")
    with transaction.atomic():
        secret = dead.filter(Q(give_up_at__isnull=True) | Q(give_up_at__gt=now), is_secret=True).update(**again)
        return secret + dead.filter(is_secret=False).update(**again, give_up_at=now + PATIENCE)
