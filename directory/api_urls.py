"""Addresses of the API, and of what other programs fetch: exports and feeds of a list (under a language), the sitemap and robots.txt (not)."""

from django.urls import URLPattern, include, path
from rest_framework.views import APIView

from directory import api


def both(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    """The address with and without a slash at its end; neither redirects."""
    return [path(route, view.as_view(), name=name), path(f"{route}/", view.as_view())]


version_1 = [
    path("", api.Index.as_view(), name="index"),
    *both("profiles", api.Profiles, "profiles"),
    *both("profiles/<str:address>", api.ProfileDetail, "profile"),
    *both("suggest", api.Suggestions, "suggest"),
    *both("subjects", api.Subjects, "subjects"),
    *both("schema", api.Schema, "schema"),
]

urlpatterns = [path("api/v1/", include((version_1, "api"))), path("api/v1", api.Index.as_view())]
