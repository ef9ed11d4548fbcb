"""What every request passes: a request id, and a refusal of input no page can mean."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import trace

View = Callable[[HttpRequest], HttpResponse]

WELL_FORMED = re.compile(r"^[A-Za-z0-9-]{8,32}$")


def request_id(get_response: View) -> View:
    """Give each request an id: the caller's when it is well formed, else a new one. It stands in the answer and in the change history."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if WELL_FORMED.match(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        trace.request_id.set(request.request_id)  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware

