"""Addresses of the public face of exchanges, under their language."""

from django.urls import path

from exchanges.finding import feeds, views

urlpatterns = [
    # Lists and feeds, for everybody, and alike for everybody.
    path("exchanges", views.calls, name="exchanges"),
    path("exchanges/programmes", views.programmes, name="exchange_programmes"),
    path("exchanges/calls.atom", feeds.atom, name="calls_atom"),
    path("exchanges/calls.ics", feeds.ics, name="calls_ics"),
    # For everybody once it is public; before that for staff and whoever has a role in the programme. 404 otherwise.
    path("exchanges/programmes/<str:uid>", views.programme, name="programme_page"),
    # For everybody once it is published, in a public programme; before that for staff and the programme's coordinators. 404 otherwise.
    path("exchanges/calls/<str:uid>", views.call, name="call_page"),
]
