"""Loads the demo: once, in one transaction, the same on every machine; a second call finds everything there and adds nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from directory import cards, changes, subjects
from directory.demo import companies, institutes, people
from directory.demo.rows import Draft, write
from directory.demo.users import DemoUser, make_users
from directory.models import Assertion, Identifier, ImportBatch, Profile
from directory.places import Gazetteer
from directory.vocabulary import Status

__all__ = ["DemoUser", "Report", "load", "make_users"]

Progress = Callable[[str, int, int], None]  # what, done, of how many


@dataclass
class Report:
    """How many profiles of each kind were added, and how many were there already."""

    created: Counter[str] = field(default_factory=Counter)
    kept: int = 0

    def __str__(self) -> str:
        plural = {"institute": "institutes", "company": "companies", "researcher": "researchers"}
        added = ", ".join(f"{count:,} {plural[kind]}" for kind, count in self.created.items())
        return f"{added} added" if added else f"all {self.kept:,} demo profiles were there already"


def load(*, today: date | None = None, progress: Progress | None = None) -> Report:
    """Write what is missing of the demo, with its changes and cards. `today` is what offers count their days from."""
    today, tell = today or timezone.now().date(), progress or (lambda *_said: None)
    report = Report()
    with transaction.atomic():
        drafts = _missing(_drafts(today), report)
        if not drafts:
            return report
        tell("Writing profiles", 0, len(drafts))
        write(drafts)
        batch = ImportBatch.objects.create(
            importer="demo", filename="demo", state=ImportBatch.State.DONE, finished_at=timezone.now(), report={"created": dict(report.created)},
        )
        Assertion.objects.filter(pk__in=[draft.assertion.pk for draft in drafts]).update(batch=batch)
        changes.record_many(
            [changes.Entry(draft.profile.pk, draft.profile.uid, fields=["profile"], after={"kind": draft.profile.kind}) for draft in drafts],
            by=None, reason="demo", batch=batch,
        )
        _write_cards([draft.profile.pk for draft in drafts if draft.profile.status == Status.PUBLISHED], tell)
    return report


def _drafts(today: date) -> list[Draft]:
    gazetteer, codes = Gazetteer(), subjects.load()
    bodies = institutes.drafts(today=today, gazetteer=gazetteer, subjects=codes)
    firms = companies.drafts(today=today, gazetteer=gazetteer, subjects=codes)
    homes = {draft.key: draft for draft in bodies + firms}
    return bodies + firms + people.drafts(today=today, subjects=codes, homes=homes)


def _missing(drafts: list[Draft], report: Report) -> list[Draft]:
    """Drafts that aren't in the database. The others take the primary key of what is there, so that new rows can point to them: by uid, and
    for an institute by its ROR ID, should an import have brought it first."""
    by_ror = {f"ror:{value}": pk for value, pk in Identifier.objects.filter(scheme="ror", status="active").values_list("value", "profile_id")}
    by_uid = dict(Profile.objects.filter(uid__in=[draft.profile.uid for draft in drafts]).values_list("uid", "pk"))
    missing = []
    for draft in drafts:
        found = by_uid.get(draft.profile.uid) or by_ror.get(draft.key)
        if found:
            draft.profile.pk = found
        else:
            missing.append(draft)
    report.kept = len(drafts) - len(missing)
    report.created.update(str(draft.profile.kind) for draft in missing)
    return missing


def _write_cards(ids: list[int], tell: Progress) -> None:
    for start in range(0, len(ids), 200):
        tell("Writing cards", start, len(ids))
        cards.refresh(ids[start : start + 200])
    tell("Writing cards", len(ids), len(ids))
