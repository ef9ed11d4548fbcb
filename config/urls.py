"""Every address. Pages, exports and feeds live under their language; the API, the sitemap and health do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import elsewhere
from config import health
from directory.api.urls import lists
from directory.views import frame

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", frame.first_page),
    path("", include("directory.api.urls")),
    path("", include("exchanges.finding.api.urls")),
    path("admin/", admin.site.urls),
    path("account/elsewhere/<slug:name>/back", elsewhere.back, name="elsewhere_back"),  # one address for providers to know, in no language
    *i18n_patterns(
        path("", include(lists)), path("", include("directory.urls")), path("", include("accounts.urls")), path("", include("exchanges.urls")),
        prefix_default_language=True,
    ),
]

if "allauth.socialaccount.providers.saml" in settings.INSTALLED_APPS:
    from allauth.socialaccount.providers.saml import views as saml  # needs the extra

    pages = {"acs": saml.acs, "acs/finish": saml.finish_acs, "sls": saml.sls, "metadata": saml.metadata, "login": saml.login}
    urlpatterns += [
        path(f"account/saml/<slug:organization_slug>/{end}/", elsewhere.answered(view), name="saml_" + ("finish_acs" if end == "acs/finish" else end))
        for end, view in pages.items()
    ]

handler400 = "config.handlers.bad_request"
handler403 = "config.handlers.forbidden"
handler404 = "config.handlers.not_found"
handler429 = "config.handlers.too_many"
handler500 = "config.handlers.server_error"
