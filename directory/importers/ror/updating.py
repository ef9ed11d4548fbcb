"""Organisations that are here already: what ROR says otherwise now, field by field; what a person set stays."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from directory import cards, changes
from directory.importers.batch import Run
from directory.importers.ror.creating import assertion_of, status_of
from directory.importers.ror.rows import Desired, shape_identifier, shape_location, shape_name, shape_relation
from directory.models import Assertion, Change, Company, Identifier, Location, Name, Organisation, OrganisationLink, Profile
from directory.vocabulary import PERSON_SOURCES, Kind, Operation, Scheme, Source, Status

# What others quote of an organisation: its name, whether it is listed, what stands above it.
QUOTED = {"names", "status", "relations"}


@dataclass
class Existing:
    """A profile with the rows that ROR gave (`own`) and those of others."""

    profile: Profile
    organisation: Organisation
    assertion: Assertion | None = None
    protected: set[str] = field(default_factory=set)
    own: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Difference:
    """One profile's changes: columns to set, row sets to replace, and both sides for the history."""

    existing: Existing
    desired: Desired
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def differ(self, name: str, before: Any, after: Any) -> bool:
        """Take note of a field that differs; False when it doesn't or when a person holds it."""
        if before == after:
            return False
        if name in self.existing.protected:
            self.kept[name] = after
            return False
        self.before[name], self.after[name] = before, after
        return True


def load(ids: list[int], rors: dict[int, str]) -> dict[int, Existing]:
    """The profiles as they stand. `rors` says under which ROR ID each was looked up. Locks the rows on databases that can."""
    details = Organisation.objects.in_bulk(ids)
    profiles = Profile.objects.select_for_update().in_bulk(ids)
    found = {pk: Existing(profile, details.get(pk) or Organisation(profile=profile)) for pk, profile in profiles.items()}
    for assertion in Assertion.objects.filter(profile__in=ids):
        existing = found[assertion.profile_id]
        if assertion.source in PERSON_SOURCES:
            existing.protected |= set(assertion.fields)
        elif assertion.source == Source.ROR and assertion.source_ref == rors[assertion.profile_id]:
            existing.assertion = assertion
    for name, rows in (
        ("names", Name.objects.filter(profile__in=ids)),
        ("identifiers", Identifier.objects.filter(profile__in=ids).exclude(scheme=Scheme.ROR)),
        ("place", Location.objects.filter(profile__in=ids).select_related("place")),
        ("relations", OrganisationLink.objects.filter(organisation__in=ids)),
    ):
        row: Any
        for row in rows:
            existing = found[row.organisation_id if name == "relations" else row.profile_id]
            mine = existing.assertion is not None and row.assertion_id == existing.assertion.pk
            (existing.own if mine else existing.others)[name].append(row)
    return found


def compare(existing: Existing, desired: Desired) -> Difference:
    """Everything in which the profile differs from the record."""
    record, found = desired.record, Difference(existing, desired)
    pk, reference = existing.profile.pk, existing.assertion.pk if existing.assertion else 0
    _compare_status(found)
    if "types" in existing.protected:
        existing.protected.add("kind")
    found.differ("kind", existing.profile.kind, record.kind)
    said = set(existing.assertion.fields) if existing.assertion else set()
    for thing, columns in ((existing.profile, ("website", "links")), (existing.organisation, ("types", "established", "domains"))):
        for name in columns:
            now, wanted = getattr(thing, name), getattr(record, name)
            # What ROR never gave isn't ROR's to take away.
            found.differ(name, now, wanted if wanted or name in said else now)
    others = existing.others
    _compare_rows(found, "names", _names_beside(others["names"], desired.names(pk, reference)), shape_name)
    taken = {(row.scheme, row.value) for row in others["identifiers"]}
    _compare_rows(found, "identifiers", [row for row in desired.identifiers(pk, reference) if (row.scheme, row.value) not in taken], shape_identifier)
    if "place" in existing.protected:  # whoever wrote the rows: only to say what was kept
        found.differ("place", sorted(row.place.slug for row in (*existing.own["place"], *others["place"])), sorted(x.slug for x in desired.places))
    elif not others["place"]:
        _compare_rows(found, "place", desired.locations(pk, reference), shape_location)
    stated = {(row.type, row.to_ror) for row in others["relations"]} | {(row.type, row.to_id) for row in others["relations"] if row.to_id}
    links = [row for row in desired.relations(pk, reference) if (row.type, row.to_ror) not in stated and (row.type, row.to_id) not in stated]
    _compare_rows(found, "relations", links, shape_relation)
    return found


