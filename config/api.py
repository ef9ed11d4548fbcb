"""JSON manners: how the API writes JSON, how it reads it, and every refusal as problem+json (RFC 9457). HTTP meets domain errors here, once."""

import codecs
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from directory.errors import BadParameters, DirectoryError, IndexNotReady, Moved, NotFound, ParameterError, Text

logger = logging.getLogger("qiao.api")

PROBLEM = "application/problem+json"
DEEPEST_JSON = 50  # levels; orjson itself stops at 1024
LONGEST_JSON = 1_000_000  # bytes

# Status → (name of the problem, its title, what happened and what to do)
PROBLEMS: dict[int, tuple[str, Text, Text]] = {
    400: ("bad-request", _("The request can't be read"), _("Nothing was done. Correct the request and send it again.")),
    401: ("not-signed-in", _("Signing in is needed"), _("Sign in, or send a valid token, and try again.")),
    403: ("not-allowed", _("Not allowed"), _("You may not do this. Ask the Centre when you think you should.")),
    404: ("not-found", _("Not found"), NotFound.message),
    405: ("method-not-allowed", _("This address doesn't take that method"), _("Use a method that the Allow header names.")),
    406: ("not-acceptable", _("Only JSON is sent from here"), _("Ask for application/json, or leave the Accept header out.")),
    413: ("too-large", _("The request is too large"), _("Nothing was done. Send less at a time.")),
    415: ("unsupported-media-type", _("Only JSON is read here"), _("Send application/json in UTF-8.")),
    429: ("too-many-requests", _("Too many requests"), _("Wait as long as the Retry-After header says, then go on.")),
    500: ("server-error", _("Something went wrong here"), _("Nothing you sent is lost. Try again; if it happens again, tell us the request id.")),
    503: ("not-ready", _("Not ready yet"), IndexNotReady.message),
    507: ("no-room", _("No room at the moment"), _("Nothing of this was stored, and nothing that was stored before is lost. Try again later.")),
}


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8 by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)


class StrictJSONParser(BaseParser):
    """Reads JSON in UTF-8 and nothing else; whatever is hostile about it is a 400 or a 415, never a failure of ours."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        charset = (parser_context or {}).get("encoding") or "utf-8"
        try:
            if codecs.lookup(charset).name not in {"utf-8", "ascii"}:
                raise LookupError
        except (LookupError, ValueError):  # a NUL in the name is a ValueError
            raise exceptions.UnsupportedMediaType(media_type or "") from None
        body = stream.read(LONGEST_JSON + 1)
        if len(body) > LONGEST_JSON:
            raise TooLarge
        try:
            parsed = orjson.loads(body)
        except ValueError as error:
            raise exceptions.ParseError(_("This is not JSON in UTF-8. Nothing was done; correct it and send it again.")) from error
        _refuse_hostile(parsed)
        return parsed


class TooLarge(exceptions.APIException):
    status_code = 413


def _refuse_hostile(value: Any, depth: int = 0) -> None:
    """No NUL, no lone surrogates (orjson refuses those), no nesting that nobody writes by hand."""
    if depth > DEEPEST_JSON:
        raise exceptions.ParseError(_("The JSON is nested too deeply. Nothing was done; send it flatter."))
    if isinstance(value, str) and "\0" in value:
        raise exceptions.ParseError(_("The JSON holds a NUL character. Nothing was done; leave it out and send it again."))
    if isinstance(value, dict):
        for key, held in value.items():
            _refuse_hostile(key, depth)
            _refuse_hostile(held, depth + 1)
    elif isinstance(value, list):
        for held in value:
            _refuse_hostile(held, depth + 1)


def problem(
    request: HttpRequest, status: int, *, detail: Text | None = None, errors: list[ParameterError] | None = None, name: str = "",
) -> dict[str, Any]:
    """The body of a refusal, in the reader's language. Every key is always there."""
    usual, title, advice = PROBLEMS.get(status) or (f"http-{status}", HTTPStatus(status).phrase, "")
    return {
        "type": f"{settings.SITE_URL}/en/developers#{name or usual}", "title": str(title), "status": status, "detail": str(detail or advice),
        "instance": request.path, "request_id": getattr(request, "request_id", ""),
        "errors": [
            {"parameter": one.parameter, "code": one.code, "detail": str(one.message), "suggestion": one.suggestion, "value": one.value}
            for one in errors or []
        ],
    }


def problem_page(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    """A refusal outside DRF's views."""
    response = HttpResponse(orjson.dumps(problem(request, status, **more)), status=status, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    return response


def problem_response(error: Exception, context: Mapping[str, Any]) -> HttpResponseBase:
    """DRF's exception handler: whatever a view raised, as problem+json. What we didn't foresee is logged and told as 500."""
    from rest_framework.views import set_rollback  # its views name our renderers, and the middleware comes here before them

    request = context["request"]
    status, headers = _status_of(error)
    set_rollback()
    if isinstance(error, Moved):
        to = reverse("api:profile", args=[error.uid])
        return HttpResponsePermanentRedirect(to, preserve_request=True, headers={"Cache-Control": "no-cache"})
    if status == 500:
        logger.error("%s %s", request.method, request.path, exc_info=error)
        got_request_exception.send(sender=None, request=request)
    detail: Any = None
    if isinstance(error, DirectoryError):
        detail = error.message
    elif isinstance(error, exceptions.ParseError):
        detail = error.detail
    errors, name = (error.errors, "bad-parameters") if isinstance(error, BadParameters) else (None, "")
    body = problem(getattr(request, "_request", request), status, detail=detail, errors=errors, name=name)
    headers |= {"Cache-Control": "no-store", "Vary": "Accept-Language, Authorization, Cookie"}
    return Response(body, status=status, headers=headers, content_type=PROBLEM)


STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (BadParameters, 400), (NotFound, 404), (IndexNotReady, 503), (DirectoryError, 409), (Http404, 404), (PermissionDenied, 403),
    (SuspiciousOperation, 400),
)


def _status_of(error: Exception) -> tuple[int, dict[str, str]]:
    headers: dict[str, str] = {}
    if isinstance(error, exceptions.APIException):
        if getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]
        if getattr(error, "wait", None):
            headers["Retry-After"] = f"{error.wait:.0f}"  # type: ignore[attr-defined]
        return int(error.status_code), headers
    if isinstance(error, IndexNotReady):
        headers["Retry-After"] = str(error.retry_after)
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500), headers
