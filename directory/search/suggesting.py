"""Suggestions while typing: a few profiles whose name begins with, or is, what stands in the box so far."""

from dataclasses import dataclass
from typing import Any

import orjson
from tantivy import DocAddress, Occur, Query

from directory.models import Card
from directory.search import query as queries
from directory.search import reader
from directory.search.explain import why
from directory.search.parsing import Asked, parse
from directory.search.query import WORD_FIELDS, WORTH, Builder, boosted, term
from directory.search.reader import Snapshot
from directory.search.schema import schema
from directory.vocabulary import NameType

MOST = 8
NAMES = frozenset(NameType.values)
BEGINNINGS = 20  # words that a half-typed word may become


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is the name in the reader's language, `also` the name in the other one, `matched` the name that was typed if it is neither."""

    key: int
    uid: str
    kind: str
    url: str
    text: str
    also: str
    matched: str
    country: str | None
    city: str


def suggest(text: str, *, tier: int, lang: str, limit: int = MOST) -> list[Suggestion]:
    """At most `limit` profiles for a text that may be unfinished, in any script, pinyin and initials included."""
    asked = parse(text)
    if asked.empty or len(asked.text) > 200:
        return []
    at = reader.snapshot(tier)
    hits = _hits(_query(asked, at), at, limit) or _hits(_slips(asked), at, limit)
    keys = [int(key or 0) for key in at.searcher.fast_field_values("key", [address for _score, address in hits])]
    cards = Card.objects.filter(profile__in=keys, tier__lte=tier).order_by("tier").values_list("profile_id", "body")
    bodies = {key: orjson.loads(body) for key, body in cards}
    return [_suggestion(key, bodies[key], asked, lang) for key in keys if key in bodies]


def _hits(query: Query | None, at: Snapshot, limit: int) -> list[tuple[float, DocAddress]]:
    return at.searcher.search(query, limit=limit, count=False, weight_by_field="rank").hits if query else []


def _slips(asked: Asked) -> Query | None:
    """Names that begin with the text but for one letter, when none begins with it."""
    key = asked.key
    if not 6 <= len(key) <= 40 or not key.isalnum():
        return None
    slips = [Query.const_score_query(Query.fuzzy_term_query(schema(), name, key, 1, prefix=True), WORTH[name]) for name in ("xl", "xa", "xp")]
    return queries.best(slips)


def _query(asked: Asked, at: Snapshot) -> Query:
    builder = Builder(asked, at)
    found = [*builder.exact, *_whole_beginnings(asked, at)]
    words = _words(asked, at, builder)
    both = [(Occur.Should, query) for query in ([queries.best(found)] if found else []) + ([words] if words else [])]
    both += [(Occur.Should, phrase) for phrase in builder.phrases]
    return Query.boolean_query(both) if both else Query.empty_query()


def _whole_beginnings(asked: Asked, at: Snapshot) -> list[Query]:
    """Names that begin with the text, in any of their keys. A short beginning would be too many keys to walk."""
    key = asked.key
    shortest = 2 if not key.isascii() else 3
    if len(key) < shortest or len(key) > 60 or not key.isalnum():
        return []
    fields = {"xl": 40.0, "xa": 34.0, "xc": 30.0, "xp": 34.0, "xi": 20.0} if key.isascii() else {"xl": 40.0, "xa": 34.0}
    found = []
    for name, worth in fields.items():
        query = queries.beginning(at, name, asked.letters if name == "xi" else key)
        if query:
            found.append(Query.const_score_query(query, worth))
    return found


def _words(asked: Asked, at: Snapshot, builder: Builder) -> Query | None:
    """Every word but the last as it stands, the last as a beginning."""
    clauses: list[tuple[Occur, Query]] = []
    for position, word in enumerate(asked.words):
        if position < len(asked.words) - 1 or asked.runs:
            found = [boosted(term(name, word), share) for name, share in WORD_FIELDS[:4]]
        else:
            endings = at.vocabulary().beginning(word, BEGINNINGS)
            found = [boosted(term(name, other), share) for other, _count in endings for name, share in WORD_FIELDS[:2]]
            if not found:  # what was meant is guessed only where nothing begins with what was typed
                found = [boosted(term(name, near.word), share * near.share) for near in at.vocabulary().near(word) for name, share in WORD_FIELDS[:2]]
        if not found:
            return None
        clauses.append((Occur.Must, queries.best(found, 0.1)))
    for run in asked.runs:
        parts = dict.fromkeys([run[place : place + 2] for place in range(len(run) - 1)] or [run])
        clauses += [(Occur.Must, queries.best([term("han", part), boosted(term("loc", part), 0.35)], 0.1)) for part in parts]
    return Query.boolean_query(clauses) if clauses else None


def _suggestion(key: int, card: dict[str, Any], asked: Asked, lang: str) -> Suggestion:
    name, place = card["name"], card.get("place") or {}
    first, second = ("zh", "en") if lang.startswith("zh") else ("en", "zh")
    city = place.get("city") or {}
    text, also = name[first] or name[second] or "", (name[second] or "") if name[first] else ""
    matched = next(iter(why(card, asked)), None)
    other = matched.value if matched and matched.field in NAMES and matched.value not in (text, also) else ""
    return Suggestion(key, card["uid"], card["kind"], card["url"], text, also, other, card.get("country"), city.get(first) or city.get(second) or "")
