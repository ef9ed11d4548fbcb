"""Addresses of the API, of what search engines ask for, and (`lists`, under a language) of what is taken away from a list: exports, feeds."""

from django.urls import URLPattern, include, path, re_path
from rest_framework.views import APIView

from directory import exports, feeds, sitemap
from directory.api import views as api


def both(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    """The address with and without a slash at its end; neither redirects."""
    return [path(route, view.as_view(), name=name), path(f"{route}/", view.as_view(schema=None))]


version_1 = [
    path("", api.Index.as_view(), name="index"),
    *both("profiles", api.Profiles, "profiles"),
    *both("profiles/<str:address>", api.ProfileDetail, "profile"),
    *both("suggest", api.Suggestions, "suggest"),
    *both("subjects", api.Subjects, "subjects"),
    *both("schema", api.Schema, "schema"),
]

urlpatterns = [
    path("api/v1/", include((version_1, "api"))),
    path("api/v1", api.Index.as_view(schema=None)),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    re_path(r"^sitemap-(?P<number>[a-z0-9]{1,8})\.xml$", sitemap.part, name="sitemap_part"),
]

lists = [
    re_path(r"^directory/export\.(?P<suffix>csv|xlsx|json)$", exports.export, name="export"),
    path("directory/feed.atom", feeds.feed, name="feed"),
]
