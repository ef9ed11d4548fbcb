"""From the parameters of a request to a search, and back: reading them strictly, naming what is applied, writing them as an API query."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from accounts.actor import Actor, Tier
from directory import cursors
from directory.detail import uids_of
from directory.errors import BadParameters, ParameterError
from directory.filters.filterset import ProfileFilter
from directory.filters.grammar import Term, split_name, split_values, write_value
from directory.filters.usual import DEEPEST, SIZE, Declared, Paging
from directory.filters.values import NEAR, Address, BadValue, OneParameter, Parameter
from directory.search import Filter, SearchQuery
from directory.vocabulary import Verification

Given = dict[str, tuple[Term, ...] | str]

TURNING = ("page", "cursor")  # where one stands in a list
SHAPING = ("size", "facets", "fields", "lang", "sort", "literal", "q")  # how a list is shown, ordered, searched: parameters that aren't filters
# What people write who know another API.
OTHER_NAMES = {
    "page_size": "size", "per_page": "size", "limit": "size", "rows": "size", "search": "q", "query": "q", "text": "q", "ordering": "sort",
    "order": "sort", "order_by": "sort", "sort_by": "sort", "after": "cursor", "before": "cursor", "region": "subdivision", "province": "subdivision",
    "since": "updated__gte", "updated": "updated__gte", "updated_since": "updated__gte", "organisation": "member_of", "organization": "member_of",
    "id": "uid", "select": "fields", "field": "subject", "founded": "established", "offers": "offering", "place": "city",
}


def parameters(paging: Paging, declared: type[Declared] = ProfileFilter) -> dict[str, Parameter]:
    """The parameters that a door takes: one that numbers its pages, one that also follows cursors, one that gives all."""
    return {name: one for name, one in declared.base_filters.items() if one.doors is None or paging in one.doors}


def parse(
    params: QueryDict, *, tier: int, lang: str, facets: tuple[str, ...] = (), size: int | None = None, paging: Paging = "page",
    declared: type[Declared] = ProfileFilter,
) -> SearchQuery:
    """The search these parameters mean. `size` is the door's own page size when the reader chose none; `declared` says which parameters there are.

    Raises BadParameters with every fault: an unknown name, a value that can't be meant, a wrong cursor, a page too deep.
    """
    given = read(params, parameters(paging, declared))
    rows = int(_one(given, "size") or size or SIZE)
    page = int(_one(given, "page") or 1)
    cursor = _one(given, "cursor")
    if cursor and _one(given, "page"):
        raise BadParameters([ParameterError("page", "conflicting", _("A page and a cursor can't be given together. Keep one of them."))])
    if page * rows > DEEPEST and page > 1:
        message = format_lazy(_("Pages reach {most} rows. Narrow the search, or follow the API's cursor to go further."), most=f"{DEEPEST:,}")
        raise BadParameters([ParameterError("page", "out_of_range", message, str(max(DEEPEST // rows, 1)), str(page))])
    query = SearchQuery(
        q=_one(given, "q"), filters=tuple(_filters(given, int(tier), declared)), facets=_values(given, "facets") or facets,
        sort=_one(given, "sort") or declared.usual_sorts[not _one(given, "q")], lang=_one(given, "lang") or lang, size=rows, offset=(page - 1) * rows,
        tier=int(tier), literal=_one(given, "literal") == "true",
    )
    return cursors.follow(query, cursor) if cursor else query


def read(params: QueryDict, known: Mapping[str, Parameter]) -> Given:
    """Each parameter given, read by its declaration in `known`. A parameter left empty counts as not given."""
    given, errors = Given(), list[ParameterError]()
    for name, texts in params.lists():
        if name not in known:
            errors.append(_unknown(name, known))
            continue
        try:
            value = known[name].field.clean(texts)
        except BadValue as error:
            errors.append(ParameterError(name, str(error.code), error.text, error.suggestion, error.value))
        else:
            if value:
                given[name] = value
    if errors:
        raise BadParameters(errors)
    return given


def _unknown(name: str, known: Mapping[str, Parameter]) -> ParameterError:
    asked = "".join(sign for sign in name if sign.isprintable())[:80]
    suggestion = OTHER_NAMES.get(asked.lower())
    if suggestion not in known:
        suggestion = split_name(asked.lower())[0]
    if suggestion not in known:
        found = process.extractOne(asked.lower(), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
        suggestion = found[0] if found else None
    if suggestion:
        message = format_lazy(_("There is no parameter “{name}”. Write “{suggestion}”."), name=asked, suggestion=suggestion)
    else:
        message = format_lazy(_("There is no parameter “{name}”. Leave it out, or see the API guide for the names."), name=asked)
    return ParameterError(asked, "unknown_parameter", message, suggestion)


def _one(given: Given, name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""


def _values(given: Given, name: str) -> tuple[str, ...]:
    return tuple(term.value for term in given.get(name, ()) if isinstance(term, Term))


def _filters(given: Given, tier: int, declared: type[Declared]) -> Iterator[Filter]:
    """One Filter a field, in the order of the declaration, so that two spellings of one search are one search."""
    known = declared.base_filters
    given = given | {name: _resolved(value, tier) for name, value in given.items() if isinstance(known[name].read, Address)}
    parts: dict[str, dict[str, list[str]]] = {}
    for name, parameter in known.items():
        value = given.get(name)
        if value is None or name in SHAPING or name in TURNING:
            continue
        field = "has" if name == "missing" else split_name(name)[0]
        for part, values in _parts(name, parameter.lookup, value):
            parts.setdefault(field, {}).setdefault(part, []).extend(values)
    for field, of in parts.items():
        yield Filter(
            field=field, any_of=tuple(sorted(of.get("any_of", ()))), none_of=tuple(sorted(of.get("none_of", ()))),
            all_of=tuple(sorted(of.get("all_of", ()))), gte=next(iter(of.get("gte", ())), None), lte=next(iter(of.get("lte", ())), None),
        )


def _resolved(terms: tuple[Term, ...] | str, tier: int) -> tuple[Term, ...]:
    """Identifiers as uids, as far as this tier knows them. One that nobody has stays as it is, and finds nothing."""
    given = [term for term in terms if isinstance(term, Term)]
    known = uids_of([term.value for term in given if ":" in term.value], Actor(tier=Tier(tier)))
    return tuple(replace(term, value=known.get(term.value, term.value)) for term in given)


def _parts(name: str, lookup: str, value: tuple[Term, ...] | str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, str):
        yield lookup, [value]
        return
    for term in value:
        if name == "missing":
            yield ("all_of" if term.negated else "none_of"), [term.value]
        elif lookup == "all":
            yield "all_of", [term.value]
        else:
            meant = list(Verification.values) if name == "verified" and term.value == "any" else [term.value]
            yield ("none_of" if term.negated else "any_of"), meant


@dataclass(frozen=True)
class Applied:
    """One filter value in force; `without` is the query string that takes it away (and starts at the first page again)."""

    parameter: str
    value: str
    negated: bool
    without: str


def applied(params: QueryDict, declared: type[Declared] = ProfileFilter) -> list[Applied]:
    """The filter values in force, in the order given, each with the way to remove it. For parameters that `parse` has accepted."""
    found = []
    for name, texts in params.lists():
        parameter = declared.base_filters.get(name)
        if parameter is None or name in SHAPING or name in TURNING:
            continue
        value = parameter.field.clean(texts)
        terms = [Term(value)] if isinstance(value, str) and value else list(value)
        for term in terms:
            left = [write_value(other.value, other.negated) for other in terms if other != term]
            found.append(Applied(name, term.value, term.negated, query_string(kept(params, {name: [",".join(left)]}))))
    return found


def kept(params: QueryDict, instead: Mapping[str, list[str]] | None = None) -> list[tuple[str, str]]:
    """What is given, from the first page again: nothing empty, `instead` in place of what it names."""
    pairs = [(name, text) for name, texts in params.lists() if name not in TURNING for text in (instead or {}).get(name, texts)]
    return [(name, text) for name, text in pairs if text.strip()]


def unseen(params: QueryDict, *, ticked: Container[str], typed: Container[str]) -> list[tuple[str, str]]:
    """What a form of filters must carry along unseen, beside the boxes that are `ticked` and the fields that are `typed` into: the search itself,
    every filter that it has no control for, and what is left out with `!`."""
    pairs = []
    for name, texts in params.lists():
        if name in TURNING or name in typed:
            continue
        if name in ticked:
            terms = [term for text in texts for term in split_values(text) if term.negated]
            texts = [write_value(term.value, term.negated) for term in terms]
        pairs += [(name, text) for text in texts if text.strip()]
    return pairs


def query_string(pairs: list[tuple[str, str]]) -> str:
    """The pairs as a readable query string: commas and exclamation marks stay as they are."""
    return "&".join(f"{quote(name, safe='')}={quote(text, safe=',!:')}" for name, text in pairs)


def only_search(params: QueryDict) -> str:
    """The query string of the whole list: for exports and feeds, which turn no pages."""
    return query_string([(name, text) for name, text in kept(params) if name not in {"size", "facets", "fields", "lang"}])


def as_api_query(params: QueryDict, lang: str = "en", declared: type[Declared] = ProfileFilter, at: str = "api:profiles") -> str:
    """The same search as an address of the API: of the list whose address has the name `at`."""
    given = [(name, [text for text in texts if text.strip()]) for name, texts in params.lists() if name not in TURNING]
    pairs = [(name, ",".join(_rewritten(declared.base_filters.get(name), texts))) for name, texts in given if texts]
    if lang != "en" and any(name == "sort" and text.endswith("name") for name, text in pairs):
        pairs.append(("lang", lang))
    address = settings.SITE_URL + reverse(at)
    return f"{address}?{query_string(pairs)}" if pairs else address


def _rewritten(parameter: Parameter | None, texts: list[str]) -> list[str]:
    """Repeated values as one list; a text with one value as it is."""
    if isinstance(parameter, OneParameter):
        return texts[:1]
    return [write_value(term.value, term.negated) for text in texts for term in split_values(text)]
