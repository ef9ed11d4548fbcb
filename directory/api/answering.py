"""What answers of the reading API have in common: how they are sent, and what every list says beside its rows."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actor import actor_of
from directory.filters import query_string
from directory.filters.values import Parameter
from directory.labels import Words
from directory.search import SearchQuery

Chosen = tuple[str, ...]


class Found(Protocol):
    """One page of any list."""

    @property
    def query(self) -> SearchQuery: ...
    @property
    def total(self) -> int: ...
    @property
    def next_cursor(self) -> str | None: ...
    @property
    def prev_cursor(self) -> str | None: ...


class Reading(APIView):
    """What all reading has in common: GET and HEAD only, fresh by ETag, private where the reader is known."""

    http_method_names = ["get", "head"]
    metadata_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The method comes before who asks: a signed-in reader is told the same as anybody."""
        if str(request.method).lower() not in self.http_method_names:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)


def answer(request: Request, body: Any, links: Mapping[str, str | None] | None = None) -> HttpResponseBase:
    """The body as JSON, or 304 when the client has it. The ETag is made of what this reader sees and of nothing else."""
    content = orjson.dumps(body)
    response = HttpResponse(content, content_type="application/json")
    response["ETag"] = f'W/"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    response["Cache-Control"] = "public, no-cache" if actor_of(request).user is None else "private, no-cache"
    shown = [f'<{url}>; rel="{relation}"' for relation, url in (links or {}).items() if url]
    if shown:
        response["Link"] = ", ".join(shown)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def language_of(request: HttpRequest | Request) -> str:
    """"en" or "zh-hans"."""
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def fields_of(request: Request, known: Mapping[str, Parameter]) -> Chosen:
    """The fields asked for; () means all."""
    terms = known["fields"].field.clean(request.query_params.getlist("fields"))
    return tuple(term.value for term in terms)


def only(row: dict[str, Any], chosen: Chosen) -> dict[str, Any]:
    """The fields asked for of a row."""
    return {name: row[name] for name in chosen} if chosen else row


def envelope(found: Found, data: list[Any], facets: Any, query: dict[str, Any]) -> dict[str, Any]:
    """A list: its rows, where in it they stand, its counts, and the query as it was understood."""
    page = {"size": found.query.size, "total": found.total, "next_cursor": found.next_cursor, "prev_cursor": found.prev_cursor}
    return {"data": data, "page": page, "facets": facets, "query": query}


def counted(
    facets: Mapping[str, Mapping[str, int]], query: SearchQuery, words_of: Callable[[str, Iterable[str]], Words],
) -> dict[str, list[dict[str, Any]]]:
    """Facet → its values with their words, counts and whether they are chosen, the most frequent first."""
    chosen = {one.field: set(one.any_of) for one in query.filters}
    made = {}
    for field in query.facets:
        counts, on = facets.get(field, {}), chosen.get(field, ())
        words = words_of(field, counts)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        made[field] = [{"value": value, "label": words[value], "count": count, "selected": value in on} for value, count in ordered]
    return made


def understood(query: SearchQuery, searched: str) -> dict[str, Any]:
    """The query as it was understood; `searched` is another spelling than the one typed, or nothing."""
    filters = [{key: getattr(one, key) for key in ("field", "any_of", "none_of", "all_of", "gte", "lte")} for one in query.filters]
    return {"q": query.q, "searched": searched or query.q, "filters": filters, "sort": query.sort, "lang": query.lang}


def ways(request: Request, found: Found, name: str) -> dict[str, str | None]:
    """The addresses of the list called `name` one page on and one page back."""
    return {"next": _turned(request, found.next_cursor, name), "prev": _turned(request, found.prev_cursor, name)}


def _turned(request: Request, cursor: str | None, name: str) -> str | None:
    if cursor is None:
        return None
    pairs = [(given, text) for given, texts in request.query_params.lists() if given not in {"cursor", "page"} for text in texts if text]
    return request.build_absolute_uri(f"{reverse(name)}?{query_string([*pairs, ('cursor', cursor)])}")
