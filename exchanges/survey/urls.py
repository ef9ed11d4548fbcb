"""The address of the survey, under its language."""

from django.urls import URLPattern, URLResolver, path

from exchanges.survey import views

urlpatterns: list[URLPattern | URLResolver] = [
    # For the applicant alone; for co-applicants and everybody else 404. Visitors: the entrance.
    path("account/applications/<str:uid>/statistics", views.survey, name="application_survey"),
]
