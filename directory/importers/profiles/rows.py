"""One row of a list, read: every value checked and in its canonical form, everything wrong with it said at once."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from directory import identifiers
from directory.importers.profiles import words
from directory.importers.profiles.tables import Line
from directory.names import has_han
from directory.vocabulary import Kind, Scheme

OWN_IDS = {
    "uscc": Scheme.USCC, "companies_house": Scheme.COMPANIES_HOUSE, "lei": Scheme.LEI, "isni": Scheme.ISNI, "wikidata": Scheme.WIKIDATA,
    "grid": Scheme.GRID, "schac": Scheme.SCHAC,
}
LONGEST = {"name_en": 300, "name_zh": 300, "given": 150, "family": 150, "title": 60, "organisation": 300, "unit": 200, "role": 200, "city": 120,
           "website": 500, "summary_en": 5000, "summary_zh": 5000}
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass
class ListRow:
    """`ids` are the profile's own identifiers (scheme, canonical value, checksum_ok); `at` those of the organisation that a person works at."""

    number: int
    digest: str
    cells: dict[str, str]
    kind: str = ""
    ids: list[tuple[str, str, bool | None]] = field(default_factory=list)
    at: list[tuple[str, str]] = field(default_factory=list)
    country: str = ""
    subjects: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    established: int | None = None
    staff: int | None = None
    career_stage: str = ""
    interests: list[tuple[str, str, date]] = field(default_factory=list)  # (direction, type, until)
    wrong: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"line {self.number}"

    @property
    def names(self) -> dict[str, str]:
        """Language → name as shown."""
        english, chinese = self.cells.get("name_en", ""), self.cells.get("name_zh", "")
        if has_han(english) and not chinese:
            english, chinese = "", english
        given, family = self.cells.get("given", ""), self.cells.get("family", "")
        if given and family:
            if has_han(given + family):
                chinese = chinese or family + given
            else:
                english = english or f"{given} {family}"
        return {lang: value for lang, value in (("en", english), ("zh", chinese)) if value}

    @property
    def shown(self) -> str:
        return " ".join(self.names.values()) or "(no name)"


def read(line: Line, places: dict[str, int], width: int) -> ListRow:
    """The row with its faults in `wrong`; nothing is raised."""
    cells = {column: line.cells[place] for column, place in places.items() if place < len(line.cells) and line.cells[place]}
    digest = hashlib.sha256(orjson.dumps(cells, option=orjson.OPT_SORT_KEYS)).hexdigest()
    row = ListRow(line.number, digest, cells)
    if any(line.cells[width:]):
        row.wrong.append(f"{len(line.cells)} cells where the header has {width}: is a separator or a quotation mark missing?")
    for column, longest in LONGEST.items():
        if len(cells.get(column, "")) > longest:
            row.wrong.append(f"{column} is longer than {longest} characters")
    row.kind = _kind(row)
    _identifiers(row)
    _try(row, "country", lambda text: setattr(row, "country", words.code("country", text)))
    _try(row, "subjects", lambda text: setattr(row, "subjects", words.subjects(text)))
    _try(row, "types", lambda text: setattr(row, "types", [words.code("type", one) for one in words.several(text)]))
    _try(row, "established", lambda text: setattr(row, "established", words.year(text)))
    _try(row, "staff", lambda text: setattr(row, "staff", _number(text)))
    _try(row, "career_stage", lambda text: setattr(row, "career_stage", words.code("career_stage", text)))
    _interests(row)
    _check(row)
    return row


def _try(row: ListRow, column: str, take: Callable[[str], Any]) -> None:
    """Take a cell if it is filled; what is wrong with it is noted."""
    text = row.cells.get(column)
    if text:
        try:
            take(text)
        except (words.BadWord, identifiers.BadIdentifier) as error:
            row.wrong.append(f"{column}: {error}")


def _kind(row: ListRow) -> str:
    found: list[str] = []
    _try(row, "kind", lambda text: found.append(words.code("kind", text)))
    if found or "kind" in row.cells:
        return found[0] if found else ""
    if {"orcid", "given", "family", "career_stage", "title"} & row.cells.keys():
        return Kind.RESEARCHER
    if {"uscc", "companies_house", "staff"} & row.cells.keys():
        return Kind.COMPANY
    row.wrong.append("kind is missing: researcher, institute or company")
    return ""


def _identifiers(row: ListRow) -> None:
    person = row.kind == Kind.RESEARCHER

    def own(scheme: Scheme) -> Callable[[str], None]:
        def take(text: str) -> None:
            found = identifiers.normalise(scheme, text)
            row.ids.append((scheme.value, found.value, found.checksum_ok))
            if found.checksum_ok is False:
                row.remarks.append(f"{scheme.label} {found.value} fails its check digit: taken as it is")
        return take

    if person:
        _try(row, "orcid", own(Scheme.ORCID))
        _try(row, "isni", own(Scheme.ISNI))
        _try(row, "ror", lambda text: row.at.append((Scheme.ROR.value, identifiers.normalise(Scheme.ROR, text).value)))
        unfit = sorted((OWN_IDS.keys() - {"isni", "wikidata"}) & row.cells.keys())
    else:
        _try(row, "ror", own(Scheme.ROR))
        for column, scheme in OWN_IDS.items():
            _try(row, column, own(scheme))
        unfit = sorted({"orcid", "given", "family", "career_stage"} & row.cells.keys())
    if row.kind and unfit:
        row.wrong.append(f"{', '.join(unfit)} on a {row.kind}: is kind right?")


def _interests(row: ListRow) -> None:
    wanted = [direction for direction in ("offering", "seeking") if row.cells.get(direction)]
    if not wanted:
        return
    ends: list[date] = []
    _try(row, "until", lambda text: ends.append(words.until(text)))
    if "until" not in row.cells:
        row.wrong.append("until is missing: every offer and need ends on a day")
    for direction in wanted:
        for one in words.several(row.cells[direction]):
            try:
                kind = words.code(direction, one)
            except words.BadWord as error:
                row.wrong.append(f"{direction}: {error}")
            else:
                row.interests += [(direction, kind, day) for day in ends]


def _number(text: str) -> int:
    plain = text.replace(",", "").replace("人", "")
    if not re.fullmatch(r"[0-9]{1,7}", plain):
        raise words.BadWord(f"{text[:20]!r} is not a number")
    return int(plain)


def _check(row: ListRow) -> None:
    if not row.names:
        row.wrong.append("a name is missing: name_en, name_zh, or given and family")
    if bool(row.cells.get("given")) != bool(row.cells.get("family")):
        row.wrong.append("given and family go together")
    website = row.cells.get("website", "")
    if website and not re.match(r"https?://", website):
        row.cells["website"] = website = f"https://{website}"
    if website and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", website):
        row.wrong.append(f"website: {website[:60]} is not an address")
    start = row.cells.get("start", "")
    if start and not PARTIAL_DATE.fullmatch(start):
        row.wrong.append(f"start: {start[:20]!r} is not 2021, 2021-09 or 2021-09-30")
    if row.cells.get("city") and not row.country:
        row.remarks.append("city without a country or region: left out")
