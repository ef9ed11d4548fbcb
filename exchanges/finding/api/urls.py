"""Addresses of programmes and calls in the API."""

from directory.api.urls import both
from exchanges.finding.api import views

urlpatterns = [
    # For everybody, and alike for everybody: what isn't public is 404.
    *both("api/v1/calls", views.Calls, "api_calls"),
    *both("api/v1/calls/<str:uid>", views.CallDetail, "api_call"),
    *both("api/v1/programmes", views.Programmes, "api_programmes"),
    *both("api/v1/programmes/<str:uid>", views.ProgrammeDetail, "api_programme"),
]
