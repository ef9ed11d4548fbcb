"""Every address. Pages, exports and feeds live under their language; the API, the sitemap and health do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import health
from directory.api.urls import lists
from directory.views import frame

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", frame.first_page),
    path("", include("directory.api.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include(lists)), path("", include("directory.urls")), path("", include("accounts.urls")), prefix_default_language=True),
]

handler400 = "config.handlers.bad_request"
handler403 = "config.handlers.forbidden"
handler404 = "config.handlers.not_found"
handler500 = "config.handlers.server_error"
