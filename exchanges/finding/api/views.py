"""The reading API of programmes and calls: what everybody sees, whoever asks."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.actor import actor_of
from directory.api import schema
from directory.api.views import Reading, answer, fields_of, language_of
from directory.errors import NotFound
from directory.filters import parameters, query_string, read
from exchanges.calls.models import Call
from exchanges.finding import filters, listing
from exchanges.finding.api import rows
from exchanges.finding.cards import PUBLIC, CallCard, ProgrammeCard, snapshot
from exchanges.finding.labels import labels
from exchanges.finding.listing import Listing

UID = OpenApiParameter(
    "uid", {"type": "string", "pattern": "^[^/]{1,200}$", "examples": ["7k2m9qxw3tab"]}, OpenApiParameter.PATH, required=True,
    description="The uid, as lists give it.",
)


def envelope(request: Request, declared: type[filters.ExchangeFilter], find: Callable[..., Listing], name: str) -> HttpResponseBase:
    """`data`, `page`, `facets`, `query` of a list, with the way on and back."""
    query = filters.parse(request.query_params, lang=language_of(request), paging="cursor", declared=declared)
    found = find(query, actor_of(request).now)
    lang, chosen = language_of(request), fields_of(request, declared.base_filters)
    made = [whole(row, found, lang) for row in found.rows]
    body = {
        "data": [{name: row[name] for name in chosen} for row in made] if chosen else made,
        "page": {"size": query.size, "total": found.total, "next_cursor": found.next_cursor, "prev_cursor": found.prev_cursor},
        "facets": facets_of(found), "query": echo(found),
    }
    links = {"next": found.next_cursor, "prev": found.prev_cursor}
    return answer(request, body, {relation: turned(request, cursor, name) for relation, cursor in links.items()})


def whole(row: CallCard | ProgrammeCard, found: Listing, lang: str) -> dict[str, Any]:
    """A row with all of its fields."""
    return rows.call_row(row, found.now, lang) if isinstance(row, CallCard) else rows.programme_row(row, found.now, lang)


def facets_of(found: Listing) -> dict[str, list[dict[str, Any]]]:
    """Facet → its values with their words, counts and whether they are chosen, the most frequent first."""
    chosen = {one.field: set(one.any_of) for one in found.query.filters}
    facets = {}
    for field, counts in found.facets.items():
        words = labels(field, counts)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        facets[field] = [
            {"value": value, "label": words[value], "count": count, "selected": value in chosen.get(field, ())} for value, count in ordered
        ]
    return facets


def echo(found: Listing) -> dict[str, Any]:
    """The query as it was understood."""
    query = found.query
    asked = [{key: getattr(one, key) for key in ("field", "any_of", "none_of", "all_of", "gte", "lte")} for one in query.filters]
    return {"q": query.q, "searched": found.searched or query.q, "filters": asked, "sort": query.sort, "lang": query.lang}


def turned(request: Request, cursor: str | None, name: str) -> str | None:
    """The address of the same list at another cursor."""
    if cursor is None:
        return None
    pairs = [(key, text) for key, texts in request.query_params.lists() if key not in {"cursor", "page"} for text in texts if text]
    return request.build_absolute_uri(f"{reverse(name)}?{query_string([*pairs, ('cursor', cursor)])}")


def one(request: Request, body: dict[str, Any], known: Any) -> HttpResponseBase:
    """A record in full, or the fields asked for."""
    chosen = fields_of(request, known)
    links = {"alternate": request.build_absolute_uri(body["url"])}
    return answer(request, {"data": {name: body[name] for name in chosen} if chosen else body}, links)


class Calls(Reading):
    @extend_schema(
        operation_id="list_calls", summary="Search calls", parameters=schema.parameters_of(parameters("cursor", filters.CallFilter)),
        responses=schema.answers("CallList", 400), tags=["Exchanges"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The calls that match. Parameters narrow together; what closes soonest stands first."""
        return envelope(request, filters.CallFilter, listing.find_calls, "api_calls")


class Programmes(Reading):
    @extend_schema(
        operation_id="list_programmes", summary="Search programmes", responses=schema.answers("ProgrammeList", 400), tags=["Exchanges"],
        parameters=schema.parameters_of(parameters("cursor", filters.ProgrammeFilter)),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The programmes that match, by what they are and by what one of their calls is."""
        return envelope(request, filters.ProgrammeFilter, listing.find_programmes, "api_programmes")


class CallDetail(Reading):
    @extend_schema(
        operation_id="get_call", summary="Read one call", parameters=[UID, *schema.parameters_of(filters.DETAIL_OF_CALL)],
        responses=schema.answers("CallDetail", 400, 404), tags=["Exchanges"],
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """One call, with its text, who may apply, what is wanted and where one can go."""
        read(request.query_params, filters.DETAIL_OF_CALL)
        card = snapshot().calls_by_uid.get(uid)
        call = Call.objects.visible_to(PUBLIC).filter(pk=card.pk).first() if card else None
        if card is None or call is None:
            raise NotFound
        return one(request, rows.call_in_full(card, call, actor_of(request).now, language_of(request)), filters.DETAIL_OF_CALL)


class ProgrammeDetail(Reading):
    @extend_schema(
        operation_id="get_programme", summary="Read one programme", parameters=[UID, *schema.parameters_of(filters.DETAIL_OF_PROGRAMME)],
        responses=schema.answers("ProgrammeDetail", 400, 404), tags=["Exchanges"],
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """One programme, with what it pays, who takes part and its calls."""
        read(request.query_params, filters.DETAIL_OF_PROGRAMME)
        card = snapshot().programmes_by_uid.get(uid)
        if card is None:
            raise NotFound
        return one(request, rows.programme_in_full(card, actor_of(request).now, language_of(request)), filters.DETAIL_OF_PROGRAMME)
