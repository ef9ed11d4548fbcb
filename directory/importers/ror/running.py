"""A whole run: look through the file once, then write it in short transactions, skipping what is unchanged."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from directory.importers import reading
from directory.importers.batch import ImportFileError, Run, chunks, running
from directory.importers.report import Report
from directory.importers.ror import linking, updating
from directory.importers.ror.creating import create_all
from directory.importers.ror.records import BadRecord, OrganisationPlace, OrganisationRecord, digest_of, places_in, read, ror_of
from directory.importers.ror.rows import Desired, places_of
from directory.models import Assertion, Identifier
from directory.places import Gazetteer
from directory.vocabulary import PERSON_SOURCES, IdentifierStatus, Kind, Scheme, Source, Status

BATCH = 1000
ASKED_AT_ONCE = 400  # values in one IN (…): below every database's limit


@dataclass
class Survey:
    """What one look at the file tells: how many rows, which ROR IDs stand where, the fullest description of every place."""

    rows: int = 0
    first: dict[str, int] = field(default_factory=dict)
    places: dict[int | tuple[str, str], OrganisationPlace] = field(default_factory=dict)


@dataclass
class State:
    """What the run knows of the database, kept up as it writes."""

    run: Run
    survey: Survey
    ends: dict[str, int]  # ROR ID → profile
    digests: dict[str, str]
    edited: set[str]  # ROR IDs of profiles of which a person set something
    gazetteer: Gazetteer
    claims: dict[tuple[str, str], str] = field(default_factory=dict)  # identifier → ROR ID that had it first in this run


def import_file(
    path: Path, *, by: User | None = None, dry_run: bool = False, size: int = BATCH, progress: bool = False,
) -> Report:
    """Import the release. Raises ImportFileError when the file as a whole is broken; then nothing was written. Ctrl-C keeps what was committed;
    the next run goes on from there."""
    survey = look_through(path)
    with running("ror", path, by=by, dry_run=dry_run, progress=progress) as run:
        state = State(run, survey, _ends(), _digests(), _edited(), Gazetteer())
        if not dry_run:
            state.gazetteer.prepare(vars(place) for place in survey.places.values())
        line, done = run.progress("Importing", survey.rows), 0
        for chunk in chunks(reading.rows(path), size):
            _write(list(_records(chunk, state)), state)
            done += len(chunk)
            line.at(done)
        line.over()
        if not dry_run:
            linking.connect(run, state.ends, size=size)
            linking.redirect(run)
        return run.report


def look_through(path: Path) -> Survey:
    """Read the whole file once without writing, so that a file that is cut off is noticed before anything is written."""
    survey, old_schema = Survey(), 0
    for row in reading.rows(path):
        survey.rows += 1
        try:
            survey.first.setdefault(ror_of(row.data), row.number)
        except BadRecord:
            continue
        old_schema += "names" not in row.data and "name" in row.data
        for place in places_in(row.data):
            key = place.geonames_id or (place.country, place.city)
            known = survey.places.get(key)
            if known is None or (place.subdivision and not known.subdivision):
                survey.places[key] = place
    if not survey.first:
        raise ImportFileError(f"{path.name} has {survey.rows:,} rows, and none has a valid ROR ID. Choose ROR's data release.")
    if old_schema > survey.rows // 2:
        raise ImportFileError(f"{path.name} is in ROR's schema 1, which is no longer read. Download the release in schema 2.")
    return survey


def _ends() -> dict[str, int]:
    return dict(Identifier.objects.filter(scheme=Scheme.ROR, status=IdentifierStatus.ACTIVE).values_list("value", "profile_id"))


def _digests() -> dict[str, str]:
    return dict(Assertion.objects.filter(source=Source.ROR).exclude(digest="").values_list("source_ref", "digest"))


def _edited() -> set[str]:
    """Profiles that a person edited are compared in every run, so that the report says what was kept."""
    people = Assertion.objects.filter(source__in=PERSON_SOURCES, profile__identifiers__scheme=Scheme.ROR)
    return set(people.values_list("profile__identifiers__value", flat=True))


def _records(chunk: list[reading.Row], state: State) -> Iterator[OrganisationRecord]:
    """The records that have to be compared or created; the rest is counted."""
    report = state.run.report
    for row in chunk:
        report.count("read")
        where = f"record {row.number}"
        if row.error:
            report.skip(where, "bad JSON", row.error)
            continue
        try:
            ror = ror_of(row.data)
            if state.survey.first[ror] != row.number:
                report.skip(f"{where} ({ror})", "duplicate ROR ID in the file", f"first in record {state.survey.first[ror]}")
                continue
            _note_dangling(ror, row.data, state)
            if state.digests.get(ror) == digest_of(row.data) and ror in state.ends and ror not in state.edited:
                report.count("unchanged")
                continue
            record = read(row.data)
        except BadRecord as bad:
            report.skip(where, bad.reason, bad.detail)
            continue
        for remark in record.remarks:
            report.note("warnings", ror, remark)
        yield record


def _note_dangling(ror: str, data: dict[str, Any], state: State) -> None:
    found = data.get("relationships")
    for item in found if isinstance(found, list) else ():
        other = str(item.get("id", ""))[-9:].lower() if isinstance(item, dict) else ""
        if other and other not in state.survey.first and other not in state.ends:
            label = str(item.get("label", ""))[:300]
            state.run.report.note("dangling", ror, f"{item.get('type')} {other} {label}", type=item.get("type"), to=other, label=label)


def _write(records: list[OrganisationRecord], state: State) -> None:
    """One batch in one transaction."""
    if not records:
        return
    if state.run.batch is None:
        _sort_and_apply(records, state)
        return
    known, counts = dict(state.ends), state.run.report.counts.copy()
    try:
        with transaction.atomic():
            _sort_and_apply(records, state)
    except BaseException:
        state.ends, state.run.report.counts = known, counts  # what was rolled back isn't there
        raise


def _sort_and_apply(records: list[OrganisationRecord], state: State) -> None:
    report, run = state.run.report, state.run
    here = _profiles_of([record.ror for record in records])
    loaded = updating.load(list(here.values()), {pk: ror for ror, pk in here.items()})
    taken = _taken(records)
    fresh: list[Desired] = []
    differences: list[updating.Difference] = []
    for record in records:
        if record.status != "active":
            report.count("withdrawn")
        existing = loaded.get(here.get(record.ror, 0))
        if existing is None:
            fresh.append(_desired(record, 0, taken, state))
        elif existing.profile.kind == Kind.RESEARCHER:
            report.skip(record.ror, "the ROR ID stands on a person's profile", existing.profile.uid)
        elif existing.profile.status in {Status.MERGED, Status.ERASED}:
            report.skip(record.ror, f"{existing.profile.status} in the directory", existing.profile.uid)
        else:
            differences.append(updating.compare(existing, _desired(record, existing.profile.pk, taken, state)))
    for found in differences:
        _report_difference(found, report)
    report.count("created", len(fresh))
    if run.batch is not None:
        create_all(fresh, run=run, ends=state.ends)
        updating.apply(differences, run=run)


def _report_difference(found: updating.Difference, report: Report) -> None:
    report.count("changed" if found.after else "unchanged")
    for name, value in found.kept.items():
        report.note("kept", found.desired.record.ror, f"{name} (ROR has {str(value)[:200]})", field=name, uid=found.existing.profile.uid)


def _desired(record: OrganisationRecord, profile: int, taken: dict[tuple[str, str], tuple[int, str]], state: State) -> Desired:
    conflicting = set()
    for own in record.identifiers if record.status == "active" else ():
        key = (own.scheme, own.value)
        first = state.claims.setdefault(key, record.ror)
        owner, uid = taken.get(key, (profile, ""))
        if owner != profile or first != record.ror:
            conflicting.add(key)
            other = f"ROR {first}" if first != record.ror else f"profile {uid}"
            state.run.report.note("conflicts", record.ror, f"{own.scheme} {own.value} is already that of {other}", scheme=own.scheme, value=own.value)
    return Desired(record, places_of(record, state.gazetteer, dry_run=state.run.batch is None), conflicting, state.ends)


def _profiles_of(rors: list[str]) -> dict[str, int]:
    """ROR ID → profile, asked inside the transaction: another process may have written since the run began."""
    return dict(Identifier.objects.filter(scheme=Scheme.ROR, value__in=rors, status=IdentifierStatus.ACTIVE).values_list("value", "profile_id"))


def _taken(records: list[OrganisationRecord]) -> dict[tuple[str, str], tuple[int, str]]:
    """Identifier → (profile, uid) that has it now, for all that these records claim."""
    values = sorted({own.value for record in records for own in record.identifiers})
    found = {}
    for some in chunks(values, ASKED_AT_ONCE):
        rows = Identifier.objects.filter(value__in=some, status=IdentifierStatus.ACTIVE).values_list("scheme", "value", "profile_id", "profile__uid")
        found.update({(scheme, value): (profile, uid) for scheme, value, profile, uid in rows})
    return found
