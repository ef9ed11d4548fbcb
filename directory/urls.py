"""Addresses of the directory's pages, all under their language."""

from django.urls import path

from directory.views import belonging, browse, editing, frame, home, imports, people, profiles, publishing, results

urlpatterns = [
    path("", home.home, name="home"),
    path("directory", results.results, name="results"),
    path("profiles/new", publishing.begin, name="profile_new"),
    path("profiles/<str:uid>", profiles.profile, name="profile"),
    path("profiles/<str:uid>/edit", editing.overview, name="profile_edit"),
    path("profiles/<str:uid>/edit/<str:part>", editing.part, name="profile_edit_part"),
    path("profiles/<str:uid>/as/<str:tier>", publishing.as_others, name="profile_as"),
    path("profiles/<str:uid>/publish", publishing.publish, name="profile_publish"),
    path("profiles/<str:uid>/withdraw", publishing.withdraw, name="profile_withdraw"),
    # Belonging: for who is signed in.
    path("profiles/<str:uid>/join", belonging.join, name="organisation_join"),
    path("profiles/<str:uid>/claim", belonging.claim, name="profile_claim"),
    path("profiles/<str:uid>/people", people.people, name="organisation_people"),
    path("profiles/<str:uid>/partner", people.partner, name="organisation_partner"),
    path("account/organisations", belonging.mine, name="my_organisations"),
    path("account/belonging", people.work, name="belonging_work"),
    path("account/belonging/<str:noun>/<int:key>/<str:name>", belonging.move, name="belonging_move"),
    path("account/invitation", people.invitation, name="invitation"),
    path("account/invitations/<str:token>", people.invitation_link, name="invitation_link"),
    path("suggest", results.suggestions, name="suggest"),
    path("browse", browse.browse, name="browse"),
    path("browse/places", browse.places, name="browse_places"),
    path("browse/fields", browse.fields, name="browse_fields"),
    path("browse/types", browse.types, name="browse_types"),
    path("about", frame.about, name="about"),
    path("developers", frame.developers, name="developers"),
    path("theme", frame.theme, name="theme"),
    # For staff: nobody else finds them.
    path("account/staff/imports", imports.page, name="staff_imports"),
    path("account/staff/imports/<int:key>", imports.one, name="staff_import"),
]
