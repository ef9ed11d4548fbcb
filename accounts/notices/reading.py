"""Reading one's own notices: a page of them, which are new, and that one was read."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notices.telling import line

PAGE = 20


@dataclass(frozen=True)
class Told:
    """A notice as a page shows it."""

    notice: Notice
    text: str


def told(notices: list[Notice], language: str) -> list[Told]:
    return [Told(notice, line(notice, language).text) for notice in notices]


def latest(user: User, language: str, count: int = 5) -> list[Told]:
    """The newest notices, for My page."""
    return told(list(Notice.objects.filter(user=user).order_by("-at", "-pk")[:count]), language)


def page(user: User, number: str | int) -> Page[Notice]:
    """One page of all notices, the newest first; a page that isn't there is the nearest one."""
    return Paginator(Notice.objects.filter(user=user).order_by("-at", "-pk"), PAGE).get_page(number)


def unread(user: User) -> int:
    """How many are new. Every page of somebody signed in asks this (0.1 ms by the index of unread notices), also pages that tell of a failure."""
    try:
        return Notice.objects.filter(user=user, read_at=None).count()
    except DatabaseError:
        return 0


def mark_read(user: User, key: int | None = None) -> int:
    """Note that one notice (or, without a key, all) was read. Returns how many were new."""
    new = Notice.objects.filter(user=user, read_at=None)
    return new.filter(pk=key).update(read_at=timezone.now()) if key else new.update(read_at=timezone.now())


def open_notice(user: User, key: int) -> Notice | None:
    """The user's own notice, read from now on; None when they have none of that key."""
    notice = Notice.objects.filter(user=user, pk=key).first()
    if notice and not notice.read_at:
        mark_read(user, notice.pk)
    return notice
