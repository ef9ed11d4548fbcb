"""Asking a referee, reminding them, sending them a new link, giving them more time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from exchanges.applications.models import Application
from exchanges.calls.clock import hard_close
from exchanges.errors import ExchangeError, NotNow
from exchanges.references import links
from exchanges.references.errors import NOT_LATER, NOT_YET_AGAIN, REMINDED_ENOUGH, REPLACED, TIME_IS_OVER
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE, due_of, is_over
from exchanges.references.services import telling
from exchanges.references.services.locking import act, check_wanted, locked, move, now_of
from exchanges.references.states import ASKED, LEFT

TIME_TO_WRITE = timedelta(days=28)  # where the call says nothing
BETWEEN_REMINDERS = timedelta(days=4)
MOST_REMINDERS = 5
BEFORE_DUE = timedelta(days=7)  # when Qiao itself begins to remind


def ask(letter: Letter, *, by: Actor | None) -> bool:
    """Ask a referee who has been named, with a link of their own. Returns whether it happened now."""
    with transaction.atomic():
        letter = locked(letter)
        check_wanted(letter.application)
        return _asked(letter, "ask", by)


def again(letter: Letter, *, by: Actor | None, days: int = 0) -> bool:
    """Send a new link, which voids the old one: to who has been asked, and, for coordinators, to who declined or was too late. `days` from now give
    more time."""
    with transaction.atomic():
        letter = locked(letter)
        check_wanted(letter.application)
        if letter.state in ASKED:
            _check_pause(letter, by)
            token = links.new_token()
            act(letter, "again", by=by, token_hash=links.digest(token), due_at=_later(letter, now_of(by), days), reminded_at=now_of(by),
                reminders=letter.reminders + 1)
            telling.request(letter, token)
            return True
        others = letter.application.letters.exclude(pk=letter.pk).exclude(state__in=LEFT)
        if others.filter(email=letter.email).exists() or others.count() >= letter.application.call.letters_wanted:
            raise ExchangeError(REPLACED)
        return _asked(letter, "reask", by, days=days)


def ask_due(application: Application, when: str) -> int:
    """Ask everybody whose time to be asked is now: "before", "after" (it was sent), "shortlisted". The caller has locked the application. Returns how
    many; with the time for letters over, nobody."""
    call = application.call
    if call.letters_asked != when or application.status not in WANTED_WHILE:
        return 0
    named = Letter.objects.select_for_update(of=("self",), no_key=True).filter(application=application, state="to-request").order_by("pk")
    count = 0
    for letter in named:
        letter.application = application
        if not (call.letters_due_at and timezone.now() >= call.letters_due_at):
            count += _asked(letter, "ask", None)
    return count


def is_time(application: Application) -> bool:
    """Whether somebody named now is asked at once."""
    when = application.call.letters_asked
    if when == "after":
        return application.number is not None
    return when == "before" or (when == "shortlisted" and application.status == "shortlisted")


def remind(letter: Letter, *, by: Actor | None) -> None:
    """Remind who hasn't answered or sent it yet, not more often than every few days."""
    with transaction.atomic():
        letter = locked(letter)
        check_wanted(letter.application)
        now = now_of(by)
        if letter.state in ASKED and is_over(letter, now):
            raise ExchangeError(TIME_IS_OVER)
        _check_pause(letter, by)
        act(letter, "remind", by=by, reminded_at=now, reminders=letter.reminders + 1)
        telling.reminder(letter)


def extend(letter: Letter, *, days: int, by: Actor | None) -> None:
    """Give so many days more than they have, counted from now where their time is nearly over."""
    with transaction.atomic():
        letter = locked(letter)
        check_wanted(letter.application)
        until = _later(letter, now_of(by), days)
        if days < 1 or until is None:
            raise ExchangeError(NOT_LATER)
        act(letter, "extend", by=by, due_at=until)
        telling.more_time(letter)


def remind_due(now: datetime | None = None) -> str:
    """In the last week before it is due, everybody is reminded who had no mail for some days. What was done, in words."""
    at = now or timezone.now()
    silent = Q(reminded_at__isnull=True, asked_at__lte=at - BETWEEN_REMINDERS) | Q(reminded_at__lte=at - BETWEEN_REMINDERS)
    rows = Letter.objects.filter(silent, state__in=ASKED, reminders__lt=MOST_REMINDERS, application__status__in=WANTED_WHILE)
    count = 0
    for key in list(rows.filter(due_at__isnull=False).order_by("pk").values_list("pk", flat=True)):
        count += _reminded(key, at)
    return f"{count} referees reminded"


def _reminded(key: int, at: datetime) -> bool:
    with transaction.atomic():
        letter = locked(Letter.objects.get(pk=key))
        due = due_of(letter)
        last = _last_mail(letter)
        if letter.state not in ASKED or due is None or not at < due <= at + BEFORE_DUE or last > at - BETWEEN_REMINDERS:
            return False
        act(letter, "remind", by=None, reminded_at=at, reminders=letter.reminders + 1)
        telling.reminder(letter)
        return True


def _asked(letter: Letter, name: str, by: Actor | None, days: int = 0) -> bool:
    """Ask on a locked letter, with a new link."""
    now = now_of(by)
    due = _later(letter, now, days) if days else _first_due(letter, now)
    if due is not None and due <= now:
        raise ExchangeError(TIME_IS_OVER)
    token = links.new_token()
    happened = move(
        letter, name, by=by, token_hash=links.digest(token), due_at=due, asked_at=now, opened_at=None, reminded_at=None, reminders=0,
        answered_at=None, decline_reason="",
    )
    if happened:
        telling.request(letter, token)
    return happened


def _first_due(letter: Letter, now: datetime) -> datetime | None:
    """The call's date; without one, four weeks, and at least until applications close."""
    call = letter.application.call
    if call.letters_due_at:
        return call.letters_due_at
    closes = hard_close(call, letter.application.stage)
    return max(now + TIME_TO_WRITE, closes) if closes else now + TIME_TO_WRITE


def _later(letter: Letter, now: datetime, days: int) -> datetime | None:
    due = due_of(letter)
    return max(due or now, now) + timedelta(days=min(days, 90)) if days > 0 else letter.due_at


def _last_mail(letter: Letter) -> datetime:
    return max(one for one in (letter.asked_at or letter.created_at, letter.reminded_at) if one)


def _check_pause(letter: Letter, by: Actor | None) -> None:
    """Nobody is written to every day, nor without end."""
    if letter.state not in ASKED:
        raise NotNow
    last = _last_mail(letter)
    if now_of(by) < last + BETWEEN_REMINDERS and (by is None or letter.reminders > 0 or by.person == letter.application.applicant):
        raise ExchangeError(NOT_YET_AGAIN % {"days": BETWEEN_REMINDERS.days})
    if letter.reminders >= MOST_REMINDERS:
        raise ExchangeError(REMINDED_ENOUGH)
