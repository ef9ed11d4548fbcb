"""Everything that may happen to a profile. Each act is one transaction: rows, numbered changes and cards together, or nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import consents
from accounts.models import User
from accounts.vocabulary import Purpose
from directory import cards, changes
from directory.editing import rows
from directory.editing.rows import NewName
from directory.models import Assertion, Company, Interest, Organisation, Profile, Researcher
from directory.vocabulary import PERSON_SOURCES, Kind, Operation, Source, Status

# Columns that `revise` may set, by the field of provenance that a person then holds against imports.
COLUMNS = {
    "summary": ("summary_en", "summary_zh"), "keywords": ("keywords_en", "keywords_zh"), "website": ("website",), "languages": ("working_languages",),
}
DETAIL: dict[str, Any] = {
    "types": Organisation, "established": Organisation, "domains": Organisation, "staff": Company, "title_en": Researcher, "title_zh": Researcher,
    "career_stage": Researcher,
}


# What an import calls a part of which a person writes the columns.
PART_OF = {column: part for part, columns in COLUMNS.items() for column in columns} | {"title_en": "title", "title_zh": "title"}
__all__ = ["NewName", "NotAllowed", "create", "expire_interests", "merge", "publish", "revise", "withdraw"]


class NotAllowed(Exception):
    """The act doesn't fit the profile as it stands. The message is for a person."""


def create(
    *, kind: str, names: list[NewName], by: User | None, source: str = Source.EDITOR, publish: bool = True, **fields: Any,
) -> Profile:
    """A new profile with its names, what `revise` can set, and one Assertion of its source. Published at once unless told otherwise."""
    with transaction.atomic():
        columns = {key: fields.pop(key) for key in list(fields) if key in {"owner", "field_tiers", "is_demo", "verification", "verified_at", "links"}}
        profile = Profile.objects.create(kind=kind, status=Status.PUBLISHED if publish else Status.DRAFT, **columns)
        if kind == Kind.RESEARCHER:
            Researcher.objects.create(profile=profile)
        else:
            Organisation.objects.create(profile=profile)
        if kind == Kind.COMPANY:
            Company.objects.create(profile=profile)
        fields["names"] = names
        written = _write(profile, fields, source=source, by=by)
        changes.record(changes.Entry(profile.pk, profile.uid, fields=sorted(written)), by=by, reason="created")
        cards.refresh([profile.pk])
    profile.refresh_from_db()
    return profile


def revise(profile: Profile, *, by: User | None, source: str = Source.EDITOR, reason: str = "", **fields: Any) -> Profile:
    """Set parts of a profile: summary_en/zh, keywords_en/zh, website, working_languages, types, established, domains, staff, title_en/zh,
    career_stage, names, place, subjects, identifiers, affiliations, interests, field_tiers. What a person sets, an import leaves alone."""
    with transaction.atomic():
        profile = Profile.objects.select_for_update().get(pk=profile.pk)
        written = _write(profile, fields, source=source, by=by)
        if written:
            before = {key: pair[0] for key, pair in written.items()}
            after = {key: pair[1] for key, pair in written.items()}
            entry = changes.Entry(profile.pk, profile.uid, fields=sorted(written), before=before, after=after)
            changes.record(entry, by=by, reason=reason)
            cards.refresh([profile.pk])
            if "names" in written:
                cards.renew(cards.quoting([profile.pk]), fields=["affiliations"], reason="an organisation named here was renamed", by=by)
    profile.refresh_from_db()
    return profile


def publish(profile: Profile, *, by: User | None, reason: str = "") -> Profile:
    """List the profile. Publishing what is published does nothing. A person's own profile needs their consent, whoever publishes it."""
    owner = profile.owner if profile.kind == Kind.RESEARCHER else None
    if owner and profile.status != Status.PUBLISHED and not consents.holds(owner, Purpose.PUBLICATION):
        raise NotAllowed("This profile belongs to a person who has not agreed to its publication.")
    return _set_status(profile, Status.PUBLISHED, {Status.DRAFT, Status.PENDING, Status.WITHDRAWN}, Operation.UPSERT, by=by, reason=reason)


