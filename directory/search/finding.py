"""From a typed text to the query that finds it: exact first, then all words, then what may have been meant, then most of the words."""

import re
from dataclasses import dataclass, replace

import orjson
from tantivy import Occur, Query

from directory.models import Card
from directory.search import affiliation
from directory.search import query as queries
from directory.search.affiliation import Affiliation
from directory.search.asking import Hit
from directory.search.parsing import NAME_WORDS, SEPARATORS, Asked, parse
from directory.search.query import Builder
from directory.search.reader import Snapshot
from directory.search.reranking import CANDIDATES, Candidate, Ranker, score
from directory.search.schema import schema
from directory.search.text import norm

MOST_NEAR = 200  # profiles of a near spelling
LONG = 5  # words from which a text that nobody has all of is read as an affiliation string
Window = tuple[int, int]
Narrowed = list[tuple[Occur, Query]]


@dataclass
class Found:
    """`query` finds and ranks the profiles, filters included; `text` is the same without filters. `ranked` are the first keys in an
    order of their own, where the index's isn't the last word; `rest` finds what follows them.
    `hits` are those of the page, where they came with the count."""

    query: Query
    text: Query
    total: int
    searched: str = ""
    did_you_mean: str | None = None
    asked: Asked | None = None
    relaxed: bool = False
    ranked: list[tuple[int, float]] | None = None
    rest: Query | None = None
    hits: list[Hit] | None = None


def find(text: str, at: Snapshot, narrowed: Narrowed, *, tier: int, literal: bool = False, window: Window | None = None) -> Found:
    """The query for a typed text, and the hits of its page when a window into the order of relevance is given."""
    asked = parse(text)
    if asked.empty:
        return Found(Query.empty_query(), Query.empty_query(), 0, text, None, asked)
    builder = Builder(asked, at, literal, window)
    found = _affiliation(builder, narrowed, tier) if asked.is_affiliation and not _is_name(builder) else _first(builder, narrowed, tier)
    spelt = respelt(asked, builder)
    found.asked = replace(asked, near=tuple((word, tuple(near.word for near in nears)) for word, nears in builder.near.items()))
    found.did_you_mean, found.searched = spelt, spelt if spelt and builder.unknown else asked.text
    return found


def _is_name(builder: Builder) -> bool:
    """Whether a text that looks like an affiliation string is somebody's whole name, perhaps with a slip, or has all its words in one profile."""
    asked = builder.asked
    if builder.knows_whole_name:
        return True
    short = len(asked.all_words) <= NAME_WORDS
    plain = not SEPARATORS.search(asked.text)
    near = builder.fuzzy(1) if short or plain else []
    if near and queries.count(builder.at.searcher, queries.best(near)):
        return True
    return plain and queries.count(builder.at.searcher, builder.body()) > 0


def _first(builder: Builder, narrowed: Narrowed, tier: int) -> Found:
    """Ask in steps, the costlier only when the cheaper found nothing or don't know the words."""
    found = _counted(builder.query(), builder, narrowed)
    if builder.exact or (found.total and not builder.unknown):
        return found
    for distance in (1, 2):
        if near := _near_names(builder, distance):
            return _counted(builder.query(relaxed=not found.total, fuzzy=near), builder, narrowed)
    if not found.total:
        if len(builder.asked.all_words) >= LONG:
            return _affiliation(builder, narrowed, tier)
        found = _counted(builder.query(relaxed=True), builder, narrowed)
        found.relaxed = found.total > 0 and len(builder.units) > 1
    return found


def _near_names(builder: Builder, distance: int) -> list[Query]:
    """The profiles whose whole name differs by so many letters, by their keys. Looking for near spellings reads most of the dictionary: some
    20 to 50 ms with a million names. So it is done once, not again for the total, for the page and for every facet."""
    near = builder.fuzzy(distance)
    if not near:
        return []
    searcher = builder.at.searcher
    hits = searcher.search(queries.best(near), limit=MOST_NEAR, count=False).hits
    keys: dict[float, list[int]] = {}
    for (worth, _address), key in zip(hits, searcher.fast_field_values("key", [address for _worth, address in hits]), strict=True):
        keys.setdefault(float(worth), []).append(int(key or 0))
    return [Query.const_score_query(Query.term_set_query(schema(), "key", found), worth) for worth, found in keys.items()]


