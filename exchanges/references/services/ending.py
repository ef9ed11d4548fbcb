"""How a letter that isn't in ends: nobody wants it any more, or its time is over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from exchanges.applications.models import Application
from exchanges.files import services as files
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE, is_over
from exchanges.references.services import telling
from exchanges.references.services.locking import locked, move
from exchanges.references.states import ASKED, TRANSITIONS

PORTION = 200


def cancel(letter: Letter, *, by: Actor | None) -> bool:
    """No letter is needed from them: they are told when they had been asked, and what they had begun goes."""
    with transaction.atomic():
        return ended(locked(letter), by=by)


def ended(letter: Letter, *, by: Actor | None) -> bool:
    """`cancel` on a letter that is locked already."""
    was_asked, stored = letter.state in ASKED, letter.file
    happened = move(letter, "cancel", by=by, token_hash=None, text="", file=None)
    if happened:
        if stored:
            files.remove(stored, by=by)
        telling.withdraw_mail(letter)
        if was_asked:
            telling.not_needed(letter)
    return happened


def cancel_all(application: Application, *, by: Actor | None = None) -> int:
    """Nobody needs to write any more: the application was withdrawn or its call cancelled. Letters that are in stay. The caller has locked the
    application. Whoever ended it, Qiao itself tells the referees. Returns how many."""
    rows = Letter.objects.select_for_update(of=("self",), no_key=True).filter(application=application, state__in=TRANSITIONS["cancel"].sources)
    count = 0
    for letter in rows.order_by("pk"):
        letter.application = application
        count += ended(letter, by=None)
    return count


def expire_due(now: datetime | None = None) -> str:
    """Close what is over, one short transaction a letter; running it again finds nothing. What was done, in words."""
    at = now or timezone.now()
    expired = sum(_expired(key, at) for key in _keys(Letter.objects.filter(state__in=ASKED, due_at__lte=at)))
    outlived = Letter.objects.filter(state__in=TRANSITIONS["cancel"].sources).exclude(application__status__in=WANTED_WHILE)
    cancelled = sum(_outlived(key) for key in _keys(outlived))
    return f"{expired} letters expired, {cancelled} no longer needed"


def _keys(rows: object) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]


def _expired(key: int, at: datetime) -> bool:
    with transaction.atomic():
        letter = locked(Letter.objects.get(pk=key))
        if letter.state not in ASKED or not is_over(letter, at) or letter.application.status not in WANTED_WHILE:
            return False
        move(letter, "expire", by=None, token_hash=None)
        telling.withdraw_mail(letter)
        telling.applicant(letter, "expired")
    return True


def _outlived(key: int) -> bool:
    with transaction.atomic():
        letter = locked(Letter.objects.get(pk=key))
        if letter.application.status in WANTED_WHILE or letter.state not in TRANSITIONS["cancel"].sources:
            return False
        return ended(letter, by=None)
