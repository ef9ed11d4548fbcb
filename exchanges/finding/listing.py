"""One page of programmes or calls: narrowed, counted, ordered, with cursors on and back."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from directory import cursors
from directory.search import Filter, SearchQuery, collation
from directory.search.asking import BadCursor
from exchanges.calls.vocabulary import Phase
from exchanges.finding import search
from exchanges.finding.cards import CallCard, ProgrammeCard, instant, snapshot

Row = CallCard | ProgrammeCard
# What one wants to see first: what can be applied for now, then what will be, then what was.
ORDER = {
    Phase.OPEN: 0, Phase.SCHEDULED: 1, Phase.CLOSED: 2, Phase.IN_REVIEW: 2, Phase.DECIDING: 2, Phase.DECIDED: 3, Phase.ARCHIVED: 4,
    Phase.CANCELLED: 4,
}
OF_CALLS = ("phase", "closes", "uid")  # of a programme, a call of it must have all of these together
FAR = 2**40  # seconds: after every deadline


@dataclass
class Listing:
    """`rows` is the page; `facets` counts each value as if its own parameter were not given."""

    query: SearchQuery
    noun: str
    now: datetime
    total: int
    rows: list[Row]
    facets: dict[str, dict[str, int]]
    searched: str
    first: int  # how many rows stand before the page
    next_cursor: str | None = None
    prev_cursor: str | None = None


def find_calls(query: SearchQuery, now: datetime) -> Listing:
    """The calls that match, at that moment."""
    at = snapshot()
    return _find("calls", at.calls, query, now, at.words["calls"])


def find_programmes(query: SearchQuery, now: datetime) -> Listing:
    """The programmes that match, or that have a call which does."""
    at = snapshot()
    return _find("programmes", at.programmes, query, now, at.words["programmes"])


def _find(noun: str, rows: Sequence[Row], query: SearchQuery, now: datetime, vocabulary: tuple[str, ...]) -> Listing:
    scores, searched = _scored(rows, query.q, vocabulary)
    asked = {one.field: one for one in query.filters}
    counts: dict[str, Counter[str]] = {name: Counter() for name in query.facets}
    found: list[Row] = []
    for row in rows:
        if row.pk not in scores:
            continue
        failed = _failed(row, asked, now)
        if not failed:
            found.append(row)
        for name, counter in counts.items():
            if failed <= {name}:
                counter.update(values_of(row, name, now))
    keyed = sorted(((_key(row, query, scores[row.pk], now), row) for row in found), key=lambda pair: pair[0])
    start, end = _window([key for key, _row in keyed], query, noun)
    listing = Listing(query, noun, now, len(found), [row for _key, row in keyed[start:end]], {name: dict(one) for name, one in counts.items()},
                      searched, start)
    if end < len(keyed):
        listing.next_cursor = cursors.write(query, after=_place(noun, keyed[end - 1][0]))
    if start > 0:
        listing.prev_cursor = cursors.write(query, before=_place(noun, keyed[start][0]))
    return listing


def _scored(rows: Sequence[Row], q: str, vocabulary: tuple[str, ...]) -> tuple[dict[int, float], str]:
    """Key → how well it answers the words, of those that do; and the spelling that was searched when it isn't the one typed."""
    if not q:
        return {row.pk: 0.0 for row in rows}, ""
    texts = {row.pk: row.text for row in rows if row.text}
    asked = search.asked(q, texts.values(), vocabulary)
    if not asked.units:
        return {}, ""
    scores = {pk: found for pk, text in texts.items() if (found := search.score(asked, text))}
    return scores, asked.searched(q) if scores else ""


def values_of(row: Row, name: str, now: datetime) -> Iterable[str]:
    """The values of a record for one parameter."""
    if name != "phase":
        return row.values.get(name, ())
    return [row.phase(now)] if isinstance(row, CallCard) else {call.phase(now) for call in row.calls}


def _failed(row: Row, asked: dict[str, Filter], now: datetime) -> set[str]:
    """The filters that the record doesn't meet."""
    if isinstance(row, CallCard):
        return {name for name, one in asked.items() if not _meets(row, one, now)}
    failed = {name for name, one in asked.items() if name not in OF_CALLS and not _meets(row, one, now)}
    of_calls = {name: one for name, one in asked.items() if name in OF_CALLS}
    if of_calls:
        missed = [{name for name, one in of_calls.items() if not _meets(call, one, now)} for call in row.calls]
        failed |= min(missed, key=len, default=set(of_calls))
    return failed


def _meets(row: Row, one: Filter, now: datetime) -> bool:
    if one.field == "closes":
        closes = instant(row.closes_at) if isinstance(row, CallCard) else None
        return closes is not None and (one.gte is None or closes >= one.gte) and (one.lte is None or closes <= one.lte)
    has = set(values_of(row, one.field, now))
    return (not one.any_of or not has.isdisjoint(one.any_of)) and has.isdisjoint(one.none_of) and has.issuperset(one.all_of)


def closing(row: Row, now: datetime) -> tuple[int, int]:
    """What closes soonest stands first; rolling calls after those with a date; then what opens next; then what closed last."""
    if isinstance(row, ProgrammeCard):
        return min((closing(call, now) for call in row.calls), default=(5, 0))
    group = ORDER[row.phase(now)]
    if group == 0:
        return 0, int(row.closes_at.timestamp()) if row.closes_at else FAR
    if group == 1:
        return 1, int(row.opens_at.timestamp()) if row.opens_at else FAR
    return group, -int(row.closes_at.timestamp()) if row.closes_at else 0


def _key(row: Row, query: SearchQuery, score: float, now: datetime) -> list[Any]:
    """By what rows are ordered; the record's own key decides between equals, so that no two are."""
    if query.sort == "name":
        order = collation.chinese if query.lang.startswith("zh") else collation.english
        return [order(row.name["en"], row.name["zh"], row.pk).hex()]
    if query.sort == "newest":
        return [-int(row.newest.timestamp()), -row.pk]
    soonest = [*closing(row, now), row.pk]
    return [-round(score, 3), *soonest] if query.sort == "relevance" else soonest


def _place(noun: str, key: list[Any]) -> str:
    """The key of a row as a cursor carries it; the cursors of one list mean nothing in another."""
    return orjson.dumps([noun, *key]).decode()


def _window(keys: list[list[Any]], query: SearchQuery, noun: str) -> tuple[int, int]:
    """Where the page begins and ends. A cursor says after or before which row, whether or not the row is still there."""
    given = query.after if query.after is not None else query.before
    if given is None:
        return min(query.offset, len(keys)), min(query.offset + query.size, len(keys))
    try:
        of, *key = orjson.loads(given)
        at = bisect_right(keys, key) if query.after is not None else bisect_left(keys, key)
    except (ValueError, TypeError):
        raise BadCursor from None
    if of != noun:
        raise BadCursor
    return (at, min(at + query.size, len(keys))) if query.after is not None else (max(at - query.size, 0), at)


def everything(query: SearchQuery, now: datetime) -> list[CallCard]:
    """Every call of a search, for feeds."""
    found = find_calls(replace(query, size=len(snapshot().calls) or 1, offset=0, facets=(), after=None, before=None), now).rows
    return [row for row in found if isinstance(row, CallCard)]
