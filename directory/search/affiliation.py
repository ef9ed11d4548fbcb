"""Affiliation strings: taken apart into segments and windows of words, and the question that finds the organisations named in them."""

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from tantivy import Occur, Query

from directory import places
from directory.search.parsing import Asked
from directory.search.query import WORD_FIELDS, Builder, best, boosted, constant, term
from directory.search.text import IS_GRAM, glue, pairs, tokens
from directory.search.words import STOP

BREAKS = re.compile(r"[,;|/\n()\[\]:，；、。｜（）【】：]| [-–—] ")
MAIL = re.compile(r"\S+@\S+")
GLUED = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{3})")  # HarbinEngineering
CAPITALS = re.compile(r"\b[A-Z][A-Z&-]{1,9}\b")
LONGEST_WINDOW = 12
LONGEST_HAN = 24
DEPARTMENT = frozenset((
    "department", "school", "faculty", "division", "section", "laboratory", "unit", "group", "program", "graduate", "key", "state", "office", "chair",
))
DEPARTMENT_SHARE, LOC_SHARE, GAZETTEER = 0.45, 0.5, 25.0
COMMON = 0.03  # a word in more names than this finds nobody by itself
MOST_CLAUSES = 90


@dataclass(frozen=True)
class Window:
    """Neighbouring words of one segment, from `start` to before `end`, counted through the whole string."""

    start: int
    end: int
    whole: bool  # fills its segment


@dataclass(frozen=True)
class Affiliation:
    """`words` in order, stop words and Han runs included; `segment_of` each word's segment; `windows` by glued key; what stands in capitals;
    countries named."""

    words: tuple[str, ...]
    segments: tuple[tuple[str, ...], ...]
    starts: tuple[int, ...]
    positions: dict[str, list[int]]
    windows: dict[str, Window]
    capitals: frozenset[str]
    countries: frozenset[str]


@lru_cache(maxsize=1)
def country_keys() -> dict[str, str]:
    """Glued name of a country or region in either language → its code."""
    keys = {glue(tokens(name)): code for code, names in places.countries().items() for name in names}
    keys |= dict.fromkeys(("uk", "england", "scotland", "wales", "northernireland", "greatbritain", "britain", "gb"), "GB")
    keys |= dict.fromkeys(("prc", "prchina", "peoplerepublicofchina", "pchina", "mainlandchina", "china", "peoplerepublicchina"), "CN")
    keys |= dict.fromkeys(("usa", "us", "unitedstate", "unitedstateofamerica"), "US")
    keys |= {"hongkongsar": "HK", "thenetherland": "NL"}
    return keys | {"korea": "KR", "southkorea": "KR", "republicofkorea": "KR", "roc": "TW", "taiwanroc": "TW"}


@lru_cache(maxsize=256)
def take_apart(text: str) -> Affiliation:
    """Segments, words and windows of a string."""
    text = GLUED.sub(" ", MAIL.sub(" ", html.unescape(text)))
    segments = tuple(words for part in BREAKS.split(text) if (words := tokens(part)))
    every: list[str] = []
    starts, windows, countries = [], dict[str, Window](), set[str]()
    for words in segments:
        at = len(every)
        starts.append(at)
        every += words
        for key, first, last in _windows(words):
            window = Window(at + first, at + last, last - first == len(words))
            windows.setdefault(key, window)
            code = country_keys().get(key)
            if code:
                countries.add(code)
    _add_neighbours(segments, starts, windows)
    positions: dict[str, list[int]] = {}
    for place, word in enumerate(every):
        positions.setdefault(word, []).append(place)
    capitals = frozenset(glue(tokens(word)) for word in CAPITALS.findall(text)) if not text.isupper() else frozenset[str]()
    return Affiliation(tuple(every), segments, tuple(starts), positions, windows, capitals, frozenset(countries))


def _add_neighbours(segments: tuple[tuple[str, ...], ...], starts: list[int], windows: dict[str, Window]) -> None:
    """Names that have a comma inside: Goldsmiths, University of London."""
    for count in (2, 3):
        for first in range(len(segments) - count + 1):
            words = tuple(word for segment in segments[first : first + count] for word in segment)
            if len(words) <= LONGEST_WINDOW:
                windows.setdefault(glue(words), Window(starts[first], starts[first] + len(words), True))


