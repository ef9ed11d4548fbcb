"""Queries of our own making, from the names of an imported directory: each has the profile it must find."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from directory.models import Card
from directory.search import pinyin
from directory.search.text import HAN_RUN, STOP, fold, tokens

SEED = 20_261
EACH = 250
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Asked:
    """A query, and the profiles that are right."""

    kind: str
    text: str
    right: frozenset[int]


def bodies() -> dict[int, dict[str, Any]]:
    """Every organisation's public card."""
    return {key: orjson.loads(body) for key, body in Card.objects.filter(tier=0).values_list("profile_id", "body").iterator()}


def made(cards: dict[int, dict[str, Any]], each: int = EACH) -> Iterator[Asked]:
    """`each` queries of every kind. Whoever has the very same name is right too."""
    by_name: dict[str, set[int]] = {}
    for key, body in cards.items():
        for name in body["names"]:
            by_name.setdefault("".join(tokens(name["value"])), set()).add(key)
    chance = random.Random(SEED)
    everyone = sorted(cards)
    for kind, make in KINDS.items():
        chance.shuffle(everyone)
        found = 0
        for key in everyone:
            pair = make(cards[key], chance)
            if pair:
                text, name = pair
                yield Asked(kind, text, frozenset(by_name["".join(tokens(name))]))
                found += 1
            if found == each:
                break


Maker = Callable[[dict[str, Any], random.Random], tuple[str, str] | None]


def _of(type_: str, han: bool | None, chance: random.Random, body: dict[str, Any]) -> str:
    names = [name["value"] for name in body["names"] if name["type"] == type_ and (han is None or bool(HAN_RUN.search(name["value"])) == han)]
    return chance.choice(names) if names else ""


def _plain(type_: str, han: bool | None) -> Maker:
    def make(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
        name = _of(type_, han, chance, body)
        return (name, name) if name else None

    return make


def _chinese(body: dict[str, Any], chance: random.Random) -> str:
    names = [name["value"] for name in body["names"] if name["lang"] == "zh" and HAN_RUN.fullmatch(fold(name["value"]))]
    return chance.choice(names) if names else ""


def _pinyin(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name = _chinese(body, chance)
    read = pinyin.reading(name, "zh") if name else ()
    if len(read) < 4:
        return None
    words = ["".join(read[at : at + 2]) for at in range(0, len(read), 2)]
    return chance.choice(("".join(read), " ".join(read), " ".join(words), " ".join(words).title())), name


def _typo(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name = _of("label", False, chance, body)
    places = [at for at in range(1, len(name)) if name[at].isascii() and name[at].isalpha()]
    if len(name) < 12 or not places:
        return None
    at, what = chance.choice(places), chance.choice(("leave out", "double", "swap", "other"))
    if what == "leave out":
        return name[:at] + name[at + 1 :], name
    if what == "double":
        return name[:at] + name[at] + name[at:], name
    if what == "swap" and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :], name
    return name[:at] + chance.choice(LETTERS) + name[at + 1 :], name


def _shuffled(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name = _of("label", False, chance, body)
    words = [word for word in name.split() if word.lower() not in STOP]
    if len(words) < 3:
        return None
    chance.shuffle(words)
    return " ".join(words), name


def _with_city(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name, place = _of("label", False, chance, body), body["place"] or {}
    city = (place.get("city") or {}).get("en") or ""
    return (f"{name} {city}", name) if name and city and city.lower() not in name.lower() else None


def _initials(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name = _chinese(body, chance)
    read = pinyin.reading(name, "zh") if name else ()
    return ("".join(syllable[0] for syllable in read), name) if len(read) > 3 else None


def _han_missing(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name = _chinese(body, chance)
    at = chance.randrange(len(name)) if len(name) > 5 else 0
    return (name[:at] + name[at + 1 :], name) if at else None


def _begun(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    name = _of("label", False, chance, body)
    return (name[: max(10, len(name) * 7 // 10)], name) if len(name) > 16 else None


def _domain(body: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    label = _of("label", None, chance, body)
    host = body["website"].partition("://")[2].strip("/")
    return (host, label) if host.count("/") == 0 and host and label else None


KINDS: dict[str, Maker] = {
    "own: label": _plain("label", han=False), "own: alias": _plain("alias", han=None), "own: acronym": _plain("acronym", han=None),
    "own: Chinese": _plain("label", han=True), "own: pinyin": _pinyin, "own: one typo": _typo, "own: words shuffled": _shuffled,
    "own: name and city": _with_city, "own: pinyin initials": _initials, "own: one Han left out": _han_missing, "own: 7/10 typed": _begun,
    "own: web address": _domain,
}