def withdraw(profile: Profile, *, by: User | None, reason: str = "", successor: Profile | None = None) -> Profile:
    """Take the profile out of lists and search; its address leads to `successor` where there is one."""
    sources = {Status.DRAFT, Status.PENDING, Status.PUBLISHED}
    return _set_status(profile, Status.WITHDRAWN, sources, Operation.WITHDRAW, by=by, reason=reason, into=successor)


def merge(profile: Profile, *, into: Profile, by: User | None, reason: str = "") -> Profile:
    """The same person or organisation twice: this address leads to the other from now on. Its rows stay, so the merge can be looked into."""
    target = Profile.objects.get(pk=into.pk)
    if target.pk == profile.pk or target.status != Status.PUBLISHED:
        raise NotAllowed("A profile can only be merged into another, published one.")
    return _set_status(
        profile, Status.MERGED, {Status.DRAFT, Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN}, Operation.MERGE, by=by, reason=reason, into=target
    )


def expire_interests(*, today: date, by: User | None = None) -> int:
    """Take offers and needs whose last day has passed out of cards and index. Returns how many profiles changed."""
    with transaction.atomic():
        ended = Interest.objects.filter(expires_on__lt=today, profile__status=Status.PUBLISHED).values_list("profile_id", flat=True).distinct()
        return cards.renew(ended, fields=["interests"], reason="an offer or need ran out", by=by)


def _set_status(
    profile: Profile, target: str, sources: set[Status], operation: Operation, *, by: User | None, reason: str, into: Profile | None = None,
) -> Profile:
    with transaction.atomic():
        profile = Profile.objects.select_for_update().get(pk=profile.pk)
        if profile.status == target:
            return profile
        if profile.status not in sources:
            raise NotAllowed(f"A profile that is {profile.get_status_display()} can't become {Status(target).label}.")
        affected = cards.quoting([profile.pk])
        before = {"status": profile.status}
        profile.status, profile.merged_into = target, into
        profile.save(update_fields=["status", "merged_into"])
        after = {"status": target} | ({"merged_into": into.uid} if into else {})
        changes.record(changes.Entry(profile.pk, profile.uid, operation, ["status"], before, after), by=by, reason=reason)
        cards.refresh([profile.pk])
        cards.renew(affected | cards.quoting([profile.pk]), fields=["affiliations"], reason="an organisation named here came or went", by=by)
    profile.refresh_from_db()
    return profile


Written = dict[str, tuple[Any, Any]]  # field → (before, after), only where they differ


def _write(profile: Profile, fields: Mapping[str, Any], *, source: str, by: User | None) -> Written:
    written: Written = {}
    fresh: list[Any] = []
    for key, value in fields.items():
        if key in rows.SETTERS:
            before, after, new = rows.SETTERS[key](profile, value)
            fresh += new
        else:
            before, after = _set_column(profile, key, value)
        if before != after:
            written[key] = (before, after)
    profile.save()
    if written:
        assertion = _assert(profile, {PART_OF.get(key, key) for key in written}, source=source, by=by)
        if source in PERSON_SOURCES:
            rows.attribute(fresh, assertion)
    return written


def _assert(profile: Profile, fields: set[str], *, source: str, by: User | None) -> Assertion:
    reference = str(by.pk) if by and source == Source.EDITOR else ""
    assertion, _created = Assertion.objects.get_or_create(profile=profile, source=source, source_ref=reference, defaults={"by": by})
    assertion.fields = sorted(set(assertion.fields) | fields)
    assertion.asserted_at = assertion.retrieved_at = timezone.now()
    assertion.save()
    return assertion


def _set_column(profile: Profile, key: str, value: Any) -> tuple[Any, Any]:
    thing: Any = profile
    if key in DETAIL:
        thing, _created = DETAIL[key].objects.get_or_create(profile=profile)
    elif key not in {"field_tiers", "owner", "verification", "verified_at", *(c for columns in COLUMNS.values() for c in columns)}:
        raise TypeError(f"revise() knows no field {key!r}.")
    before = getattr(thing, key)
    setattr(thing, key, value)
    if thing is not profile and before != value:
        thing.save(update_fields=[key])
    return before, value
