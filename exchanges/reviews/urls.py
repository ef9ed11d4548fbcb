"""Addresses of reviews, under their language."""

from django.urls import URLPattern, URLResolver, path, re_path

from exchanges.reviews.views import application, letter, panel, reviewing

UID = r"(?P<application>[0-9a-z]{12})"  # not "act" or "mail", which are pages of the whole list
ONE = rf"^account/calls/(?P<uid>[^/]+)/applications/{UID}"
urlpatterns: list[URLPattern | URLResolver] = [
    # For everybody who is signed in: their own reviews. Visitors are led to signing in.
    path("account/reviews", reviewing.my_reviews, name="my_reviews"),
    # For the reviewer of this review, while they review for the programme; 404 for everybody else, coordinators and staff too. Visitors are led to
    # signing in.
    path("account/reviews/<int:key>", reviewing.review, name="review"),
    # The same, after "no conflict", and not where the review is double anonymous.
    path("account/reviews/<int:key>/files/<int:attachment>", reviewing.file, name="review_file"),
    # For the applicant alone, once a decision was told; for everybody else, co-applicants too, 404. Visitors: the entrance.
    path("account/applications/<str:uid>/decision", letter.decision, name="application_decision"),
    # For staff and the programme's coordinators; 404 for everybody else. Applications that they take part in are left out.
    path("account/calls/<str:uid>/panel", panel.call_panel, name="call_panel"),
    path("account/calls/<str:uid>/assignments", panel.call_assignments, name="call_assignments"),
    # The same; who takes part in an application of the call sees that somebody else decides.
    path("account/calls/<str:uid>/decisions", panel.call_decisions, name="call_decisions"),
    # For staff and the programme's coordinators; 404 for everybody else, and for those of them who take part in it.
    re_path(rf"{ONE}$", application.call_application, name="call_application"),
    re_path(rf"{ONE}/files/(?P<attachment>[0-9]{{1,18}})$", application.call_application_file, name="call_application_file"),
]
