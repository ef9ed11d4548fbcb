"""Filters as queries: any of, none of, all of, ranges. Every filter holds together with the others."""

from collections.abc import Iterable

from tantivy import FieldType, Occur, Query

from directory.search.asking import Filter
from directory.search.document import instant
from directory.search.schema import NUMBERS, VALUES, schema

LARGEST = 2**63


def narrowing(filters: Iterable[Filter]) -> list[tuple[Occur, Query]]:
    """Clauses that score nothing. Raises ValueError for a field that can't be filtered by."""
    return [(Occur.Must, Query.const_score_query(clause, 0.0)) for one in filters for clause in _clauses(one)]


def _clauses(one: Filter) -> Iterable[Query]:
    if one.field not in VALUES and one.field not in NUMBERS:
        raise ValueError(f"There is no filter {one.field!r}.")
    if one.any_of:
        yield _any(one.field, one.any_of)
    for value in one.all_of:
        yield _any(one.field, (value,))
    if one.none_of:
        yield Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, _any(one.field, one.none_of))])
    if one.gte is not None or one.lte is not None:
        yield _range(one.field, one.gte, one.lte)


def _any(name: str, values: tuple[str, ...]) -> Query:
    if name in NUMBERS:
        clauses = [(Occur.Should, _range(name, value, value)) for value in values]
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)
    values = tuple(value.encode(errors="ignore").decode() for value in values)  # half a surrogate pair is no value of anything
    if len(values) == 1:
        return Query.term_query(schema(), name, values[0])
    return Query.boolean_query([(Occur.Should, Query.term_query(schema(), name, value)) for value in values])


def _range(name: str, gte: str | None, lte: str | None) -> Query:
    low, high = number(name, gte), number(name, lte)
    if low is not None and high is not None and low > high:
        return Query.empty_query()
    return Query.range_query(schema(), name, FieldType.Unsigned, lower_bound=low or 0, upper_bound=LARGEST if high is None else high)


def number(name: str, text: str | None) -> int | None:
    """A bound as the index has it: a year, or seconds since 1970."""
    if text is None:
        return None
    if name == "updated":
        return instant(text)
    return min(max(int(text), 0), LARGEST)