def _windows(words: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """(glued key, first, behind the last) of every window; windows end in words that say something. Inside a run of Han, every stretch."""
    found = []
    for first, word in enumerate(words):
        if IS_GRAM.match(word):
            found += [
                (word[low:high], first, first + 1) for low in range(len(word)) for high in range(low + 3, min(len(word), low + LONGEST_HAN) + 1)
            ]
        if word in STOP:
            continue
        for last in range(first + 1, min(len(words), first + LONGEST_WINDOW) + 1):
            if words[last - 1] not in STOP:
                found.append((glue(words[first:last]), first, last))
    return found


def is_department(words: tuple[str, ...]) -> bool:
    """Whether a segment names a part of an organisation rather than one."""
    return words[0] in DEPARTMENT or (words[0] == "college" and len(words) > 1 and words[1] == "of") or words[:2] == ("institute", "of")


def question(asked: Asked, builder: Builder) -> tuple[Query, Affiliation]:
    """What finds the organisations that may be meant."""
    parts = take_apart(asked.text)
    clauses = [*_words(parts, builder), *_pairs(parts, builder)][:MOST_CLAUSES]
    names = _gazetteer(parts, builder)
    names += builder.exact
    if names:
        clauses.append(best(names))
    return (Query.boolean_query([(Occur.Should, clause) for clause in clauses]) if clauses else Query.empty_query()), parts


def _words(parts: Affiliation, builder: Builder) -> list[Query]:
    """Words that are in few names, in segments' weights, the rarest first."""
    most = max(20, COMMON * builder.at.searcher.num_docs)
    weights: dict[str, float] = {}
    for words in parts.segments:
        share = DEPARTMENT_SHARE if is_department(words) else 1.0
        for word in words:
            if word not in STOP:
                weights[word] = max(weights.get(word, 0), share)
    found: list[tuple[int, Query]] = []
    for word, share in weights.items():
        if IS_GRAM.match(word):
            found += _han_words(word, builder)
            continue
        frequency = builder.frequency(word)
        if frequency > most:
            continue
        fields = [boosted(term(name, word), weight * share) for name, weight in WORD_FIELDS[:2] if builder.has(name, word)]
        if builder.has("loc", word):
            fields.append(boosted(term("loc", word), LOC_SHARE * share))
        near = [] if frequency or builder.literal else builder.at.vocabulary().near(word)
        if near:
            builder.near[word] = near
        fields += [boosted(term(name, other.word), weight * share * other.share) for other in near for name, weight in WORD_FIELDS[:2]]
        if fields:
            found.append((frequency, best(fields, 0.1)))
    return [query for _frequency, query in sorted(found, key=lambda pair: pair[0])]


def _han_words(run: str, builder: Builder) -> list[tuple[int, Query]]:
    parts = dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1))
    return [(builder.at.searcher.doc_freq("han", part), boosted(term("han", part), 0.8)) for part in parts if builder.has("han", part)]


def _pairs(parts: Affiliation, builder: Builder) -> list[Query]:
    weights: dict[str, float] = {}
    for words in parts.segments:
        share = DEPARTMENT_SHARE if is_department(words) else 1.0
        for pair in pairs(words):
            weights[pair] = max(weights.get(pair, 0), share)
    return [boosted(term("shin", pair), 0.7 * share) for pair, share in weights.items() if builder.has("shin", pair)]


def _gazetteer(parts: Affiliation, builder: Builder) -> list[Query]:
    """Every window that is the whole name of somebody; longer names are worth more."""
    found = []
    for key, window in parts.windows.items():
        length = len(key) / 2 if IS_GRAM.match(key) else window.end - window.start
        worth = GAZETTEER * min(2.2, 0.4 + 0.3 * length)
        for name, share in (("xl", 1.0), ("xa", 0.85), ("xv", 0.7)):
            if builder.has(name, key):
                found.append(constant(name, key, worth * share))
    found += [constant("xc", key, GAZETTEER * 0.6) for key in parts.capitals if builder.has("xc", key)]
    return found
