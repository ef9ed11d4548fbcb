"""The reading API: lists, details, suggestions, fields of research. Rows go out as the finished cards; no serializer touches them."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actor import Tier, actor_of
from directory.api import fields as api_fields
from directory.api import schema
from directory.detail import detail, locate, reader_of
from directory.facets import city, know_cities
from directory.filters import ProfileFilter, parse, query_string, read
from directory.filters.filterset import detail_parameters, suggest_parameters
from directory.filters.values import Parameter
from directory.labels import Words, labels, subjects
from directory.listing import Listing, find
from directory.search import SearchQuery, suggest

Chosen = tuple[str, ...]


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


class Index(Reading):
    @extend_schema(operation_id="index", summary="What there is", responses=schema.answers("Index"), tags=["About"])
    def get(self, request: Request) -> HttpResponseBase:
        """Where to go from here."""
        read(request.query_params, {})
        here = request.build_absolute_uri
        addresses = {name: here(reverse(f"api:{name}")) for name in ("profiles", "suggest", "subjects", "schema")}
        addresses |= {name: here(reverse(address)) for name, address in settings.API_LISTS.items()}
        return answer(request, {"name": "Qiao 桥", "version": "1", **addresses})


class Profiles(Reading):
    @extend_schema(
        operation_id="list_profiles", summary="Search profiles", parameters=schema.list_parameters(),
        responses=schema.answers("ProfileList", 400, 503), tags=["Profiles"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The profiles that match, finished rows of the directory. Parameters narrow together; follow `page.next_cursor` to any depth."""
        tier = min(actor_of(request).tier, Tier.PARTNERS)
        query = parse(request.query_params, tier=tier, lang=language_of(request), paging="cursor")
        found = find(query)
        chosen = fields_of(request, ProfileFilter.base_filters)
        links = {"next": _turned(request, found.next_cursor), "prev": _turned(request, found.prev_cursor)}
        return answer(request, envelope(found, chosen), links)


def fields_of(request: Request, known: Mapping[str, Parameter]) -> Chosen:
    """The fields asked for; () means all."""
    terms = known["fields"].field.clean(request.query_params.getlist("fields"))
    return tuple(term.value for term in terms)


def envelope(found: Listing, chosen: Chosen = ()) -> dict[str, Any]:
    """`data`, `page`, `facets`, `query`. A whole row is passed on as it was written, without being read."""
    data: list[Any] = [{name: card[name] for name in chosen} for card in found.cards] if chosen else [orjson.Fragment(row) for row in found.rows]
    page = {"size": found.query.size, "total": found.total, "next_cursor": found.next_cursor, "prev_cursor": found.prev_cursor}
    return {"data": data, "page": page, "facets": facets_of(found), "query": echo(found)}


def facets_of(found: Listing) -> dict[str, list[dict[str, Any]]]:
    """Facet → its values with their words, counts and whether they are chosen, the most frequent first."""
    chosen = {one.field: set(one.any_of) for one in found.query.filters}
    facets = {}
    for field in found.query.facets:
        counts = found.result.facets.get(field, {})
        words = cities(counts) if field == "city" else labels(field, counts, found.query.tier)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        facets[field] = [
            {"value": value, "label": words[value], "count": count, "selected": value in chosen.get(field, ())} for value, count in ordered
        ]
    return facets


def cities(slugs: Iterable[str]) -> Words:
    """The words of cities, which a process remembers."""
    know_cities(slugs)
    return {one.slug: {"en": one.en or one.zh, "zh": one.zh or one.en} for one in map(city, slugs)}


def echo(found: Listing) -> dict[str, Any]:
    """The query as it was understood."""
    query: SearchQuery = found.query
    filters = [{key: getattr(one, key) for key in ("field", "any_of", "none_of", "all_of", "gte", "lte")} for one in query.filters]
    return {
        "q": query.q, "searched": found.result.searched or query.q, "relaxed": found.result.relaxed, "did_you_mean": found.result.did_you_mean,
        "literal": query.literal, "filters": filters, "sort": query.sort, "lang": query.lang,
    }


def _turned(request: Request, cursor: str | None) -> str | None:
    """The address of the same list at another cursor."""
    if cursor is None:
        return None
    pairs = [(name, text) for name, texts in request.query_params.lists() if name not in {"cursor", "page"} for text in texts if text]
    return request.build_absolute_uri(f"{reverse('api:profiles')}?{query_string([*pairs, ('cursor', cursor)])}")


class ProfileDetail(Reading):
    @extend_schema(
        operation_id="get_profile", summary="Read one profile", parameters=schema.detail_parameters(),
        responses=schema.answers("ProfileDetail", 308, 400, 404), tags=["Profiles"],
    )
    def get(self, request: Request, address: str) -> HttpResponseBase:
        """One profile by its uid, or by an identifier written `scheme:value`. A merged or replaced record answers 308."""
        known = detail_parameters()
        read(request.query_params, known)
        actor = actor_of(request)
        body = detail(locate(address, actor), actor)
        chosen = fields_of(request, known)
        page = {"alternate": request.build_absolute_uri(quote(body["url"]))}
        return answer(request, {"data": {name: body[name] for name in chosen} if chosen else body}, page)


class Suggestions(Reading):
    @extend_schema(
        operation_id="suggest", summary="Suggest while typing", parameters=schema.parameters_of(suggest_parameters()),
        responses=schema.answers("SuggestionList", 400, 503), tags=["Profiles"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Profiles whose name begins like this, in any script, best first."""
        given = read(request.query_params, suggest_parameters())
        tier, lang = reader_of(actor_of(request)).tier, str(given.get("lang") or language_of(request))
        found = suggest(str(given.get("q", "")), tier=tier, lang=lang, limit=int(str(given.get("size") or 8)))
        return answer(request, {"data": [{key: getattr(one, key) for key in api_fields.SUGGESTION_FIELDS} for one in found]})


class Subjects(Reading):
    @extend_schema(operation_id="list_subjects", summary="Fields of research", responses=schema.answers("SubjectList", 400), tags=["Lists"])
    def get(self, request: Request) -> HttpResponseBase:
        """The OECD FORD classification (Frascati Manual 2015): six broad fields and the narrow ones below them."""
        read(request.query_params, {})
        rows = [{"code": code, "parent": code.rpartition(".")[0] or None, "label": label} for code, label in subjects().items()]
        return answer(request, {"data": rows})


class Schema(Reading):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        """This API as OpenAPI 3.1."""
        read(request.query_params, {})
        return answer(request, orjson.Fragment(schema.document()))
