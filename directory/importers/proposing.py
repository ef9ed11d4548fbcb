"""What an importer proposes for one profile, and the writing of proposals: rows, assertion, numbered change and cards in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory import cards, changes
from directory.importers import parts
from directory.importers.batch import Run, chunks
from directory.models import Assertion, Profile
from directory.vocabulary import PERSON_SOURCES, Status

CHUNK = 100  # profiles a transaction


@dataclass
class Origin:
    """Where the proposal comes from; see Assertion."""

    source: str
    ref: str
    licence: str = ""
    digest: str = ""
    asserted_at: datetime | None = None


@dataclass
class Proposal:
    """The parts a profile should have. `profile` is None for a new one, which gets `status`. `where` is for the report."""

    where: str
    kind: str
    wanted: parts.Values
    origin: Origin
    profile: Profile | None = None
    status: str = Status.PENDING
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def held_by_persons(profile: Profile) -> set[str]:
    """The parts that a person set: an import leaves them alone."""
    lists = Assertion.objects.filter(profile=profile, source__in=PERSON_SOURCES).values_list("fields", flat=True)
    return {name for fields in lists for name in fields}


def settle(proposal: Proposal) -> None:
    """Find out what would change (`changed`) and what a person holds (`kept`); leave only the changes in `wanted`."""
    if proposal.profile is None:
        proposal.changed = [name for name, value in proposal.wanted.items() if value]
        return
    now = parts.read(proposal.profile, proposal.wanted)
    differ, held = parts.differing(now, proposal.wanted), held_by_persons(proposal.profile)
    proposal.kept = [name for name in differ if name in held]
    proposal.changed = [name for name in differ if name not in held]
    proposal.wanted = {name: proposal.wanted[name] for name in proposal.changed}


def write_all(proposals: Iterable[Proposal], *, run: Run, reason: str) -> None:
    """Write settled proposals, a hundred a transaction."""
    for chunk in chunks(proposals, CHUNK):
        with transaction.atomic():
            entries = [entry for proposal in chunk if (entry := _write(proposal, run))]
            changes.record_many(entries, by=run.by, reason=reason, batch=run.batch)
            cards.refresh(entry.profile_id for entry in entries)
            renamed = [entry.profile_id for entry in entries if "names" in entry.fields]
            cards.renew(cards.quoting(renamed), fields=["affiliations"], reason="an organisation named here changed", by=run.by, batch=run.batch)


def _write(proposal: Proposal, run: Run) -> changes.Entry | None:
    profile, before = proposal.profile, None
    if profile is None:
        profile = Profile.objects.create(kind=proposal.kind, status=proposal.status)
        parts.details_for(profile)
        proposal.profile = profile
    else:
        before = parts.read(profile, proposal.changed)
    assertion = _assert(proposal, profile, run)
    if not proposal.changed:
        return None
    wanted = {name: proposal.wanted[name] for name in proposal.changed}
    parts.write(profile, wanted, assertion=assertion)
    after: dict[str, Any] = parts.read(profile, proposal.changed)
    if before is None:
        after["status"] = {"status": profile.status}
    return changes.Entry(profile.pk, profile.uid, fields=proposal.changed, before=before, after=after)


def _assert(proposal: Proposal, profile: Profile, run: Run) -> int:
    """The source's word, once a source and reference. A re-run without news leaves it as it is."""
    origin = proposal.origin
    asserted = origin.asserted_at or timezone.now()
    assertion, created = Assertion.objects.get_or_create(
        profile=profile, source=origin.source, source_ref=origin.ref[:300],
        defaults={
            "licence": origin.licence, "digest": origin.digest, "fields": sorted(proposal.changed), "batch": run.batch, "by": run.by,
            "asserted_at": asserted,
        },
    )
    if not created and (proposal.changed or assertion.digest != origin.digest):
        assertion.fields = sorted({*assertion.fields, *proposal.changed})
        assertion.digest, assertion.batch, assertion.asserted_at, assertion.retrieved_at = origin.digest, run.batch, asserted, timezone.now()
        assertion.save()
    return assertion.pk
