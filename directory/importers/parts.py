"""The parts of a profile as plain values: read, compared, written, and written back as they were when a batch is undone."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from directory.models import (
    Affiliation,
    Company,
    Identifier,
    Interest,
    Location,
    Name,
    Organisation,
    OrganisationLink,
    Profile,
    ProfileSubject,
    Researcher,
)
from directory.vocabulary import Kind

Values = dict[str, Any]  # part → list of rows (each a dict of columns) or dict of columns

# Part → model, its key to the profile, the columns that make a row what it is.
ROWS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "names": (Name, "profile_id", ("value", "lang", "script", "type", "is_preferred", "is_display", "given", "family", "order", "tier")),
    "identifiers": (Identifier, "profile_id", ("scheme", "value", "checksum_ok", "verified_by", "status", "is_preferred", "tier")),
    "place": (Location, "profile_id", ("place_id", "position", "tier")),
    "subjects": (ProfileSubject, "profile_id", ("subject_id", "rank")),
    "affiliations": (
        Affiliation, "person_id",
        ("organisation_id", "organisation_text", "type", "unit_en", "unit_zh", "role_en", "role_zh", "start", "end", "is_primary", "tier"),
    ),
    "interests": (Interest, "profile_id", ("direction", "type", "title_en", "title_zh", "text_en", "text_zh", "expires_on", "tier")),
    "relations": (OrganisationLink, "organisation_id", ("type", "to_id", "to_ror", "to_label")),
}
# Columns that rows keep when they are put back, but in which they aren't compared.
CARRIED = ("assertion_id", "verified_at", "confirmed_at")
COLUMNS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "summary": (Profile, ("summary_en", "summary_zh")),
    "keywords": (Profile, ("keywords_en", "keywords_zh")),
    "website": (Profile, ("website",)),
    "links": (Profile, ("links",)),
    "status": (Profile, ("status",)),
    "types": (Organisation, ("types",)),
    "established": (Organisation, ("established",)),
    "staff": (Company, ("staff",)),
    "title": (Researcher, ("title_en", "title_zh")),
    "career_stage": (Researcher, ("career_stage",)),
}


def read(profile: Profile, names: Iterable[str]) -> Values:
    """Those parts as they stand, ready for JSON."""
    return {name: _read_rows(profile, name) if name in ROWS else _read_columns(profile, name) for name in names}


def differing(now: Values, wanted: Values) -> list[str]:
    """The parts in which `wanted` differs; the order of rows and what they merely carry is no difference."""
    return [name for name, value in wanted.items() if _shape(name, now[name]) != _shape(name, value)]


def write(profile: Profile, wanted: Values, *, assertion: int | None = None) -> None:
    """Make the parts be as wanted. Rows that stand there already stay untouched; new ones belong to `assertion` unless they carry their own."""
    for name, value in wanted.items():
        if name in ROWS:
            _write_rows(profile, name, value, assertion)
        else:
            _write_columns(profile, name, value)


def details_for(profile: Profile) -> None:
    """The detail rows that a profile of this kind has."""
    if profile.kind == Kind.RESEARCHER:
        Researcher.objects.get_or_create(profile=profile)
    else:
        Organisation.objects.get_or_create(profile=profile)
    if profile.kind == Kind.COMPANY:
        Company.objects.get_or_create(profile=profile)


def plain(value: Any) -> Any:
    """Dates and times as ISO 8601, everything else as it is."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def _columns(model: Any, own: tuple[str, ...]) -> tuple[str, ...]:
    return (*own, *(column for column in CARRIED if hasattr(model, column)))


def _field(model: Any, column: str) -> Any:
    return model._meta.get_field(column)  # noqa: SLF001 - Django's documented way to a field


def _read_rows(profile: Profile, name: str) -> list[dict[str, Any]]:
    model, key, own = ROWS[name]
    rows = model.objects.filter(**{key: profile.pk}).order_by("pk").values(*_columns(model, own))
    return [{column: plain(value) for column, value in row.items()} for row in rows]


def _read_columns(profile: Profile, name: str) -> dict[str, Any]:
    model, own = COLUMNS[name]
    row = model.objects.filter(pk=profile.pk).values(*own).first()
    return dict(row) if row else {column: _field(model, column).get_default() for column in own}


def _shape(name: str, value: Any) -> Any:
    if name not in ROWS:
        return value
    own = ROWS[name][2]
    return {tuple(str(_typed(ROWS[name][0], column, row)) for column in own) for row in value}


def _typed(model: Any, column: str, row: dict[str, Any]) -> Any:
    """The value as the column would hold it; what a row doesn't say is the column's default."""
    field = _field(model, column)
    if column not in row:
        return None if field.is_relation else field.get_default()
    return row[column] if field.is_relation else field.to_python(row[column])


def _write_rows(profile: Profile, name: str, rows: list[dict[str, Any]], assertion: int | None) -> None:
    model, key, own = ROWS[name]
    wanted: dict[tuple[str, ...], dict[str, Any]] = {tuple(str(_typed(model, column, row)) for column in own): row for row in rows}
    for there in model.objects.filter(**{key: profile.pk}):
        same = tuple(str(getattr(there, column)) for column in own)
        if wanted.pop(same, None) is None:
            there.delete()
    fresh = []
    for row in wanted.values():
        columns = {column: _typed(model, column, row) for column in _columns(model, own) if column in row}
        if "assertion_id" in _columns(model, own):
            columns["assertion_id"] = row.get("assertion_id") or assertion
        fresh.append(model(**{key: profile.pk}, **columns))
    model.objects.bulk_create(fresh)


def _write_columns(profile: Profile, name: str, value: dict[str, Any]) -> None:
    model, _own = COLUMNS[name]
    if model is Profile:
        for column, item in value.items():
            setattr(profile, column, item)
        profile.save(update_fields=list(value))
    else:
        model.objects.update_or_create(profile_id=profile.pk, defaults=value)
