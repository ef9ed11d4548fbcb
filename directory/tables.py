"""A card as a row of a table: the columns of CSV and XLSX exports, and how a cell is kept from becoming a formula."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory import labels
from directory.vocabulary import Direction

Card = dict[str, Any]
Cell = str | int | None

# What a spreadsheet may read as the start of a formula (OWASP, CSV injection), half and full width.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_000  # characters; a spreadsheet holds 32,767


@dataclass(frozen=True)
class Column:
    """Its heading in the reader's language, and what it takes from a card."""

    heading: str | Promise
    cell: Callable[[Card], Cell]


def safe(cell: Cell) -> Cell:
    """Text that no spreadsheet takes for a formula: an apostrophe before what could be one. Numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    text = cell[:LONGEST_CELL]
    return "'" + text if text.lstrip(" \u3000").startswith(DANGEROUS) else text


def joined(values: Iterable[str | None]) -> str:
    return "; ".join(value for value in values if value)


def words(field: str, values: Iterable[str], lang: str) -> str:
    known = labels.closed(field)
    return joined(known[value][lang] if value in known else value for value in values)


def of(*path: str) -> Callable[[Card], Cell]:
    """The value at a path of keys; None where something on the way is missing."""
    def cell(card: Card) -> Cell:
        value: Any = card
        for key in path:
            value = value.get(key) if value else None
        return value if isinstance(value, str | int) else None
    return cell


def identifiers(scheme: str) -> Callable[[Card], Cell]:
    return lambda card: joined(one["value"] for one in card["identifiers"] if one["scheme"] == scheme)


def other_identifiers(card: Card) -> Cell:
    return joined(f"{one['scheme']}:{one['value']}" for one in card["identifiers"] if one["scheme"] not in {"ror", "orcid"})


def other_names(card: Card) -> Cell:
    shown = set(card["name"].values())
    return joined(dict.fromkeys(one["value"] for one in card["names"] if one["value"] not in shown))


def country(lang: str) -> Callable[[Card], Cell]:
    return lambda card: words("country", [card["country"]] if card["country"] else [], lang)


def listed(key: str, field: str, lang: str) -> Callable[[Card], Cell]:
    return lambda card: words(field, card[key], lang)


def of_post(*path: str) -> Callable[[Card], Cell]:
    """From the first affiliation: the main one, or the latest."""
    get = of(*path)
    return lambda card: get(card["affiliations"][0]) if card["affiliations"] else None


def interests(direction: Direction) -> Callable[[Card], Cell]:
    return lambda card: joined(f"{one['type']} ({one['expires_on']})" for one in card["interests"] if one["direction"] == direction)


def many(*path: str) -> Callable[[Card], Cell]:
    def cell(card: Card) -> Cell:
        value: Any = card
        for key in path:
            value = value[key]
        return joined(value)
    return cell


COLUMNS: tuple[Column, ...] = (
    Column(_("uid"), of("uid")),
    Column(_("Kind"), of("kind")),
    Column(_("Name in English"), of("name", "en")),
    Column(_("Name in Chinese"), of("name", "zh")),
    Column(_("Other names"), other_names),
    Column("ROR", identifiers("ror")),
    Column("ORCID iD", identifiers("orcid")),
    Column(_("Other identifiers"), other_identifiers),
    Column(_("Country or region"), of("country")),
    Column(_("Country or region in English"), country("en")),
    Column(_("Country or region in Chinese"), country("zh")),
    Column(_("Province, nation or region"), of("place", "subdivision")),
    Column(_("City in English"), of("place", "city", "en")),
    Column(_("City in Chinese"), of("place", "city", "zh")),
    Column(_("Types in English"), listed("types", "type", "en")),
    Column(_("Types in Chinese"), listed("types", "type", "zh")),
    Column(_("Established"), of("established")),
    Column(_("Fields of research"), many("subjects")),
    Column(_("Fields of research in English"), listed("subjects", "subject", "en")),
    Column(_("Fields of research in Chinese"), listed("subjects", "subject", "zh")),
    Column(_("Keywords in English"), many("keywords", "en")),
    Column(_("Keywords in Chinese"), many("keywords", "zh")),
    Column(_("Summary in English"), of("summary", "en")),
    Column(_("Summary in Chinese"), of("summary", "zh")),
    Column(_("Title in English"), of("title", "en")),
    Column(_("Title in Chinese"), of("title", "zh")),
    Column(_("Organisation in English"), of_post("organisation", "name", "en")),
    Column(_("Organisation in Chinese"), of_post("organisation", "name", "zh")),
    Column(_("Post in English"), of_post("role", "en")),
    Column(_("Post in Chinese"), of_post("role", "zh")),
    Column(_("Offering"), interests(Direction.OFFERING)),
    Column(_("Seeking"), interests(Direction.SEEKING)),
    Column(_("Working languages"), many("languages")),
    Column(_("Website"), of("website")),
    Column(_("Verified"), of("verified")),
    Column(pgettext_lazy("date", "Updated"), of("updated_at")),
    Column(_("Invented for the demo"), lambda card: "demo" if card["demo"] else ""),
    Column(_("Address"), lambda card: settings.SITE_URL + card["url"]),
)


def headings() -> list[str]:
    """The first row, in the language of now."""
    return [str(column.heading) for column in COLUMNS]


def row(card: Card) -> list[Cell]:
    """One row, safe to open in a spreadsheet."""
    return [safe(column.cell(card)) for column in COLUMNS]
