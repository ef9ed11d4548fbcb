"""One page of a search, ready to be shown: the finished rows of the reader's tier, the cursors on and back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import orjson

from directory import cursors
from directory.models import Card
from directory.search import Hit, SearchQuery, SearchResult, search


@dataclass
class Listing:
    """`rows` are cards as JSON text, in the order of the hits; `next_cursor` and `prev_cursor` are signed, or None at the ends."""

    query: SearchQuery
    result: SearchResult
    hits: list[Hit]
    rows: list[str]

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """The rows, parsed."""
        return [orjson.loads(row) for row in self.rows]

    @property
    def total(self) -> int:
        return self.result.total

    @property
    def next_cursor(self) -> str | None:
        return cursors.write(self.query, after=self.result.next_cursor)

    @property
    def prev_cursor(self) -> str | None:
        return cursors.write(self.query, before=self.result.prev_cursor)


def find(query: SearchQuery) -> Listing:
    """Search and fetch the rows. A profile that was withdrawn since the index was written is left out.

    Raises BadParameters (from the engine, for a cursor it can't follow) and IndexNotReady.
    """
    result = search(query)
    rows = rows_of(result.hits, query.tier)
    hits = [hit for hit in result.hits if hit.key in rows]
    return Listing(query, result, hits, [rows[hit.key] for hit in hits])


def rows_of(hits: list[Hit], tier: int) -> dict[int, str]:
    """Profile's key → its card for this tier: the highest there is that the tier may read."""
    cards = Card.objects.filter(profile__in=[hit.key for hit in hits], tier__lte=tier).order_by("tier")
    return dict(cards.values_list("profile_id", "body"))


def walk(query: SearchQuery, most: int, chunk: int = 500) -> Iterator[str]:
    """Every row of a search, `most` at most. They are found at once, so that an edit meanwhile neither drops a row nor repeats one."""
    hits = search(replace(query, size=most, offset=0, facets=())).hits
    for start in range(0, len(hits), chunk):
        part = hits[start : start + chunk]
        rows = rows_of(part, query.tier)
        yield from (rows[hit.key] for hit in part if hit.key in rows)
