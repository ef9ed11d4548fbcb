"""Pages that belong to no record: the first redirect, the choice of light or dark, what can go wrong, about, the partner API."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

YEAR = 365 * 24 * 3600


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """Send a visitor without a language to the home page in theirs."""
    response = HttpResponseRedirect(f"/{translation.get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@csrf_exempt  # it changes nothing but a colour, and a token would set a cookie on every page
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of light or dark in a cookie and go back."""
    to = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = f"/{translation.get_language()}/"
    response = HttpResponseRedirect(to)
    chosen = request.POST.get("theme", "")
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=settings.SITE_URL.startswith("https://"))
    else:
        response.delete_cookie("theme")
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/about.html")


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    example = reverse("api:profiles") + "?kind=institute&country=CN&size=2"
    return render(request, "directory/developers.html", {"site": settings.SITE_URL, "schema": reverse("api:schema"), "example": example})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The directory can't answer for a moment, and says when to try again."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(getattr(exception, "retry_after", 30))
    return response
