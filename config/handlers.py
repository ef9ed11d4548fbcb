"""Which way a refusal goes that no view made: problem+json under /api/, a page everywhere else."""

import errno
import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.cache import add_never_cache_headers

from config.api import problem_page
from directory.views import frame

logger = logging.getLogger("qiao.handlers")


def _for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


FULL = {errno.ENOSPC, errno.EDQUOT}
FULL_DATABASE = ("disk is full", "No space left", "53100")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.method == "POST" and isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)  # an address with too many parameters is bad input like any other
    return problem_page(request, 400) if _for_programs(request) else frame.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, 403) if _for_programs(request) else frame.forbidden(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, 404) if _for_programs(request) else frame.not_found(request, exception)


def too_many(request: HttpRequest) -> HttpResponse:
    """A limit on tries was reached (allauth calls this). Five minutes is the longest that everyday limits count back."""
    response = problem_page(request, 429) if _for_programs(request) else render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    add_never_cache_headers(response)
    return response


def too_large(request: HttpRequest, most: int = 0) -> HttpResponse:
    """More than the address takes, in bytes (most), in fields or in files."""
    if _for_programs(request):
        return problem_page(request, 413)
    return render(request, "413.html", {"most": filesizeformat(most) if most else ""}, status=413)


def no_room(request: HttpRequest) -> HttpResponse:
    """The disk is full: nothing can be kept for now."""
    response = problem_page(request, 507) if _for_programs(request) else render(request, "507.html", status=507)
    response["Retry-After"] = "600"
    add_never_cache_headers(response)
    return response


def not_received(request: HttpRequest, why: str, most: int) -> HttpResponse:
    """What came before any view could be asked (config/receiving.py): too large, no room for it, or broken off on the way."""
    if why == "large":
        return too_large(request, most)
    return no_room(request) if why == "full" else bad_request(request)


def away(request: HttpRequest) -> HttpResponse:
    """The database doesn't answer, or made this request wait for too long: again in a moment."""
    response = problem_page(request, 503) if _for_programs(request) else frame.unavailable(request)
    response["Retry-After"] = "10"
    add_never_cache_headers(response)
    return response


def _is_full(error: BaseException | None) -> bool:
    """Whether it failed because a disk is full, ours or the database's."""
    if isinstance(error, OperationalError):
        return any(sign in str(error) for sign in FULL_DATABASE)
    return isinstance(error, OSError) and error.errno in FULL


def _is_away(error: BaseException | None) -> bool:
    """Whether the database doesn't answer. SQLite says in the same way that a table is missing, which is ours."""
    return isinstance(error, OperationalError | InterfaceError) and not str(error).startswith("no such")


def server_error(request: HttpRequest) -> HttpResponse:
    failed = sys.exc_info()[1]
    try:
        if _is_full(failed):
            return no_room(request)
        if _is_away(failed):
            return away(request)
        return problem_page(request, 500) if _for_programs(request) else frame.server_error(request)
    except Exception:
        logger.exception("The page of a failure failed.")
        if _is_away(failed):  # a page asks the database who reads it
            return HttpResponse(
                "Back in a minute. Nothing was lost. / 请稍候一分钟再试，没有任何内容丢失。", status=503, content_type="text/plain; charset=utf-8",
                headers={"Retry-After": "10"},
            )
        return HttpResponse("Something went wrong here. / 出错了。", status=500, content_type="text/plain; charset=utf-8")
