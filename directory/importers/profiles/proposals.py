"""What a row proposes: everything it says for a new profile; for one that is here, what is missing there and what it says otherwise."""

from typing import Any

from directory.importers import parts
from directory.importers.profiles import words
from directory.importers.profiles.planning import Decision
from directory.importers.profiles.rows import ListRow
from directory.importers.proposing import Origin, Proposal
from directory.models import Place, Profile
from directory.names import has_han, script_of
from directory.places import Gazetteer
from directory.vocabulary import IdentifierStatus, Kind, NameOrder, Source

Rows = list[dict[str, Any]]
READ = ("names", "identifiers", "place", "subjects", "affiliations", "interests", "keywords", "summary", "website", "types", "established", "staff",
        "title", "career_stage")


def propose(
    row: ListRow, decision: Decision, gazetteer: Gazetteer, subjects: dict[str, int], *, filename: str, status: str, dry_run: bool,
) -> Proposal:
    """The proposal for a row that is neither wrong nor conflicting. `subjects` is FORD code → primary key."""
    now = parts.read(decision.profile, READ) if decision.profile else {}
    wanted: parts.Values = {
        "names": _added(now.get("names"), _names(row), ("value", "lang")),
        "identifiers": _added(now.get("identifiers"), _identifiers(row), ("scheme", "value")),
    }
    if row.country:
        wanted["place"] = _place(row, now.get("place"), gazetteer, dry_run=dry_run)
    if row.subjects:
        wanted["subjects"] = _subjects(row, now.get("subjects"), subjects)
    if row.cells.get("organisation") or decision.employer.profile:
        wanted["affiliations"] = _affiliations(row, decision, now.get("affiliations"))
    if row.interests:
        wanted["interests"] = _added(now.get("interests"), _interests(row), ("direction", "type", "expires_on"))
    wanted |= _columns(row, now)
    origin = Origin(Source.IMPORT, f"{filename}: {row.where}", "", row.digest)
    return Proposal(row.where, row.kind, {name: value for name, value in wanted.items() if value}, origin, decision.profile, status)


def _added(now: Rows | None, new: Rows, key: tuple[str, ...]) -> Rows:
    """What is there, and of the new what isn't. A language that has a preferred name keeps it."""
    there = {tuple(row[column] for column in key) for row in now or ()}
    preferred = {row.get("lang") for row in now or () if row.get("is_preferred")}
    fresh = [row for row in new if tuple(row[column] for column in key) not in there]
    for row in fresh:
        if "is_preferred" in row and "lang" in row:
            row["is_preferred"] = row["lang"] not in preferred
    return [*(now or ()), *fresh]


def _names(row: ListRow) -> Rows:
    given, family = row.cells.get("given", ""), row.cells.get("family", "")
    rows: Rows = []
    for lang, value in row.names.items():
        own = row.kind == Kind.RESEARCHER and bool(given) and has_han(given + family) == (lang == "zh")
        order = NameOrder.FAMILY_FIRST if lang == "zh" or value.startswith(f"{family} ") else NameOrder.GIVEN_FIRST
        rows.append({
            "value": value, "lang": lang, "script": script_of(value), "type": "label", "is_preferred": True,
            "given": given if own else "", "family": family if own else "", "order": order.value if own else "",
        })
    return rows


def _identifiers(row: ListRow) -> Rows:
    return [
        {"scheme": scheme, "value": value, "checksum_ok": checked, "status": IdentifierStatus.ACTIVE.value, "is_preferred": True}
        for scheme, value, checked in row.ids
    ]


def _place(row: ListRow, now: Rows | None, gazetteer: Gazetteer, *, dry_run: bool) -> Rows:
    """The row's place as the main one. One without a city doesn't take away a city that is known in the same country."""
    english, subdivision, chinese = words.city(row.country, row.cells.get("city", "")) if row.cells.get("city") else ("", "", "")
    find = gazetteer.sought if dry_run else gazetteer.place
    if has_han(english):
        english, chinese = "", english
    place = find(country=row.country, subdivision=subdivision, city=english, city_zh=chinese)
    first = now[0] if now else None
    if first and not row.cells.get("city") and Place.objects.filter(pk=first["place_id"], country=row.country).exists():
        return now or []
    return [{"place_id": place.pk, "position": 0}, *(other for other in (now or ())[1:] if other["place_id"] != place.pk)]


def _subjects(row: ListRow, now: Rows | None, subjects: dict[str, int]) -> Rows:
    have = [one["subject_id"] for one in now or ()]
    codes = [*have, *(subjects[code] for code in row.subjects if subjects[code] not in have)]
    return [{"subject_id": pk, "rank": rank} for rank, pk in enumerate(codes)]


def _affiliations(row: ListRow, decision: Decision, now: Rows | None) -> Rows:
    text, found = row.cells.get("organisation", ""), decision.employer.profile
    unit, role = row.cells.get("unit", ""), row.cells.get("role", "")
    for known in now or ():
        if (found and known["organisation_id"] == found) or (not found and known["organisation_text"] == text):
            return list(now or ())
    post = {
        "organisation_id": found, "organisation_text": "" if found else text, "type": "employment", "start": row.cells.get("start", ""), "end": "",
        "is_primary": not any(known["is_primary"] for known in now or ()),
        f"unit_{'zh' if has_han(unit) else 'en'}": unit, f"role_{'zh' if has_han(role) else 'en'}": role,
    }
    return [*(now or ()), post]


def _interests(row: ListRow) -> Rows:
    return [{"direction": direction, "type": kind, "expires_on": day.isoformat()} for direction, kind, day in row.interests]


def _columns(row: ListRow, now: parts.Values) -> parts.Values:
    """Single values: the row's word counts where it has one, the other language stays."""
    cells, wanted = row.cells, parts.Values()
    person = row.kind == Kind.RESEARCHER

    def put(part: str, **values: Any) -> None:
        said = {column: value for column, value in values.items() if value}
        if said:
            wanted[part] = now.get(part, {}) | said

    put("summary", summary_en=cells.get("summary_en"), summary_zh=cells.get("summary_zh"))
    put("website", website=cells.get("website"))
    for lang in ("en", "zh"):
        known = now.get("keywords", {}).get(f"keywords_{lang}", [])
        words_of = words.keywords(cells.get(f"keywords_{lang}", ""))
        if words_of:
            wanted["keywords"] = now.get("keywords", {}) | wanted.get("keywords", {}) | {f"keywords_{lang}": list(dict.fromkeys([*known, *words_of]))}
    if person:
        title = cells.get("title", "")
        put("title", **{"title_zh" if has_han(title) else "title_en": title})
        put("career_stage", career_stage=row.career_stage)
    else:
        put("types", types=row.types)
        put("established", established=row.established)
    if row.kind == Kind.COMPANY:
        put("staff", staff=row.staff)
    return wanted


def named(profile: Profile) -> str:
    """A matched profile in the report."""
    return f"{profile.kind} {profile.uid}"
