"""Asking the audit log: which events, of what, by whom, when; a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import AuditEvent


@dataclass(frozen=True)
class Question:
    """What is asked for; a blank asks for everything. `act` ending in a dot asks for all acts on a noun: belonging."""

    act: str = ""
    actor: int | None = None
    object_type: str = ""
    object_id: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None  # not included


def events(question: Question) -> QuerySet[AuditEvent]:
    """The events, the latest first."""
    wanted: dict[str, Any] = {
        "actor": question.actor, "object_type": question.object_type, "object_id": question.object_id, "outcome": question.outcome,
        "at__gte": question.since, "at__lt": question.until,
    }
    if question.act:
        wanted["act__startswith" if question.act.endswith(".") else "act"] = question.act
    found: QuerySet[AuditEvent] = AuditEvent.objects.filter(**{key: value for key, value in wanted.items() if value not in ("", None)})
    return found.order_by("-at", "-pk")


def page(question: Question, *, size: int, before: tuple[datetime, int] | None = None) -> tuple[list[AuditEvent], tuple[datetime, int] | None]:
    """One page of events after the cursor `before`, and the cursor of the next page, or None at the end."""
    found = events(question)
    if before:
        at, key = before
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=key), at__lte=at)
    rows = list(found.select_related("actor")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return rows, (rows[-1].at, rows[-1].pk) if more else None


def who_saw(object_type: str, object_id: str, *, since: datetime | None = None, until: datetime | None = None) -> QuerySet[AuditEvent]:
    """Every event on one thing, the earliest first."""
    return events(Question(object_type=object_type, object_id=object_id, since=since, until=until)).order_by("at", "pk")
