"""Rows as a person may write them: no more columns than theirs, and what others said of a row (confirmed, verified) kept while it holds."""

from collections.abc import Callable
from typing import Any

from directory.editing.refusals import NotWritable
from directory.models import Identifier, Profile
from directory.vocabulary import IdentifierStatus, Visibility

Row = dict[str, Any]
# The columns a person fills in. Confirmation, verification and source are never among them.
COLUMNS: dict[str, frozenset[str]] = {
    "affiliations": frozenset({
        "organisation", "organisation_text", "type", "unit_en", "unit_zh", "role_en", "role_zh", "start", "end", "is_primary", "tier",
    }),
    "interests": frozenset({"direction", "type", "title_en", "title_zh", "text_en", "text_zh", "expires_on", "tier"}),
    "identifiers": frozenset({"scheme", "value", "checksum_ok", "tier"}),
}
CONFIRMED = ("organisation_id", "type", "unit_en", "unit_zh", "role_en", "role_zh", "start")  # what an organisation confirmed


def checked(profile: Profile, fields: Row) -> Row:
    """The fields with rows that hold what they may and carry what they must. Raises NotWritable for a column that isn't a person's to write."""
    written = dict(fields)
    for part, columns in COLUMNS.items():
        if part in written:
            beyond = {key for row in written[part] for key in row} - columns
            tiers = {row.get("tier", 0) for row in written[part]}
            if beyond or not tiers <= set(Visibility.values):
                raise NotWritable((part, *sorted(beyond)))
            written[part] = CARRY[part](profile, written[part])
    if "names" in written and any(name.tier not in Visibility.values for name in written["names"]):
        raise NotWritable(("names",))
    return written


def _affiliations(profile: Profile, wanted: list[Row]) -> list[Row]:
    """A confirmed post stays confirmed when it ends sooner or is hidden, and not when it becomes another post or lasts longer than was confirmed."""
    confirmed: dict[tuple[Any, ...], tuple[str, Any]] = {}
    for row in profile.affiliations.all():
        if row.confirmed_at:
            same, lasts = tuple(getattr(row, column) for column in CONFIRMED), (_last_day(row.end), row.confirmed_at)
            confirmed[same] = max(lasts, confirmed.get(same, lasts))

    def key(row: Row) -> tuple[Any, ...]:
        organisation = row.get("organisation")
        rest = tuple(row.get(column) or ("employment" if column == "type" else "") for column in CONFIRMED[1:])
        return (organisation.pk if organisation else None, *rest)

    def since(row: Row) -> Any:
        until, confirmed_at = confirmed.get(key(row), ("", None))
        return confirmed_at if _last_day(row.get("end") or "") <= until else None

    return [row | {"confirmed_at": since(row)} for row in wanted]


def _last_day(end: str) -> str:
    """A partial date as the last day it may mean, to compare with others; no end is later than any."""
    return (end + "-99-99")[:10] if end else "9999-99-99"


def _identifiers(profile: Profile, wanted: list[Row]) -> list[Row]:
    """What was verified stays verified and can't be taken away here; a value that is another's already is kept as conflicting, and nobody is told."""
    standing = {(row.scheme, row.value): row for row in profile.identifiers.all()}
    rows = []
    for row in wanted:
        known = standing.pop((row["scheme"], row["value"]), None)
        if known:
            rows.append(row | _said_of(known))
        else:
            others = Identifier.objects.filter(scheme=row["scheme"], value=row["value"], status=IdentifierStatus.ACTIVE).exclude(profile=profile)
            rows.append(row | {"status": IdentifierStatus.CONFLICTING if others.exists() else IdentifierStatus.ACTIVE})
    verified = [row for row in standing.values() if row.verified_by]
    return [*({"scheme": row.scheme, "value": row.value, "tier": row.tier} | _said_of(row) for row in verified), *rows]


def _said_of(row: Identifier) -> Row:
    columns = ("checksum_ok", "verified_by", "verified_at", "status", "is_preferred", "assertion_id")
    return {column: getattr(row, column) for column in columns}


def _as_they_are(_profile: Profile, wanted: list[Row]) -> list[Row]:
    return wanted


CARRY: dict[str, Callable[[Profile, list[Row]], list[Row]]] = {
    "affiliations": _affiliations, "identifiers": _identifiers, "interests": _as_they_are,
}
