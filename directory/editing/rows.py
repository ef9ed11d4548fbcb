"""Sets of rows of a profile (names, posts, offers …) swapped for others. A row that stays the same stays untouched, with its source."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from directory import places
from directory.models import Affiliation, Assertion, Identifier, Interest, Location, Name, Profile, ProfileSubject
from directory.names import script_of
from directory.subjects import load as load_subjects

Outcome = tuple[Any, Any, list[Any]]  # before, after, the rows that are new


@dataclass(frozen=True)
class NewName:
    """One name to write; `preferred` makes it the one shown in its language."""

    value: str
    lang: str
    type: str = "label"
    preferred: bool = False
    given: str = ""
    family: str = ""
    order: str = ""
    tier: int = 0


def swap(there: Any, wanted: list[Any], shape: Callable[[Any], Any]) -> Outcome:
    """Make the rows be as wanted, and say what was there before and after. `shape` is what makes a row what it is."""
    standing = list(there)
    before, after = [shape(row) for row in standing], [shape(row) for row in wanted]
    keep = Counter(map(repr, before)) & Counter(map(repr, after))
    if keep == Counter(map(repr, before)) == Counter(map(repr, after)):
        return before, before, []
    fresh = _left(wanted, shape, keep)
    there.filter(pk__in=[row.pk for row in _left(standing, shape, keep)]).delete()
    there.model.objects.bulk_create(fresh)
    return before, after, fresh


def _left(rows: list[Any], shape: Callable[[Any], Any], keep: Counter[str]) -> list[Any]:
    """The rows beyond those that are kept."""
    kept, left = Counter(keep), []
    for row in rows:
        if kept[repr(shape(row))] > 0:
            kept[repr(shape(row))] -= 1
        else:
            left.append(row)
    return left


def attribute(fresh: list[Any], assertion: Assertion) -> None:
    """Say of new rows who said them."""
    for model in {type(row) for row in fresh if hasattr(row, "assertion_id")}:
        mine = [row.pk for row in fresh if isinstance(row, model) and row.assertion_id is None]
        model.objects.filter(pk__in=mine).update(assertion=assertion)


def _names(profile: Profile, value: list[NewName]) -> Outcome:
    new = [
        Name(
            profile=profile, value=name.value, lang=name.lang, script=script_of(name.value), type=name.type, is_preferred=name.preferred,
            given=name.given, family=name.family, order=name.order, tier=name.tier,
        )
        for name in value
    ]
    return swap(profile.names.all(), new, lambda row: [row.value, row.lang, row.type, row.is_preferred, row.given, row.family, row.order, row.tier])


def _place(profile: Profile, value: Mapping[str, Any] | None) -> Outcome:
    """The main place. Others that a source gave stay beside it; without a main place there are none."""
    described = {key: item for key, item in (value or {}).items() if key != "tier"}
    there = profile.locations.select_related("place")
    new = [Location(profile=profile, place=places.Gazetteer().place(**described), tier=(value or {}).get("tier", 0))] if described else []
    beside = [row for row in there if row.position and row.place_id != new[0].place_id] if new else []
    return swap(there, new + beside, lambda row: [row.place.slug, row.tier] + ([row.position] if row.position else []))


def _subjects(profile: Profile, value: list[str]) -> Outcome:
    known = load_subjects()
    new = [ProfileSubject(profile=profile, subject_id=known[code], rank=rank) for rank, code in enumerate(value)]
    return swap(profile.profile_subjects.all(), new, lambda row: [row.subject_id, row.rank])


def _identifiers(profile: Profile, value: list[dict[str, Any]]) -> Outcome:
    return swap(
        profile.identifiers.all(), [Identifier(profile=profile, **row) for row in value],
        lambda row: [row.scheme, row.value, row.verified_by, row.tier],
    )


def _affiliations(profile: Profile, value: list[dict[str, Any]]) -> Outcome:
    return swap(
        profile.affiliations.order_by("id"), [Affiliation(person=profile, **row) for row in value],
        lambda row: [
            row.organisation_id, row.organisation_text, row.role_en, row.role_zh, row.start, row.end, row.is_primary, row.tier, row.type,
            row.unit_en, row.unit_zh, bool(row.confirmed_at),
        ],
    )


def _interests(profile: Profile, value: list[dict[str, Any]]) -> Outcome:
    return swap(
        profile.interests.order_by("id"), [Interest(profile=profile, **row) for row in value],
        lambda row: [row.direction, row.type, row.title_en, row.title_zh, row.text_en, row.text_zh, str(row.expires_on), row.tier],
    )


SETTERS: dict[str, Callable[[Profile, Any], Outcome]] = {
    "names": _names, "place": _place, "subjects": _subjects, "identifiers": _identifiers, "affiliations": _affiliations, "interests": _interests,
}
