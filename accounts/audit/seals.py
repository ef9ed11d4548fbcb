"""Seals of the audit log: a chain of SHA-256 over its events, so that a log changed behind the database's back no longer fits."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEvent, AuditSeal, ConsentRecord
from accounts.models.append_only import is_guarded

logger = logging.getLogger("qiao.audit")

# An event's number is given before its transaction commits. After ten minutes none is still on its way: statements end long before.
SETTLED = timedelta(minutes=10)
OVERDUE = timedelta(hours=1)
MOST_EVENTS = 10_000  # under one seal
FIELDS = (
    "id", "at", "actor_id", "actor_kind", "right", "act", "object_type", "object_id", "outcome", "address", "request_id", "reason", "facts",
)


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how much fits, and each thing that does not, in words."""

    seals: int
    events: int
    head: str  # the SHA-256 of the last seal: kept elsewhere, it shows a log that was cut short
    faults: tuple[str, ...]


def digest(previous: str, events: Iterable[tuple[object, ...]]) -> tuple[str, int]:
    """The SHA-256 over the seal before and the events as lines of JSON, and how many there were."""
    sha, count = hashlib.sha256(previous.encode()), 0
    for event in events:
        sha.update(b"\n" + json.dumps(event, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_written).encode())
        count += 1
    return sha.hexdigest(), count


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"no way to write {type(value)}")


def _events(first: int, last: int) -> Iterator[tuple[object, ...]]:
    rows: Iterator[tuple[object, ...]] = (
        AuditEvent.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").values_list(*FIELDS).iterator(chunk_size=2000)
    )
    return rows


def seal(*, now: datetime | None = None) -> int:
    """Seal what has settled. Returns how many events were sealed. Two workers at once make one chain: the second is refused and tries later."""
    sealed = 0
    while count := _seal_next((now or timezone.now()) - SETTLED):
        sealed += count
    return sealed


def _seal_next(until: datetime) -> int:
    before = AuditSeal.objects.order_by("-last").first()
    after = before.last if before else 0
    waiting = AuditEvent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "at")[:MOST_EVENTS]
    settled = []
    for key, at in waiting:
        if at > until:
            break
        settled.append(key)
    if not settled:
        return 0
    previous = before.sha256 if before else ""
    sha256, count = digest(previous, _events(settled[0], settled[-1]))
    try:
        with transaction.atomic():
            AuditSeal.objects.create(first=settled[0], last=settled[-1], events=count, previous=previous, sha256=sha256)
    except IntegrityError:
        return 0
    # A log that stands elsewhere keeps the head of the chain out of reach of whoever owns the database. In groups: the log's own filter takes
    # 64 digits in a row for a secret.
    logger.info("audit log sealed to event %s: %s", settled[-1], " ".join(sha256[place:place + 8] for place in range(0, 64, 8)))
    return count


def oldest_unsealed() -> datetime | None:
    """When the first event without a seal was written."""
    last = AuditSeal.objects.order_by("-last").values_list("last", flat=True).first() or 0
    found: datetime | None = AuditEvent.objects.filter(pk__gt=last).order_by("pk").values_list("at", flat=True).first()
    return found


def verify(*, head: str = "") -> Verdict:
    """Recompute the whole chain. `head`, a seal noted earlier (in groups or not), must stand in it."""
    head = "".join(head.split()).lower()
    faults = [f"The database no longer guards {model._meta.db_table}: its triggers are missing."  # noqa: SLF001
              for model in (AuditEvent, AuditSeal, ConsentRecord) if not is_guarded(connection, model)]
    previous, last, seals, events, heads = "", 0, 0, 0, {""}
    for one in AuditSeal.objects.order_by("last").iterator():
        if one.previous != previous or one.first <= last:
            faults.append(f"Seal {one.pk} (events {one.first} to {one.last}) does not follow the seal before it: one was changed or removed.")
        # From the event after the seal before: what was slipped in between two seals is found too.
        sha256, count = digest(one.previous, _events(last + 1, one.last))
        if sha256 != one.sha256:
            change = f"{abs(count - one.events)} {'missing' if count < one.events else 'added'}" if count != one.events else "changed"
            faults.append(f"Events {one.first} to {one.last} no longer fit their seal of {one.at:%Y-%m-%d %H:%M} UTC: {change}.")
        previous, last, seals, events = one.sha256, one.last, seals + 1, events + count
        heads.add(previous)
    if head not in heads:
        faults.append("The seal you noted is not in the chain: the log was cut short or replaced.")
    oldest = oldest_unsealed()
    if oldest and oldest < timezone.now() - OVERDUE:
        faults.append(f"Events since {oldest:%Y-%m-%d %H:%M} UTC have no seal: is the worker running?")
    return Verdict(seals, events, previous, tuple(faults))
