"""What every request passes: a request id, what its body may be, and who may keep the answer."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts import trace
from accounts.client import address_of
from config import handlers
from config.receiving import REFUSED

View = Callable[[HttpRequest], HttpResponse]

WELL_FORMED = re.compile(r"^[A-Za-z0-9-]{8,32}$")


def request_id(get_response: View) -> View:
    """Give each request an id: the caller's when it is well formed, else a new one. It stands in the answer and in the change history."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if WELL_FORMED.match(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        trace.request_id.set(request.request_id)  # type: ignore[attr-defined]
        trace.address.set(address_of(request))
        response = get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def private(get_response: View) -> View:
    """What a known reader is sent is for them alone: no cache between us may keep it for others, unless the view has said otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user, actor = getattr(request, "_cached_user", None), getattr(request, "actor", None)
        known = getattr(user, "is_authenticated", False) or getattr(actor, "user", None) is not None
        if known and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    return middleware


def bounded(get_response: View) -> View:
    """Before whoever reads a form: say what was not received (config/receiving.py), and give files a place to wait in where the view takes any."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if refused := request.META.get(REFUSED):
            return handlers.not_received(request, *refused)
        if takes := getattr(view, "takes", None):
            request.upload_handlers = takes.handlers(request)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
