"""What has had its time goes: texts of old mails, the mails, ended sessions. (The file cache sweeps itself.)"""

from datetime import time, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import Message
from accounts.outbox.queue import PATIENCE, WIPED
from accounts.periodic import Job
from accounts.vocabulary import MessageState

TEXTS, ROWS = timedelta(days=30), timedelta(days=180)  # how long a sent mail can be read, and how long it is known to have gone
PORTION = 500  # rows at a time: nobody waits long for the database


def wipe_secrets() -> str:
    """Codes and links that were not sent and are worth nothing any more."""
    now = timezone.now()
    over = Q(give_up_at__lte=now) | Q(give_up_at__isnull=True, created_at__lte=now - PATIENCE)
    count = Message.objects.filter(over, is_secret=True).exclude(state=MessageState.QUEUED).exclude(text="", html="", subject="").update(**WIPED)
    return f"{count} wiped"


def prune_messages() -> str:
    """Texts after 30 days, rows after 180; never what still waits, nor a dead letter before somebody has seen to it or 180 days are over."""
    now = timezone.now()
    read = Message.objects.filter(state__in=[MessageState.SENT, MessageState.KEPT, MessageState.DROPPED], ended_at__lt=now - TEXTS)
    texts = in_portions(read.exclude(text="", html="", subject=""), lambda rows: rows.update(**WIPED))
    old = Message.objects.exclude(state=MessageState.QUEUED).filter(ended_at__lt=now - ROWS)
    return f"{texts} texts wiped, {in_portions(old, lambda rows: rows.delete()[0])} messages removed"


def in_portions(rows: Any, act: Any) -> int:
    total = 0
    while portion := list(rows.values_list("pk", flat=True)[:PORTION]):
        total += act(Message.objects.filter(pk__in=portion))
    return total


def clear_sessions() -> None:
    """Sessions past their end."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


JOBS = [
    Job("outbox.secrets", "accounts.upkeep.wipe_secrets", every=timedelta(minutes=15)),
    Job("outbox.prune", "accounts.upkeep.prune_messages", at=time(2, 10)),
    Job("sessions.clear", "accounts.upkeep.clear_sessions", at=time(2, 20)),
]
