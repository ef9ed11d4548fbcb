"""Asking the index: hits in their order, the exact total, facets that leave their own filter out, and where the list goes on."""

from collections.abc import Callable
from typing import Any

from tantivy import Occur, Query

from directory.search import listing, reader
from directory.search.asking import Filter, SearchQuery, SearchResult
from directory.search.finding import Found, find
from directory.search.narrowing import narrowing
from directory.search.query import count
from directory.search.reader import Snapshot
from directory.search.schema import COUNTED

MOST_VALUES = 1000  # values of a facet, the commonest first
KEPT = 400  # answers without text that are remembered a snapshot


def search(query: SearchQuery) -> SearchResult:
    """Find profiles. Raises BadCursor for a cursor that isn't one of ours, IndexNotReady without an index, ValueError for an unknown field."""
    at = reader.snapshot(query.tier)
    narrowed = narrowing(query.filters)
    if not query.q.strip():
        return _browse(query, at, narrowed)
    found = find(query.q, at, narrowed, tier=query.tier, literal=query.literal, window=listing.window(query))
    result = _result(query, at, found, listing.page(query, at, found))
    result.facets = counts(query, at, lambda filters: _with(found.text, narrowing(filters)), found.query)
    return result


def _with(text: Query, narrowed: list[tuple[Occur, Query]]) -> Query:
    return Query.boolean_query([(Occur.Must, text), *narrowed]) if narrowed else text


def _result(query: SearchQuery, at: Snapshot, found: Found, page: listing.Page) -> SearchResult:
    return SearchResult(
        hits=list(page.hits),
        total=found.total, did_you_mean=found.did_you_mean, typed=query.q, searched=found.searched,
        next_cursor=page.next_cursor, prev_cursor=page.prev_cursor, terms=found.asked, seq=at.seq, relaxed=found.relaxed,
    )


def _browse(query: SearchQuery, at: Snapshot, narrowed: list[tuple[Occur, Query]]) -> SearchResult:
    """Filters alone, or nothing at all: totals and facets are remembered as long as the index stays the same."""
    everything = Query.boolean_query(narrowed) if narrowed else Query.all_query()
    asked = tuple(sorted(query.filters, key=lambda one: one.field))
    found = Found(query=everything, text=Query.all_query(), total=0, searched=query.q)
    page = remembered(at, ("page", query), lambda: listing.page(query, at, found))
    total = page.total if page.total is not None else remembered(at, ("total", asked), lambda: count(at.searcher, everything))
    found.total = at.cache[("total", asked)] = total
    result = _result(query, at, found, page)
    if query.facets:
        result.facets = remembered(
            at, ("facets", asked, query.facets),
            lambda: counts(query, at, lambda filters: _with(Query.all_query(), narrowing(filters)), everything),
        )
    return result


def remembered(at: Snapshot, key: Any, make: Callable[[], Any]) -> Any:
    """A value of this snapshot, made once."""
    if key not in at.cache:
        if len(at.cache) >= KEPT:
            at.cache.clear()
        at.cache[key] = make()
    return at.cache[key]


def counts(query: SearchQuery, at: Snapshot, without: Callable[[list[Filter]], Query], everything: Query) -> dict[str, dict[str, int]]:
    """Counts by value. A facet that is itself filtered is counted without its own filter, so that the other choices stay visible."""
    wanted = [name for name in query.facets if name in COUNTED]
    narrowed = {one.field for one in query.filters}
    together = [name for name in wanted if name not in narrowed]
    found = _aggregate(at, everything, together)
    for name in wanted:
        if name in narrowed:
            found |= _aggregate(at, without([one for one in query.filters if one.field != name]), [name])
    return {name: found[name] for name in wanted}


def _aggregate(at: Snapshot, query: Query, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    asked = {name: {"terms": {"field": name, "size": MOST_VALUES, "segment_size": 65_000}} for name in names}
    answer = at.searcher.aggregate(query, asked)
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]} for name in names}
