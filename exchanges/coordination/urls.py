"""Addresses of coordination, under their language: all for those who coordinate the call's programme, and staff; nobody else finds them."""

from django.urls import URLPattern, URLResolver, path, re_path

from exchanges.coordination import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/programmes/<str:uid>/overview", views.programme, name="programme_overview"),
    path("account/calls/<str:uid>/overview", views.overview, name="call_overview"),
    path("account/calls/<str:uid>/applications", views.applications, name="call_applications"),
    path("account/calls/<str:uid>/applications/act", views.act, name="call_act"),
    path("account/calls/<str:uid>/applications/mail", views.mail, name="call_mail"),
    re_path(r"^account/calls/(?P<uid>[^/]+)/applications\.(?P<suffix>csv|xlsx)$", views.export, name="call_export"),
]
