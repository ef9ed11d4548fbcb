"""Putting a mail into the outbox, in the transaction of the change that it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import Message, User
from accounts.outbox.texts import one_line, written
from accounts.vocabulary import MessageState


def post(
    topic: str, *, to: User | str, owner: User | None = None, facts: Mapping[str, Any] | None = None, language: str = "", secret: bool = False,
    dedupe_key: str | None = None, give_up_at: datetime | None = None, unsent: str = "", headers: Mapping[str, str] | None = None,
) -> Message:
    """Write a mail to a user or an address. `topic` names its templates, mail/<topic>.subject.txt, .txt and .html, rendered now, in the
    reader's language, with `facts`, `site` and `user`. A second mail with the same `dedupe_key` is the first one. Call it inside the
    transaction of the change: both are there, or neither.

    `owner` is whom a mail to an address lets in or concerns, where that is known: what it says is kept from others by it (accounts.rules).
    `headers` are further header lines: List-Unsubscribe of a mail that its reader may end (accounts.notices.choices).
    `unsent` says why this one is written and never sent: an unknown address costs the same work as a known one, and strangers get no mail."""
    user = to if isinstance(to, User) else None
    address = one_line(to.email if isinstance(to, User) else to)
    if dedupe_key and (known := Message.objects.filter(dedupe_key=dedupe_key).first()):
        return known
    language = language or (user.language if user else translation.get_language() or settings.LANGUAGE_CODE)
    texts = written(topic, {**(facts or {}), "user": user}, language)
    now = timezone.now()
    kept = {"subject": "", "text": "", "html": "", "state": MessageState.DROPPED, "ended_at": now, "last_error": unsent[:300]} if unsent else {}
    try:
        with transaction.atomic():
            return Message.objects.create(**{
                "topic": topic, "destination": address.rpartition("@")[2].lower(), "recipient": address, "user": user or owner, "language": language,
                "subject": texts.subject, "text": texts.text, "html": texts.html, "headers": dict(headers or {}), "is_secret": secret,
                "dedupe_key": dedupe_key, "give_up_at": give_up_at, "created_at": now, **kept,
            })
    except IntegrityError:
        # Somebody else wrote the same mail since we looked.
        if dedupe_key and (known := Message.objects.filter(dedupe_key=dedupe_key).first()):
            return known
        raise


def drop(message: Message, why: str) -> None:
    """Do not send what still waits: the reader or the reason is gone."""
    _drop({"pk": message.pk}, why)


def forget(user: User) -> None:
    """Before an account goes: nothing more is sent to it, and what was sent names it no longer."""
    _drop({"user": user}, "the account is gone")
    Message.objects.filter(user=user).update(recipient="", destination="", subject="", text="", html="")


def _drop(which: dict[str, Any], why: str) -> None:
    Message.objects.filter(**which, state=MessageState.QUEUED).update(
        state=MessageState.DROPPED, last_error=why[:300], ended_at=timezone.now(), subject="", text="", html="", lease_until=None, lease_token=None,
    )
