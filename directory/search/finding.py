"""From a typed text to the query that finds it: exact first, then all words, then what may have been meant, then most of the words."""

import re
from dataclasses import dataclass, replace

from tantivy import Occur, Query

from directory.search import query as queries
from directory.search.parsing import Asked, parse
from directory.search.query import Builder
from directory.search.reader import Snapshot
from directory.search.text import norm

Narrowed = list[tuple[Occur, Query]]


@dataclass
class Found:
    """`query` finds and ranks the profiles, filters included; `text` is the same without filters. `ranked` are the first keys in an
    order of their own, where tantivy's isn't the last word."""

    query: Query
    text: Query
    total: int
    searched: str = ""
    did_you_mean: str | None = None
    asked: Asked | None = None
    relaxed: bool = False
    ranked: list[tuple[int, float]] | None = None


def find(text: str, at: Snapshot, narrowed: Narrowed, *, literal: bool = False) -> Found:
    """The query for a typed text."""
    asked = parse(text)
    if asked.empty:
        return Found(Query.empty_query(), Query.empty_query(), 0, text, None, asked)
    builder = Builder(asked, at, literal)
    found = _first(builder, narrowed)
    spelt = respelt(asked, builder)
    found.asked = replace(asked, near={word: tuple(near.word for near in nears) for word, nears in builder.near.items()})
    found.did_you_mean, found.searched = spelt, spelt if spelt and builder.unknown else asked.text
    return found


def _first(builder: Builder, narrowed: Narrowed) -> Found:
    """Ask in steps, the costlier only when the cheaper found nothing or don't know the words."""
    found = _counted(builder.query(), builder, narrowed)
    if builder.exact or (found.total and not builder.unknown):
        return found
    for distance in (1, 2):
        near = builder.fuzzy(distance)
        if near and queries.count(builder.at.searcher, queries.best(near)):
            return _counted(builder.query(relaxed=not found.total, fuzzy=near), builder, narrowed)
    if not found.total:
        found = _counted(builder.query(relaxed=True), builder, narrowed)
        found.relaxed = found.total > 0 and len(builder.units) > 1
    return found


def _counted(text: Query, builder: Builder, narrowed: Narrowed) -> Found:
    query = Query.boolean_query([(Occur.Must, text), *narrowed]) if narrowed else text
    return Found(query, text, queries.count(builder.at.searcher, query))


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
