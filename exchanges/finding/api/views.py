"""The reading API of programmes and calls: what everybody sees, whoever asks."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.actor import actor_of
from directory.api import schema
from directory.api.answering import Reading, answer, counted, envelope, fields_of, language_of, only, understood, ways
from directory.errors import NotFound
from directory.filters import parameters, read
from directory.filters.values import Parameter
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


def listed(request: Request, declared: type[filters.ExchangeFilter], find: Callable[..., Listing], name: str) -> HttpResponseBase:
    """The page of a list that was asked for, with the way on and back."""
    lang = language_of(request)
    found = find(filters.parse(request.query_params, lang=lang, paging="cursor", declared=declared), actor_of(request).now)
    chosen = fields_of(request, declared.base_filters)
    data = [only(whole(row, found, lang), chosen) for row in found.rows]
    facets, echo = counted(found.facets, found.query, labels), understood(found.query, found.searched)
    return answer(request, envelope(found, data, facets, echo), ways(request, found, name))


def whole(row: CallCard | ProgrammeCard, found: Listing, lang: str) -> dict[str, Any]:
    """A row with all of its fields."""
    return rows.call_row(row, found.now, lang) if isinstance(row, CallCard) else rows.programme_row(row, found.now, lang)


def one(request: Request, body: dict[str, Any], known: Mapping[str, Parameter]) -> HttpResponseBase:
    """A record in full, or the fields asked for."""
    page = {"alternate": request.build_absolute_uri(body["url"])}
    return answer(request, {"data": only(body, fields_of(request, known))}, page)


class Calls(Reading):
    @extend_schema(
        operation_id="list_calls", summary="Search calls", parameters=schema.parameters_of(parameters("cursor", filters.CallFilter)),
        responses=schema.answers("CallList", 400), tags=["Exchanges"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The calls that match. Parameters narrow together; what closes soonest stands first."""
        return listed(request, filters.CallFilter, listing.find_calls, "api_calls")


class Programmes(Reading):
    @extend_schema(
        operation_id="list_programmes", summary="Search programmes", responses=schema.answers("ProgrammeList", 400), tags=["Exchanges"],
        parameters=schema.parameters_of(parameters("cursor", filters.ProgrammeFilter)),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The programmes that match, by what they are and by what one of their calls is."""
        return listed(request, filters.ProgrammeFilter, listing.find_programmes, "api_programmes")


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
