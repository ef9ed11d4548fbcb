"""Taking a batch back: profiles it made leave the lists, fields it changed are as they were, unless somebody has changed them since."""

from typing import Any

from django.db import transaction

from accounts.models import User
from directory import cards, changes
from directory.importers import parts
from directory.importers.batch import ImportFileError, chunks
from directory.importers.proposing import CHUNK
from directory.importers.report import Report
from directory.models import Assertion, Change, Identifier, ImportBatch, Profile
from directory.vocabulary import IdentifierStatus, Operation, Status

UNDOABLE = ("profiles", "orcid")


def undo(number: int, *, by: User | None = None) -> Report:
    """Undo the batch, a hundred profiles a transaction; safe to run again when interrupted. Raises ImportFileError when there is nothing to undo."""
    batch = ImportBatch.objects.filter(pk=number, importer__in=UNDOABLE).first()
    if batch is None:
        raise ImportFileError(f"There is no batch {number} of a list. manage.py import_profiles --batches shows them.")
    if batch.state == ImportBatch.State.UNDONE:
        raise ImportFileError(f"Batch {number} has been undone already.")
    report = Report(batch.importer)
    done = list(Change.objects.filter(batch=batch).exclude(after__isnull=True).exclude(reason=_reason(batch)).order_by("-seq"))
    for chunk in chunks(done, CHUNK):
        with transaction.atomic():
            entries = [entry for change in chunk if (entry := _undo(change, batch, report))]
            quoted = {entry.profile_id for entry in entries}
            affected = cards.quoting(quoted)
            for entry in entries:
                changes.record(entry, by=by, reason=_reason(batch), batch=batch)
            cards.refresh(quoted)
            cards.renew(affected | cards.quoting(quoted), fields=["affiliations"], reason=_reason(batch), by=by, batch=batch)
    batch.state = ImportBatch.State.UNDONE
    batch.report = {**batch.report, "undone": report.as_json()}
    batch.save(update_fields=["state", "report"])
    return report


def _reason(batch: ImportBatch) -> str:
    return f"batch {batch.pk} undone"


def _undo(change: Change, batch: ImportBatch, report: Report) -> changes.Entry | None:
    profile = Profile.objects.select_for_update().get(pk=change.profile_id)
    if change.before is None:
        return _take_back(profile, change, batch, report)
    after: parts.Values = change.after or {}
    before: parts.Values = change.before
    restored, now = {}, parts.read(profile, before)
    for name, value in before.items():
        if parts.differing({name: now[name]}, {name: after[name]}):
            if parts.differing({name: now[name]}, {name: value}):
                report.note("kept", profile.uid, f"{name} was changed since and stays")
        else:
            restored[name] = _living(name, value, profile)
    _forget(profile, batch)
    if not restored:
        return None
    parts.write(profile, restored)
    report.count("undone")
    return changes.Entry(profile.pk, profile.uid, Operation.UPSERT, sorted(restored), {name: now[name] for name in restored}, restored)


def _take_back(profile: Profile, change: Change, batch: ImportBatch, report: Report) -> changes.Entry | None:
    """A profile that the batch made. One that somebody owns or has worked on since stays, and the report says so."""
    if profile.status not in {Status.PUBLISHED, Status.PENDING, Status.DRAFT}:
        return None
    since = Change.objects.filter(profile=profile, seq__gt=change.seq).exclude(batch=batch).exclude(before__isnull=True).exists()
    if profile.owner_id or since:
        report.note("kept", profile.uid, "claimed or changed since it was made: it stays")
        return None
    before = profile.status
    profile.status = Status.WITHDRAWN
    profile.save(update_fields=["status"])
    # Out of use, so that a corrected list can give the identifier to a new profile.
    Identifier.objects.filter(profile=profile, status=IdentifierStatus.ACTIVE).update(status=IdentifierStatus.DEPRECATED)
    Assertion.objects.filter(profile=profile, batch=batch).update(digest="")
    report.count("taken_back")
    return changes.Entry(profile.pk, profile.uid, Operation.WITHDRAW, ["status"], {"status": before}, {"status": Status.WITHDRAWN.value})


def _living(name: str, value: Any, profile: Profile) -> Any:
    """The value to put back, without what doesn't exist any more: an assertion that was deleted, an identifier that another took since."""
    if name not in parts.ROWS:
        return value
    assertions = set(Assertion.objects.filter(profile=profile).values_list("pk", flat=True))
    rows = [row | {"assertion_id": row["assertion_id"] if row.get("assertion_id") in assertions else None} for row in value]
    if name == "identifiers":
        for row in rows:
            taken = Identifier.objects.filter(scheme=row["scheme"], value=row["value"], status=IdentifierStatus.ACTIVE).exclude(profile=profile)
            if row["status"] == IdentifierStatus.ACTIVE and taken.exists():
                row["status"] = IdentifierStatus.CONFLICTING
    return rows if name != "subjects" else value


def _forget(profile: Profile, batch: ImportBatch) -> None:
    """The batch's word on the profile no longer counts."""
    Assertion.objects.filter(profile=profile, batch=batch).delete()
