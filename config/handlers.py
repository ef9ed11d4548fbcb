"""Which way a refusal goes that no view made: problem+json under /api/, a page everywhere else."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from config.api import problem_page
from directory.views import frame

logger = logging.getLogger("qiao.handlers")


def _for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
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


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return problem_page(request, 500) if _for_programs(request) else frame.server_error(request)
    except Exception:
        logger.exception("The page of a failure failed.")
        return HttpResponse("Something went wrong here. / 出错了。", status=500, content_type="text/plain; charset=utf-8")
