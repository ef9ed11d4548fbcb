"""Every address. Pages live under their language; the API, feeds for machines and health do not."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import health


def room(module: str) -> list[URLPattern | URLResolver]:
    """The addresses of a room, once it has any."""
    return [path("", include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *room("directory.api_urls"),
    path("admin/", admin.site.urls),
    *i18n_patterns(*room("directory.urls"), *room("accounts.urls"), prefix_default_language=True),
]
