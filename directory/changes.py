"""The change sequence: every change gets a number, numbers follow commit order, none is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts import trace
from accounts.models import User
from directory.models import Change, ChangeCounter, ImportBatch
from directory.vocabulary import Operation

PAGE = 2000


@dataclass(frozen=True)
class Entry:
    """One change of one profile. `before`/`after` hold only the fields that differ; a created profile has before None."""

    profile_id: int
    uid: str
    operation: Operation = Operation.UPSERT
    fields: Sequence[str] = field(default_factory=tuple)
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def last_seq() -> int:
    """The newest committed number; 0 when nothing has happened yet."""
    return ChangeCounter.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def reserve(count: int) -> int:
    """Take `count` numbers and return the first. The counter's row stays locked until commit, so a number that a reader sees
    committed has no smaller one still on its way. Call inside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A change is numbered in the transaction that makes it.")
    if not ChangeCounter.objects.filter(pk=1).update(last=F("last") + count):
        ChangeCounter.objects.bulk_create([ChangeCounter(pk=1, last=0)], ignore_conflicts=True)
        ChangeCounter.objects.filter(pk=1).update(last=F("last") + count)
    return ChangeCounter.objects.values_list("last", flat=True).get(pk=1) - count + 1


def record_many(entries: Sequence[Entry], *, by: User | None, reason: str = "", batch: ImportBatch | None = None) -> list[int]:
    """Write one Change an entry, in order, and stamp the profiles with its number and time. Returns the numbers."""
    if not entries:
        return []
    first, now, request_id = reserve(len(entries)), timezone.now(), trace.request_id.get()
    numbers = list(range(first, first + len(entries)))
    Change.objects.bulk_create(
        [
            Change(
                seq=seq, profile_id=entry.profile_id, uid=entry.uid, operation=entry.operation, fields=list(entry.fields), before=entry.before,
                after=entry.after, actor=by, reason=reason, request_id=request_id, batch=batch, at=now,
            )
            for seq, entry in zip(numbers, entries, strict=True)
        ],
        batch_size=PAGE,
    )
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE directory_profile SET seq = %s, updated_at = %s WHERE id = %s",
            [(seq, adapt(now), entry.profile_id) for seq, entry in zip(numbers, entries, strict=True)],
        )
    return numbers


def record(entry: Entry, *, by: User | None, reason: str = "", batch: ImportBatch | None = None) -> int:
    """Write one Change; see record_many."""
    return record_many([entry], by=by, reason=reason, batch=batch)[0]
