"""Addresses of letters, under their language."""

from django.urls import URLPattern, URLResolver, path

from exchanges.references.views import applicant, coordinator, referee

urlpatterns: list[URLPattern | URLResolver] = [
    # For anybody: a redirect, whatever the link is worth. The token goes into the session.
    path("letters/<str:token>", referee.link, name="letter_link"),
    # For anybody: one answer (404) for every link that opens nothing.
    path("letter", referee.gone, name="letter_gone"),
    # For who has just sent or declined a letter in this session; for everybody else 404.
    path("letter/done", referee.done, name="letter_done"),
    # For who came by the letter's link in this session, unless they apply themselves; for everybody else 404, staff included.
    path("letter/<int:key>", referee.letter, name="letter"),
    path("letter/<int:key>/answer", referee.answer, name="letter_answer"),
    path("letter/<int:key>/write", referee.write, name="letter_write"),
    path("letter/<int:key>/file", referee.file, name="letter_own_file"),
    # For the applicant; 404 for everybody else who is signed in, co-applicants and coordinators too. Visitors are led to signing in.
    path("account/applications/<str:uid>/referees", applicant.referees, name="application_referees"),
    path("account/applications/<str:uid>/referees/<int:key>", applicant.change, name="referee_change"),
    path("account/applications/<str:uid>/referees/<int:key>/<str:name>", applicant.act, name="referee_act"),
    # For staff and the programme's coordinators; 404 for everybody else. Letters of applications they have a part in are left out.
    path("account/calls/<str:uid>/letters", coordinator.letters, name="call_letters"),
    path("account/calls/<str:uid>/letters/<int:key>/<str:name>", coordinator.act, name="letter_act"),
    # For staff, the programme's coordinators and reviewers of the application who said "no conflict" (not where the review is double anonymous);
    # never for anybody who applies. 404 for everybody else, visitors are led to signing in.
    path("account/letters/<int:key>", coordinator.read, name="letter_read"),
    path("account/letters/<int:key>/file", coordinator.file, name="letter_file"),
]