def _compare_rows(found: Difference, name: str, rows: list[Any], shape: Any) -> None:
    before = sorted((shape(row) for row in found.existing.own[name]), key=str)
    if found.differ(name, before, sorted((shape(row) for row in rows), key=str)):
        found.rows[name] = rows


def _names_beside(others: list[Name], names: list[Name]) -> list[Name]:
    """ROR's names without those that stand there from elsewhere; a name that is preferred from elsewhere stays so."""
    there = {(row.value, row.lang, row.type) for row in others}
    preferred = {row.lang for row in others if row.is_preferred}
    rows = [row for row in names if (row.value, row.lang, row.type) not in there]
    for row in rows:
        row.is_preferred = row.is_preferred and row.lang not in preferred
    return rows


def _compare_status(found: Difference) -> None:
    """ROR lists and withdraws what it listed or withdrew itself; drafts, and what a person withdrew, are left alone."""
    now, wanted = found.existing.profile.status, status_of(found.desired.record)
    if {now, wanted} != {Status.PUBLISHED, Status.WITHDRAWN}:
        return
    if wanted == Status.PUBLISHED and not _withdrawn_by_ror(found.existing.profile):
        found.kept["status"] = wanted
        return
    found.differ("status", now, wanted)


def _withdrawn_by_ror(profile: Profile) -> bool:
    last = Change.objects.filter(profile=profile, operation=Operation.WITHDRAW).order_by("-seq").select_related("batch").first()
    return last is not None and last.batch is not None and last.batch.importer == "ror"


def apply(differences: list[Difference], *, run: Run) -> list[int]:
    """Write the differences with their changes and cards. Returns the profiles that changed. Call inside a transaction."""
    changed = [found for found in differences if found.after]
    quoted = {found.existing.profile.pk for found in changed if QUOTED & found.after.keys()}
    affected = cards.quoting(quoted) if quoted else set()
    for found in differences:
        _assert(found, run)
        _write(found)
    _record(changed, run)
    ids = [found.existing.profile.pk for found in changed]
    cards.refresh(ids)
    if quoted:
        affected |= cards.quoting(quoted)
        renewed = cards.renew(affected, fields=["affiliations"], reason="an organisation named here changed", by=run.by, batch=run.batch)
        run.report.count("recarded", renewed)
    return ids


def _assert(found: Difference, run: Run) -> None:
    fresh = assertion_of(found.desired, found.existing.profile.pk, run)
    fresh.fields = [name for name in fresh.fields if name not in found.kept]
    known = found.existing.assertion
    if known is None:
        fresh.save()
        found.existing.assertion = fresh
    elif (known.digest, known.fields) != (fresh.digest, fresh.fields):
        fresh.pk = known.pk
        fresh.save()
    for rows in found.rows.values():
        for row in rows:
            row.assertion_id = found.existing.assertion.pk if found.existing.assertion else None


def _write(found: Difference) -> None:
    profile, organisation, after = found.existing.profile, found.existing.organisation, found.after
    of_profile: list[str] = [name for name in ("status", "kind", "website", "links") if name in after]
    for name in of_profile:
        setattr(profile, name, after[name])
    if after.get("status") == Status.PUBLISHED:
        profile.merged_into = None
        of_profile.append("merged_into")
    if of_profile:
        profile.save(update_fields=of_profile)
    of_organisation = [name for name in ("types", "established", "domains") if name in after]
    for name in of_organisation:
        setattr(organisation, name, after[name])
    if of_organisation:
        organisation.save()
    if after.get("kind") == Kind.COMPANY:
        Company.objects.get_or_create(profile=profile)
    for name, rows in found.rows.items():
        old = found.existing.own[name]
        if old:
            type(old[0]).objects.filter(pk__in=[row.pk for row in old]).delete()
        if rows:
            type(rows[0]).objects.bulk_create(rows)


def _record(changed: list[Difference], run: Run) -> None:
    by_reason: dict[str, list[changes.Entry]] = defaultdict(list)
    for found in changed:
        profile, withdrawn = found.existing.profile, found.after.get("status") == Status.WITHDRAWN
        operation = Operation.WITHDRAW if withdrawn else Operation.UPSERT
        reason = f"{found.desired.record.status} at ROR" if withdrawn else "changed at ROR"
        by_reason[reason].append(changes.Entry(profile.pk, profile.uid, operation, sorted(found.after), found.before, found.after))
    for reason, entries in by_reason.items():
        changes.record_many(entries, by=run.by, reason=reason, batch=run.batch)
