"""New organisations from ROR, a thousand at a time: profiles, rows, change numbers and cards in one short transaction."""

from datetime import UTC, datetime, time

from django.utils import timezone

from directory import cards, changes
from directory.importers.batch import Run
from directory.importers.inserting import insert, moment
from directory.importers.ror.records import OrganisationRecord
from directory.importers.ror.rows import Desired
from directory.models import Assertion, Company, Identifier, Location, Name, Organisation, OrganisationLink, Profile
from directory.vocabulary import IdentifierStatus, Kind, Operation, Scheme, Source, Status, Verification

LICENCE = "CC0-1.0"
# All columns of the tables, in the order in which _rows gives the values.
NAME = (
    "profile_id", "assertion_id", "value", "lang", "script", "type", "is_display", "is_preferred", "given", "family", "order", "tier",
)
IDENTIFIER = (
    "profile_id", "assertion_id", "scheme", "value", "checksum_ok", "is_preferred", "verified_by", "verified_at", "status", "tier",
)
LOCATION = ("profile_id", "assertion_id", "place_id", "position", "tier")
RELATION = ("organisation_id", "assertion_id", "type", "to_ror", "to_label", "to_id")


def create_all(wanted: list[Desired], *, run: Run, ends: dict[str, int]) -> None:
    """Write the profiles. `ends` (ROR ID → profile) learns them, so that links within the batch find both ends."""
    if not wanted:
        return
    now = timezone.now()
    profiles = Profile.objects.bulk_create([
        Profile(
            kind=item.record.kind, status=status_of(item.record), verification=Verification.REGISTRY, verified_at=now,
            website=item.record.website, links=item.record.links,
        )
        for item in wanted
    ])
    pairs = list(zip(profiles, wanted, strict=True))
    for profile, item in pairs:
        ends[item.record.ror] = profile.pk
    _details(pairs)
    assertions = Assertion.objects.bulk_create([assertion_of(item, profile.pk, run) for profile, item in pairs])
    _rows([(profile.pk, assertion.pk, item) for (profile, item), assertion in zip(pairs, assertions, strict=True)])
    _record(pairs, run)
    cards.refresh([profile.pk for profile, item in pairs if item.record.status == "active"])


def status_of(record: OrganisationRecord) -> str:
    return Status.PUBLISHED if record.status == "active" else Status.WITHDRAWN


def assertion_of(item: Desired, profile: int, run: Run) -> Assertion:
    """ROR's word on the profile. A record without a date of change was read today, and that is all we know."""
    record = item.record
    asserted = datetime.combine(record.modified, time(), tzinfo=UTC) if record.modified else timezone.now()
    return Assertion(
        profile_id=profile, source=Source.ROR, source_ref=record.ror, licence=LICENCE, fields=item.given(), digest=record.digest, batch=run.batch,
        by=run.by, asserted_at=asserted,
    )


def _details(pairs: list[tuple[Profile, Desired]]) -> None:
    Organisation.objects.bulk_create([
        Organisation(profile_id=profile.pk, types=item.record.types, established=item.record.established, domains=item.record.domains)
        for profile, item in pairs
    ])
    Company.objects.bulk_create([Company(profile_id=profile.pk) for profile, item in pairs if item.record.kind == Kind.COMPANY])


def _rows(items: list[tuple[int, int, Desired]]) -> None:
    now = moment(timezone.now())
    insert(Name, NAME, (
        (profile, assertion, name.value, name.lang, name.script, name.type, name.is_display, name.is_preferred, "", "", "", 0)
        for profile, assertion, item in items for name in item.record.names
    ))
    insert(Identifier, IDENTIFIER, (
        (profile, assertion, Scheme.ROR.value, item.record.ror, True, True, Source.ROR.value, now, IdentifierStatus.ACTIVE.value, 0)
        for profile, assertion, item in items
    ))
    insert(Identifier, IDENTIFIER, (
        (profile, assertion, own.scheme, own.value, own.checksum_ok, own.is_preferred, Source.ROR.value, now,
         str(item.status_of(own.scheme, own.value)), 0)
        for profile, assertion, item in items for own in item.record.identifiers
    ))
    insert(Location, LOCATION, (
        (profile, assertion, place.pk, position, 0) for profile, assertion, item in items for position, place in enumerate(item.places)
    ))
    insert(OrganisationLink, RELATION, (
        (profile, assertion, link.type, link.ror, link.label, item.end_of(link.ror, profile))
        for profile, assertion, item in items for link in item.record.relations
    ))


def _record(pairs: list[tuple[Profile, Desired]], run: Run) -> None:
    for status, operation in (("active", Operation.UPSERT), ("inactive", Operation.WITHDRAW), ("withdrawn", Operation.WITHDRAW)):
        entries = [
            changes.Entry(profile.pk, profile.uid, operation, item.given(), None, item.snapshot() | {"status": profile.status})
            for profile, item in pairs if item.record.status == status
        ]
        changes.record_many(entries, by=run.by, batch=run.batch, reason="imported from ROR" if status == "active" else f"{status} at ROR")
