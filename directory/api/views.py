"""The reading API: lists, details, suggestions, fields of research. Rows go out as the finished cards; no serializer touches them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import orjson
from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.actor import Tier, actor_of
from directory.api import fields as api_fields
from directory.api import schema
from directory.api.answering import Reading, answer, counted, envelope, fields_of, language_of, only, understood, ways
from directory.detail import detail, locate, reader_of
from directory.facets import city, know_cities
from directory.filters import ProfileFilter, parse, read
from directory.filters.filterset import detail_parameters, suggest_parameters
from directory.labels import Words, labels, subjects
from directory.listing import find
from directory.search import suggest


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
        # A whole row is passed on as it was written, without being read.
        data: list[Any] = [only(card, chosen) for card in found.cards] if chosen else [orjson.Fragment(row) for row in found.rows]
        result = found.result
        facets = counted(result.facets, query, lambda field, values: cities(values) if field == "city" else labels(field, values, query.tier))
        echo = understood(query, result.searched) | {"relaxed": result.relaxed, "did_you_mean": result.did_you_mean, "literal": query.literal}
        return answer(request, envelope(found, data, facets, echo), ways(request, found, "api:profiles"))


def cities(slugs: Iterable[str]) -> Words:
    """The words of cities, which a process remembers."""
    know_cities(slugs)
    return {one.slug: {"en": one.en or one.zh, "zh": one.zh or one.en} for one in map(city, slugs)}


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
        page = {"alternate": request.build_absolute_uri(quote(body["url"]))}
        return answer(request, {"data": only(body, fields_of(request, known))}, page)


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
