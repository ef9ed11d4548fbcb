"""Consent: the texts as they stand now, giving and taking back. The texts are files in consent_texts/, one a purpose, version and language."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.hooks import named
from accounts.models import ConsentRecord, ConsentText, User
from accounts.vocabulary import Purpose

FOLDER = Path(__file__).parent / "consent_texts"
# The version asked for today; older files stay for as long as somebody agreed to them.
CURRENT: dict[str, str] = dict.fromkeys(Purpose.values, "2026-11")
# The terms are the contract that an account stands on: they end with the account, not before it.
LASTING = (Purpose.TERMS,)


@lru_cache
def wording(purpose: str, language: str) -> str:
    """The exact text of the current version, as shown to the person: consent_texts/<purpose>.<version>.<language>.txt."""
    return (FOLDER / f"{purpose}.{CURRENT[purpose]}.{language}.txt").read_text(encoding="utf-8").strip()


@lru_cache
def digest(purpose: str, language: str) -> str:
    """The SHA-256 of the current text: what a form carries, so that nobody agrees to words they were not shown."""
    return hashlib.sha256(wording(purpose, language).encode()).hexdigest()


def text_for(purpose: str, language: str) -> ConsentText:
    """The row of the current text."""
    row, _created = ConsentText.objects.get_or_create(
        sha256=digest(purpose, language),
        defaults={"purpose": purpose, "version": CURRENT[purpose], "language": language, "text": wording(purpose, language)},
    )
    return row


def standing(person: User, purpose: str = "", recipient: str | None = None) -> QuerySet[ConsentRecord]:
    """What the person agrees to now."""
    found = ConsentRecord.objects.filter(person=person, withdrawn_at=None)
    if purpose:
        found = found.filter(purpose=purpose)
    return found if recipient is None else found.filter(recipient=recipient)


def give(person: User, purpose: str, *, on: str, language: str, recipient: str = "", jurisdiction: str = "") -> ConsentRecord:
    """Record a yes to the current text. Saying yes twice is saying it once; a yes to a newer text takes the place of the older one."""
    with transaction.atomic():
        text = text_for(purpose, language)
        older = standing(person, purpose, recipient).exclude(text__version=text.version)
        older.update(withdrawn_at=timezone.now(), withdrawn_on=on)
        record, created = ConsentRecord.objects.get_or_create(
            person=person, purpose=purpose, recipient=recipient, withdrawn_at=None,
            defaults={"text": text, "jurisdiction": jurisdiction, "given_on": on},
        )
        if created:
            audit.record("consent.give", by=person, on=("user", str(person.pk)), right="owner", purpose=purpose, version=text.version)
    return record


def withdraw(person: User, purpose: str, *, on: str, recipient: str = "") -> int:
    """Take a consent back, from now on, with all that follows from it (settings.CONSENT_EFFECTS) in the same transaction. It follows also
    where nothing was agreed to: what is done without consent ends all the same. Returns 1, or 0 when there was nothing to end."""
    with transaction.atomic():
        count = standing(person, purpose, recipient).update(withdrawn_at=timezone.now(), withdrawn_on=on)
        if count:
            audit.record("consent.withdraw", by=person, on=("user", str(person.pk)), right="owner", purpose=purpose)
        ended = [named(path)(person) for path in settings.CONSENT_EFFECTS.get(purpose, [])]
    return 1 if count or any(ended) else 0


def unasked(person: User, purpose: str) -> bool:
    """Whether something is done that this purpose is about, though the person never agreed or does no longer (settings.WITHOUT_CONSENT)."""
    return not holds(person, purpose) and any(named(path)(person) for path in settings.WITHOUT_CONSENT.get(purpose, []))


def holds(person: User, purpose: str, recipient: str = "") -> bool:
    """Whether the person agrees now."""
    return standing(person, purpose, recipient).exists()


def past(person: User) -> QuerySet[ConsentRecord]:
    """What the person once agreed to and took back, the latest first."""
    return ConsentRecord.objects.filter(person=person, withdrawn_at__isnull=False).select_related("text").order_by("-withdrawn_at", "-pk")
