"""One question, asked in every way that is timed: raw Tantivy, the engine, a page of rows, JSON, HTML. Needs Django set up."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from directory import filters, listing
from directory.search import SearchQuery, SearchResult, engine, reader, search
from directory.search.finding import find
from directory.search.narrowing import narrowing

WITHOUT_TEXT = ("filters only", "empty")  # kinds of question
FIVE = ("kind", "country", "city", "subject", "type")
SIZE = 20
Parameters = dict[str, str]


@dataclass
class Question:
    """`parameters` are those of the page and the API. The rest is prepared once, outside the timing."""

    kind: str
    parameters: Parameters
    query: SearchQuery = field(init=False)
    answer: SearchResult = field(init=False)
    raw: Callable[[], None] = field(init=False)

    def prepare(self) -> "Question":
        given = QueryDict(urlencode(self.parameters | {"facets": ",".join(FIVE)}))
        self.query = filters.parse(given, tier=0, lang="en", paging="cursor")
        self.answer = search(self.query)
        self.raw = raw_work(self.query)
        return self

    @property
    def json(self) -> str:
        return "/api/v1/profiles?" + urlencode(self.parameters | {"facets": ",".join(FIVE)})

    @property
    def plain(self) -> str:
        return "/api/v1/profiles?" + urlencode(self.parameters)

    @property
    def html(self) -> str:
        with translation.override("en"):
            return f"{reverse('results')}?{urlencode(self.parameters)}"


def raw_work(query: SearchQuery) -> Callable[[], None]:
    """What Tantivy has to do at least for this query: the same hits in the same order with their keys, the exact total, the same facets."""
    at = reader.snapshot(query.tier)
    narrowed = narrowing(query.filters)
    asked = find(query.q, at, narrowed, tier=query.tier) if query.q.strip() else None
    wanted = asked.query if asked else engine._with(engine.Query.all_query(), narrowed)
    order: dict[str, Any] = {"weight_by_field": "rank"} if asked else {"order_by_field": "by_rank"}
    fields = {one.field for one in query.filters}
    rounds = [(wanted, [name for name in query.facets if name not in fields])]
    for name in (name for name in query.facets if name in fields):
        others = narrowing([one for one in query.filters if one.field != name])
        rounds.append((engine._with(asked.text if asked else engine.Query.all_query(), others), [name]))
    facets = [(one, {name: {"terms": {"field": name, "size": 1000, "segment_size": 65_000}} for name in names}) for one, names in rounds if names]

    def work() -> None:
        found = at.searcher.search(wanted, limit=SIZE, count=True, **order)
        at.searcher.fast_field_values("key", [address for _score, address in found.hits])
        for one, aggregations in facets:
            at.searcher.aggregate(one, aggregations)

    return work


def forget() -> None:
    """Drop what the engine remembers of this index, so that the next answer is a first answer."""
    reader.snapshot(0).cache.clear()


@cache
def application() -> WSGIHandler:
    """Made at the first request: the static files are collected by then."""
    return get_wsgi_application()


def request(path: str) -> bytes:
    """One GET through the whole stack, as the web server calls it; the body."""
    address, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), "wsgi.multithread": False, "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    said: list[str] = []
    answer = application()(environ, lambda status, headers, error=None: said.append(status))
    body = b"".join(answer)
    answer.close()
    if not said[0].startswith("200"):
        raise RuntimeError(f"{said[0]} at {path}: {body[:300]!r}")
    return body


def rows(question: Question) -> bytes:
    """The same JSON request with the search left out: its answer is already there, rows are fetched and written."""
    kept, listing.search = listing.search, lambda _query: question.answer
    try:
        return request(question.json)
    finally:
        listing.search = kept


WAYS: dict[str, Callable[[Question], Any]] = {
    "raw": lambda question: question.raw(),
    "engine": lambda question: search(question.query),
    "rows": rows,
    "json": lambda question: request(question.json),
    "plain": lambda question: request(question.plain),
    "html": lambda question: request(question.html),
}


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
