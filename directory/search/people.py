"""Names of persons: family and given name in either order, in Han, pinyin or initials, as keys of the index and as questions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from directory.search import pinyin
from directory.search.text import FOREIGN, HAN_RUN, fold, tokens
from directory.search.words import COMPOUND_SURNAMES, SURNAME_READINGS

WESTERN, EASTERN = 50.0, 47.0  # constants of a full name in its two orders
MOST_WORDS = 5


@lru_cache(maxsize=1 << 15)
def split_han(name: str) -> tuple[str, str]:
    """Family and given name of a folded Han name: compound surnames take two characters."""
    cut = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:cut], name[cut:]


@lru_cache(maxsize=1 << 15)
def read_han(name: str, family: str = "", given: str = "") -> tuple[str, tuple[str, ...]]:
    """(family in pinyin, syllables of the given name) of a folded Han name, whose parts may be known."""
    if not (family and given):
        family, given = split_han(name)
    return SURNAME_READINGS.get(family) or "".join(pinyin.syllables(family)), pinyin.syllables(given)


@dataclass(slots=True)
class Keys:
    """The keys of one person, each a set of terms: `full` family|given, `initials` family|initials, `bare` the same for those known by
    initials only, `family`."""

    full: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)


def keys(names: list[dict[str, Any]]) -> Keys:
    """The keys of a person's names, as a card has them."""
    found = Keys()
    for name in names:
        value = fold(name["value"])
        if HAN_RUN.search(value) and not FOREIGN.search(value):
            _add_han(found, value, name)
        else:
            for family, given in latin_parts(name):
                _add_latin(found, family, given)
    return found


def _add_han(found: Keys, value: str, name: dict[str, Any]) -> None:
    han = "".join(HAN_RUN.findall(value))
    family, given = fold(name.get("family") or ""), fold(name.get("given") or "")
    known = bool(family and given and HAN_RUN.fullmatch(family) and HAN_RUN.fullmatch(given))
    surname, read = read_han(han, family, given) if known else read_han(han)
    _add(found, surname, "".join(read), "".join(syllable[0] for syllable in read))


def _add_latin(found: Keys, family: str, given: str) -> None:
    surname, words = "".join(tokens(family)), tokens(given)
    if words and all(len(word) == 1 for word in words):
        found.bare.add(f"{surname}|{''.join(words)}")
        found.bare.add(f"{surname}|{words[0]}")
        found.family.add(surname)
        return
    letters = "".join(words)
    ways = pinyin.splits(letters)
    spelt = "".join(syllable[0] for syllable in ways[0]) if ways and len(words) == 1 else "".join(word[0] for word in words)
    _add(found, surname, letters, spelt)
    if len(words) > 1:
        found.full.add(f"{surname}|{words[0]}")


def _add(found: Keys, family: str, given: str, initials: str) -> None:
    if not family:
        return
    found.family.add(family)
    if given:
        found.full.add(f"{family}|{given}")
        found.initials.update((f"{family}|{initials}", f"{family}|{initials[0]}"))


def latin_parts(name: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(family, given) of a name that isn't in Han: as stated, else by its comma, else the last word is the family."""
    family, given, value = name.get("family") or "", name.get("given") or "", name["value"]
    if family and given:
        yield family, given
    elif "," in value:
        before, _comma, after = value.partition(",")
        yield before, after
    else:
        words = value.replace(".", ". ").split()
        if len(words) > 1:
            yield words[-1], " ".join(words[:-1])
        elif words:
            yield words[0], ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One key to ask for, in one of the fields of Keys, and what finding it is worth."""

    field: str
    key: str
    worth: float


def asks(text: str) -> list[Ask]:
    """What a typed text asks for if it is a person's name. Nothing for a text that can't be one."""
    folded = fold(text)
    runs = HAN_RUN.findall(folded)
    if runs and not FOREIGN.search(folded):
        han = "".join(runs)
        if len(han) > 4 or len(tokens(text)) > len(runs):
            return []
        family, read = read_han(han)
        return [Ask("full", f"{family}|{''.join(read)}", 22.0)] if read else []
    found: dict[tuple[str, str], float] = {}
    for family, given, worth in _orders(text):
        for field_, key, share in _keys_of(family, given):
            found[field_, key] = max(found.get((field_, key), 0), worth * share)
    return [Ask(field_, key, worth) for (field_, key), worth in found.items()]


def _orders(text: str) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """(family, words of the given name, worth), for the orders that the typing allows."""
    if text.count(",") == 1:
        before, _comma, after = text.partition(",")
        if len(tokens(before)) <= 3 and len(tokens(after)) <= 3:
            yield "".join(tokens(before)), tokens(after), WESTERN
        return
    raw = text.replace(".", ". ").split()
    words = tokens(text)
    if not 1 <= len(words) <= MOST_WORDS or "," in text or any(not word.isalpha() for word in words):
        return
    if len(words) == 1:
        return
    capitals = [word for word in (raw[0], raw[-1]) if len(word) > 2 and word.isupper()]
    mixed = not text.isupper()
    if not (mixed and capitals and capitals[0] is raw[0]) and len(words[-1]) > 1:
        yield words[-1], words[:-1], WESTERN
    if not (mixed and capitals and capitals[0] is raw[-1]) and len(words[0]) > 1:
        yield words[0], words[1:], EASTERN
    if len(words) > 2:
        yield words[0] + words[1], words[2:], EASTERN - 4
        yield words[-2] + words[-1], words[:-2], EASTERN - 4


def _keys_of(family: str, given: tuple[str, ...]) -> Iterator[tuple[str, str, float]]:
    if not family:
        return
    if not given:
        yield "family", family, 0.4
        return
    letters, first = "".join(given), given[0]
    if all(len(word) == 1 for word in given):
        yield "initials", f"{family}|{letters}", 0.8
        yield "bare", f"{family}|{letters}", 0.8
        return
    yield "full", f"{family}|{letters}", 1.0
    yield "bare", f"{family}|{first[0]}", 0.3
    if len(given) > 1:  # a middle name or initial that may be missing in the directory
        yield "full", f"{family}|{first}", 0.6
