"""What the referee does, by their link: say yes or no, write, save, come back, send. And reading what they sent."""

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.files import services as files
from exchanges.references.errors import NOTHING_WRITTEN, TOO_LONG
from exchanges.references.links import holds
from exchanges.references.models import Letter
from exchanges.references.rules import may_read_letter, right_to_read
from exchanges.references.services import telling
from exchanges.references.services.locking import act, locked_alone, move, now_of

LONGEST = 20_000  # characters
MOST_BYTES = 5 * 1024 * 1024
TYPES = ("pdf", "docx")


def opened(letter: Letter, *, by: Actor) -> None:
    """Note that somebody, or a mail program on their behalf, followed the link for the first time. Nothing else follows from it."""
    if by.referee_grant == letter.pk:
        Letter.objects.filter(pk=letter.pk, opened_at=None).update(opened_at=by.now)


def accept(letter: Letter, *, by: Actor, language: str = "") -> bool:
    """Yes, they will write one. `language` is the one they read the page in: from now on we write to them in it."""
    with transaction.atomic():
        letter = _held(letter, by)
        happened = move(letter, "accept", by=by, answered_at=now_of(by), language=language or letter.language)
        if happened:
            telling.applicant(letter, "willing")
    return happened


def decline(letter: Letter, *, by: Actor, reason: str = "") -> bool:
    """No; why is read by those who run the call alone. What was begun goes."""
    with transaction.atomic():
        letter = _held(letter, by)
        stored = letter.file
        happened = move(
            letter, "decline", by=by, answered_at=now_of(by), decline_reason=" ".join(reason.split())[:500], token_hash=None, text="", file=None,
        )
        if happened:
            if stored:
                files.remove(stored, by=by)
            telling.declined(letter)
            telling.applicant(letter, "declined")
    return happened


def save(letter: Letter, *, text: str, version: int, by: Actor) -> Letter:
    """Keep what is written so far. Raises Stale, with the text that stands there, when another window saved since this one was opened."""
    with transaction.atomic():
        return _saved(_held(letter, by), text, version, by)


def attach(letter: Letter, upload: Any, *, by: Actor) -> Letter:
    """Add the letter as a file, in place of an earlier one."""
    # Before the bytes are taken, and again, locked, once they are there.
    with transaction.atomic():
        if _held(letter, by).state != "willing":
            raise NotNow
    stored = files.store(upload, by=by, types=TYPES, max_bytes=MOST_BYTES)
    try:
        with transaction.atomic():
            letter = _held(letter, by)
            earlier = letter.file
            act(letter, "save", by=by, file=stored)
            if earlier:
                files.remove(earlier, by=by)
    except BaseException:
        files.remove(stored, by=by)
        raise
    return letter


def detach(letter: Letter, *, by: Actor) -> Letter:
    """Take the file away again."""
    with transaction.atomic():
        letter = _held(letter, by)
        stored = letter.file
        act(letter, "save", by=by, file=None)
        if stored:
            files.remove(stored, by=by)
    return letter


def submit(letter: Letter, *, text: str, version: int, by: Actor) -> bool:
    """Send it: what is written, the file, or both. Its link has done its work and opens nothing any more."""
    with transaction.atomic():
        letter = _saved(_held(letter, by), text, version, by)
        if not letter.text and letter.file is None:
            raise ExchangeError(NOTHING_WRITTEN)
        happened = move(letter, "submit", by=by, submitted_at=now_of(by), token_hash=None)
        if happened:
            telling.thanks(letter)
            telling.applicant(letter, "submitted")
    return happened


def read(letter: Letter, *, by: Actor) -> Letter:
    """The letter, for who may read it; each reading is written down. Raises NotAllowed."""
    if not may_read_letter(by, letter):
        raise NotAllowed
    audit.record(
        "letter.read", by=by.user, on=("application", letter.application.uid), right=right_to_read(by, letter), letter=letter.pk,
    )
    return letter


def _held(letter: Letter, by: Actor) -> Letter:
    """The letter, locked, while its link holds."""
    letter = locked_alone(letter)
    if by.referee_grant != letter.pk:
        raise NotAllowed
    if not holds(letter, now_of(by)):
        raise NotNow
    return letter


def _saved(letter: Letter, text: str, version: int, by: Actor) -> Letter:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST:
        raise ExchangeError(TOO_LONG % {"most": f"{LONGEST:,}"})
    if text == letter.text:
        return letter
    if version != letter.version:
        raise Stale(letter.text)
    act(letter, "save", by=by, text=text, version=letter.version + 1)
    return letter