def _affiliation(builder: Builder, narrowed: Narrowed, tier: int) -> Found:
    """The profiles that a string names: the index proposes, the comparison of names decides. Whoever has all the words follows."""
    scores, parts = propose(builder, narrowed)
    ranked = rerank(parts, builder, scores, tier)
    rest = builder.query()
    if not ranked:
        return _counted(rest, builder, narrowed)
    chosen = Query.boolean_query([(Occur.Should, Query.term_query(schema(), "key", key)) for key, _score in ranked])
    found = _counted(Query.boolean_query([(Occur.Should, chosen), (Occur.Should, rest)]), builder, narrowed)
    found.hits, found.ranked, found.rest = None, ranked, Query.boolean_query([(Occur.Must, _with(rest, narrowed)), (Occur.MustNot, chosen)])
    return found


def propose(builder: Builder, narrowed: Narrowed) -> tuple[dict[int, float], Affiliation]:
    """The index's candidates with their scores, and the string taken apart."""
    text, parts = affiliation.question(builder.asked, builder)
    hits = builder.at.searcher.search(_with(text, narrowed), limit=CANDIDATES, count=False, weight_by_field="rank").hits
    keys = builder.at.searcher.fast_field_values("key", [address for _score, address in hits])
    return {int(key or 0): float(score) for (score, _address), key in zip(hits, keys, strict=True)}, parts


def rerank(parts: Affiliation, builder: Builder, scores: dict[int, float], tier: int) -> list[tuple[int, float]]:
    """The candidates in the order of the comparison, with its scores."""
    candidates = candidates_of(scores, tier)
    near = {word: tuple(one.word for one in nears) for word, nears in builder.near.items()}
    features = Ranker(parts, builder.at, near).features(candidates)
    ranked = [(candidate.key, score(found)) for candidate, found in zip(candidates, features, strict=True)]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))


def candidates_of(scores: dict[int, float], tier: int) -> list[Candidate]:
    """The proposed profiles with the cards this tier reads."""
    rows = Card.objects.filter(profile__in=scores, tier__lte=tier).order_by("tier").values_list("profile_id", "body", "extra")
    cards = {key: (body, extra) for key, body, extra in rows}
    return [Candidate(key, value, *map(orjson.loads, cards[key])) for key, value in scores.items() if key in cards]


def _with(text: Query, narrowed: Narrowed) -> Query:
    return Query.boolean_query([(Occur.Must, text), *narrowed]) if narrowed else text


def _counted(text: Query, builder: Builder, narrowed: Narrowed) -> Found:
    query = _with(text, narrowed)
    if builder.window is None:
        return Found(query, text, queries.count(builder.at.searcher, query))
    hits, total = ranked_by_index(builder.at, query, builder.window, count=True)
    return Found(query, text, total, hits=hits)


def ranked_by_index(at: Snapshot, query: Query, window: Window, *, count: bool = False) -> tuple[list[Hit], int]:
    """The hits of a window by score, equal ones by key, and with `count` the total."""
    offset, size = window
    found = at.searcher.search(query, limit=size, offset=offset, count=count, weight_by_field="rank")
    keys = at.searcher.fast_field_values("key", [address for _score, address in found.hits])
    rows = sorted((-float(score), int(key or 0)) for (score, _address), key in zip(found.hits, keys, strict=True))
    return [Hit(key, -score) for score, key in rows], int(found.count or 0)  # type: ignore[attr-defined]  # missing from the library's types


def respelt(asked: Asked, builder: Builder) -> str | None:
    """The text with the words that were probably meant, or None."""
    if builder.literal or builder.exact or not builder.near:
        return None
    text = asked.text
    for word in re.findall(r"[^\W_]+", asked.text):
        near = builder.near.get(norm(word.casefold()))
        if near:
            text = re.sub(rf"\b{re.escape(word)}\b", near[0].word.capitalize() if word[0].isupper() else near[0].word, text)
    return text if text != asked.text else None
