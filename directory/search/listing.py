"""Pages of a result: which hits, in which order, and the cursors on and back."""

from dataclasses import dataclass

import orjson
from tantivy import FieldType, Occur, Order, Query

from directory.search.asking import BadCursor, Hit, SearchQuery
from directory.search.finding import Found, Window, ranked_by_index
from directory.search.reader import Snapshot
from directory.search.schema import schema

TIES = 16  # rows read beyond a page, to put equal positions into the order of their keys
MOST_TIES = 10_000
DEEPEST = 1_000_000
# Sort → (field, descending). Names have a field for each language.
SORTS = {"name": ("by_name", False), "-name": ("by_name", True), "newest": ("by_change", True), "oldest": ("by_change", False)}


@dataclass
class Page:
    """`total` is known where the whole list was looked at anyway."""

    hits: list[Hit]
    next_cursor: str | None
    prev_cursor: str | None
    total: int | None = None


def page(query: SearchQuery, at: Snapshot, found: Found) -> Page:
    """The page that the query's cursor or offset points to."""
    if query.sort in SORTS:
        name, descending = SORTS[query.sort]
        if name == "by_name":
            name = "by_name_zh" if query.lang.startswith("zh") else "by_name_en"
        return _ordered(query, at, found, name, descending)
    if not query.q.strip():
        return _ordered(query, at, found, "by_rank", True)
    return _ranked(query, at, found)


def _ordered(query: SearchQuery, at: Snapshot, found: Found, name: str, descending: bool) -> Page:
    """An order that is a number of its own for every profile: a page is what lies beyond the last one."""
    cursor = query.after if query.after is not None else query.before
    back = query.after is None and query.before is not None
    falling = descending != back
    asked, place = found.query, None
    if cursor is not None:
        place = _place(cursor, at, name)
        asked = Query.boolean_query([(Occur.Must, asked), (Occur.Must, _beyond(name, place[0], falling))])
    rows, total = _rows(query, at, asked, name, falling, place)
    more, rows = len(rows) > query.size, rows[: query.size]
    if back:
        rows.reverse()
    hits = [Hit(key, 0.0) for _value, key in rows]
    earlier = place is not None if not back else more
    later = more if not back else True
    return Page(hits, _write(at, rows[-1]) if rows and later else None, _write(at, rows[0]) if rows and (earlier or query.offset) else None, total)


def _rows(
    query: SearchQuery, at: Snapshot, asked: Query, name: str, falling: bool, place: tuple[int, int] | None,
) -> tuple[list[tuple[int, int]], int | None]:
    """(position, key) of a page and at least one row more. Equal positions go by key: where many are equal, more is read."""
    extra = TIES if place else 1
    while True:
        result = at.searcher.search(
            asked, limit=query.size + extra, offset=0 if place else query.offset, count=place is None, order_by_field=name,
            order=Order.Desc if falling else Order.Asc,
        )
        keys = at.searcher.fast_field_values("key", [address for _value, address in result.hits])
        rows = sorted(((int(value), int(key or 0)) for (value, _address), key in zip(result.hits, keys, strict=True)), reverse=falling)
        if place is None:
            return rows, result.count  # type: ignore[attr-defined]  # missing from the library's types
        beyond = [row for row in rows if (row < place if falling else row > place)]
        complete = len(rows) < query.size + extra or (len(beyond) > query.size and beyond[query.size][0] != rows[-1][0])
        if complete or extra > MOST_TIES:
            return beyond, None
        extra *= 8


def _beyond(name: str, value: int, falling: bool) -> Query:
    if falling:
        return Query.range_query(schema(), name, FieldType.Unsigned, upper_bound=value)
    return Query.range_query(schema(), name, FieldType.Unsigned, lower_bound=value)


def _write(at: Snapshot, row: tuple[int, int]) -> str:
    return orjson.dumps([at.generation, *row]).decode()


def _place(cursor: str, at: Snapshot, name: str) -> tuple[int, int]:
    """(position, key) to go on from. Positions of names belong to a generation: in another one the profile is looked up."""
    try:
        generation, value, key = orjson.loads(cursor)
        if not (isinstance(generation, str) and isinstance(value, int) and isinstance(key, int) and 0 <= value < 2**64 and 0 <= key < 2**63):
            raise BadCursor
    except (ValueError, TypeError):
        raise BadCursor from None
    if generation == at.generation or not name.startswith("by_name"):
        return value, key
    hits = at.searcher.search(Query.term_query(schema(), "key", key), limit=1, count=False).hits
    if not hits:
        raise BadCursor
    return int(at.searcher.fast_field_values(name, [hits[0][1]])[0] or 0), key


def window(query: SearchQuery) -> Window | None:
    """(offset, size) of a page in the order of relevance; None for the other orders. A cursor says how far the list was read."""
    if query.sort in SORTS:
        return None
    if query.after is None and query.before is None:
        return query.offset, query.size
    offset = _offset(query.after if query.after is not None else query.before or "")
    return (offset if query.after is not None else max(offset - query.size, 0)), query.size


def _ranked(query: SearchQuery, at: Snapshot, found: Found) -> Page:
    """By relevance: the index counts up to where the list was read, without building the rows before."""
    offset, _size = window(query) or (0, 0)
    hits = ranked_hits(at, found, offset, query.size)
    more = found.total > offset + len(hits) and bool(hits)
    return Page(hits, f"[{offset + len(hits)}]" if more else None, f"[{offset}]" if offset and hits else None)


def _offset(cursor: str) -> int:
    try:
        (offset,) = orjson.loads(cursor)
    except (ValueError, TypeError):
        raise BadCursor from None
    if not isinstance(offset, int) or isinstance(offset, bool) or not 0 <= offset <= DEEPEST:
        raise BadCursor
    return offset


def ranked_hits(at: Snapshot, found: Found, offset: int, size: int) -> list[Hit]:
    """Hits by score, those that were ranked by hand first."""
    if found.hits is not None:
        return found.hits
    ranked = found.ranked or []
    hits = [Hit(key, value) for key, value in ranked[offset : offset + size]]
    if len(hits) < size:
        hits += ranked_by_index(at, found.rest or found.query, (max(offset - len(ranked), 0), size - len(hits)))[0]
    return hits
