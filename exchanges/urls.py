"""Addresses of exchanges, under their language."""

from django.urls import include, path

from exchanges.programmes import views

urlpatterns = [
    # For staff: nobody else finds it.
    path("account/staff/programmes", views.programmes, name="staff_programmes"),
    # For staff and the programme's coordinators.
    path("account/programmes/<str:uid>", views.people, name="programme_people"),
    path("account/programmes/<str:uid>/roles/<int:key>/end", views.end, name="programme_role_end"),
    *(path("", include(f"exchanges.{room}.urls")) for room in (
        "finding", "calls", "applications", "files", "references", "reviews", "offers", "placements", "coordination", "survey",
    )),
]
