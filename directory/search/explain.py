"""Why a profile was found: which of its names or fields answer what was typed, from its card alone."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from directory import places
from directory.search import people, pinyin
from directory.search.document import host, identifier_key
from directory.search.marking import Marker, marked, marker
from directory.search.parsing import Asked
from directory.search.query import PEOPLE
from directory.search.text import joined, tokens, unbracketed, variants
from directory.subjects import ford, with_parents

__all__ = ["Match", "marked", "why"]

MOST = 3
AROUND = 60  # characters shown on either side of the first word found in a summary


@dataclass(frozen=True, slots=True)
class Match:
    """`field` is a name's type (label, alias, acronym, former, …) or keyword, subject, interest, affiliation, place, summary, identifier,
    domain. `how` says by which road when it isn't the letters typed: pinyin, initials, person, order, spelling. `term` is what was typed."""

    field: str
    lang: str
    value: str
    term: str
    how: str = ""


def why(card: dict[str, Any], terms: Asked | None) -> list[Match]:
    """At most three matches, the strongest first. `terms` is SearchResult.terms; nothing was typed, nothing is explained."""
    if terms is None or terms.empty:
        return []
    asked = marker(terms)
    whole = next(_whole(card, terms), None)
    if whole:
        return [whole]
    left = {*terms.words, *terms.runs}
    names = ((name["type"], name.get("lang") or "", name["value"]) for name in card["names"])
    best: list[tuple[Match, set[str]]] = []
    for found in _matches(names, asked):
        if found[1] == left:
            return [found[0]]
        best.append(found)
    best.sort(key=lambda pair: -len(pair[1]))
    chosen: list[Match] = []
    for match, covered in itertools.chain(best, _matches(_texts(card), asked)):
        if covered & left:
            chosen.append(match)
            left -= covered
        if len(chosen) == MOST or not left:
            break
    return chosen


def _whole(card: dict[str, Any], asked: Asked) -> Iterator[Match]:
    """Names, identifiers and domains that the whole text is."""
    key, text = asked.key, asked.text
    for name in card["names"]:
        if joined(name["value"]) == key:
            yield Match(name["type"], name.get("lang") or "", name["value"], text)
    yield from _identifiers(card, text)
    for name in card["names"]:
        lang, value = name.get("lang") or "", name["value"]
        bare = unbracketed(value)
        if bare and joined(bare) == key:
            yield Match(name["type"], lang, value, text)
        if key in variants(tokens(value)):
            yield Match(name["type"], lang, value, text, "order")
        read = pinyin.reading(value, lang, card.get("country")) if key.isascii() else ()
        if read and "".join(read) == key:
            yield Match(name["type"], lang, value, text, "pinyin")
        if len(read) > 2 and "".join(syllable[0] for syllable in read) == asked.letters:
            yield Match(name["type"], lang, value, text, "initials")
    if card["kind"] == "researcher":
        yield from _person(card, text)
    for name in card["names"]:
        read = pinyin.reading(name["value"], name.get("lang") or "", card.get("country")) if key.isascii() and len(key) > 3 else ()
        if read and "".join(read).startswith(key):
            yield Match(name["type"], name.get("lang") or "", name["value"], text, "pinyin")


def _identifiers(card: dict[str, Any], text: str) -> Iterator[Match]:
    last = identifier_key(text.rstrip("/").rpartition("/")[2].rpartition(":")[2])
    for identifier in card["identifiers"]:
        if identifier_key(identifier["value"]) in (last, identifier_key(text)):
            yield Match("identifier", "", f"{identifier['scheme']}:{identifier['value']}", text)
    if card["uid"] == last:
        yield Match("identifier", "", card["uid"], text)
    typed = host(text.rpartition("@")[2]) if "." in text and " " not in text else ""
    own = host(card["website"]) if card.get("website") else ""
    if typed and own and (typed == own or typed.endswith("." + own)):
        yield Match("domain", "", own, text)


def _person(card: dict[str, Any], text: str) -> Iterator[Match]:
    asks = {(PEOPLE[ask.field], ask.key) for ask in people.asks(text)}
    for name in card["names"]:
        keys = people.keys([name])
        own = {("pf", key) for key in keys.full} | {("pi", key) for key in keys.initials} | {("pi0", key) for key in keys.bare}
        if own & asks:
            yield Match(name["type"], name.get("lang") or "", name["value"], text, "person")


def _matches(texts: Iterable[tuple[str, str, str]], asked: Marker) -> Iterator[tuple[Match, set[str]]]:
    """Every text that has some of the words, with the words it has."""
    for field, lang, value in texts:
        covered = asked.covered(value)
        if covered:
            shown = _snippet(value, asked) if field == "summary" else value
            yield Match(field, lang, shown, " ".join(sorted(covered)), asked.road(value)), covered


def _texts(card: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, language, text) of all that is searched beside names, in the order in which it is worth telling."""
    for lang in ("en", "zh"):
        yield from (("keyword", lang, word) for word in card["keywords"][lang])
    for code in with_parents(card["subjects"]) if card["subjects"] else ():
        yield from (("subject", lang, ford()[code][lang]) for lang in ("en", "zh"))
    for interest in card["interests"]:
        yield from (("interest", lang, title) for lang, title in interest["title"].items() if title)
    for post in card["affiliations"]:
        for pair in (post["organisation"]["name"], post["unit"], post["role"]):
            yield from (("affiliation", lang, text) for lang, text in pair.items() if text)
    place = card.get("place") or {}
    yield from (("place", lang, text) for lang, text in (place.get("city") or {}).items() if text)
    subdivision = places.subdivisions().get(place.get("subdivision") or "", (place.get("subdivision_name") or "", ""))
    yield from (("place", lang, text) for lang, text in zip(("en", "zh"), subdivision, strict=True) if text)
    yield from (("place", lang, text) for lang, text in zip(("en", "zh"), places.countries().get(card.get("country") or "", ()), strict=False))
    yield from (("summary", lang, text) for lang, text in card["summary"].items() if text)


def _snippet(value: str, asked: Marker) -> str:
    """The neighbourhood of the first word found."""
    done = 0
    for part, hit in asked.segments(value):
        if hit:
            start, end = max(0, done - AROUND), min(len(value), done + len(part) + AROUND)
            return ("…" if start else "") + value[start:end].strip() + ("…" if end < len(value) else "")
        done += len(part)
    return value[: 2 * AROUND] + ("…" if len(value) > 2 * AROUND else "")
