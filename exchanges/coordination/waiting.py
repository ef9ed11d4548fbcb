"""What waits for those who run programmes: applications to look at, reviews that are late, decisions that nobody was told. A line a call on My page,
a pile of all for staff."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy

from accounts.actor import Actor
from accounts.hooks import Need, Work
from exchanges.calls.vocabulary import CallStatus
from exchanges.coordination.funnel import REVIEWS_WANTED
from exchanges.models import Application, Assignment, Call, Decision
from exchanges.programmes.rules import may_run_programmes

TO_CHECK = ngettext_lazy("%(num)s application for “%(call)s” came in and is to be looked at",
                         "%(num)s applications for “%(call)s” came in and are to be looked at", "num")
TO_REVIEW = ngettext_lazy("%(num)s review for “%(call)s” is overdue", "%(num)s reviews for “%(call)s” are overdue", "num")
TO_RELEASE = ngettext_lazy("%(num)s decision for “%(call)s” is prepared and not sent",
                           "%(num)s decisions for “%(call)s” are prepared and not sent", "num")
Pile = tuple[Promise, Promise, QuerySet[Any], str, str, str]


def _piles(actor: Actor) -> list[Pile]:
    """For each kind: its line, its name for staff, the rows, the way from a row to its call, the column since when, and the page."""
    now, decided = actor.now, Application.objects.decided_by(actor)
    is_over = Q(call__is_rolling=True) | Q(call__closes_at__lte=now, stage=1) | Q(call__full_closes_at__lte=now, stage=2)
    arrived = decided.filter(is_over, status="submitted", call__status__in=[CallStatus.PUBLISHED, CallStatus.IN_REVIEW, CallStatus.DECIDING])
    reviews = Assignment.objects.filter(application__in=decided, state__in=REVIEWS_WANTED, due_at__lt=now)
    untold = Decision.objects.filter(application__in=decided, released_at=None, skipped="")
    return [
        (TO_CHECK, gettext_lazy("Applications to look at"), arrived, "call", "submitted_at", "call_applications"),
        (TO_REVIEW, gettext_lazy("Overdue reviews"), reviews, "application__call", "due_at", "call_assignments"),
        (TO_RELEASE, gettext_lazy("Decisions prepared and not sent"), untold, "application__call", "prepared_at", "call_decisions"),
    ]


def needs(actor: Actor) -> list[Need]:
    """For coordinators, a line for each call and kind (named in settings.NEEDS)."""
    programmes = [one.programme for one in actor.roles if one.role == "coordinator"]
    return list(_lines(actor, programmes)) if programmes else []


def _lines(actor: Actor, programmes: list[int]) -> Iterator[Need]:
    is_chinese = (get_language() or "").startswith("zh")
    for line, _name, rows, way, since, address in _piles(actor):
        counts = rows.filter(**{f"{way}__programme__in": programmes}).order_by().values_list(way).annotate(n=Count("pk"), oldest=Min(since))
        found: dict[int, tuple[int, datetime]] = {call: (number, oldest) for call, number, oldest in counts}
        for call in Call.objects.filter(pk__in=found).order_by("pk"):
            number, oldest = found[call.pk]
            title = (call.title_zh or call.title_en) if is_chinese else (call.title_en or call.title_zh)
            tail = "?status=submitted" if address == "call_applications" else ""
            yield Need(str(line % {"num": number, "call": title}), reverse(address, args=[call.uid]) + tail, oldest)


def work(actor: Actor) -> list[Work]:
    """For staff: the same of every programme (named in settings.STAFF_WORK)."""
    if not may_run_programmes(actor):
        return []
    totals = [(name, rows.aggregate(n=Count("pk"), oldest=Min(since))) for _line, name, rows, _way, since, _address in _piles(actor)]
    return [Work(name, total["n"], total["oldest"], reverse("staff_programmes")) for name, total in totals]
