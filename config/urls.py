"""Every address. Pages live under their language; the API, feeds for machines and health do not."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
