"""Addresses of the directory's pages, all under their language."""

from django.urls import path

from directory.views import browse, frame, home, profiles, results

urlpatterns = [
    path("", home.home, name="home"),
    path("directory", results.results, name="results"),
    path("profiles/<str:uid>", profiles.profile, name="profile"),
    path("suggest", results.suggestions, name="suggest"),
    path("browse", browse.browse, name="browse"),
    path("browse/places", browse.places, name="browse_places"),
    path("browse/fields", browse.fields, name="browse_fields"),
    path("browse/types", browse.types, name="browse_types"),
    path("about", frame.about, name="about"),
    path("developers", frame.developers, name="developers"),
    path("theme", frame.theme, name="theme"),
]
