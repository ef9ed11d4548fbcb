"""Addresses of placements, under their language."""

from django.urls import URLPattern, URLResolver, path

from exchanges.placements import views

# "Those in it": the person, the host's managers and officers, the programme's coordinators, staff. Everybody else: 404; visitors are led to sign in.
ONE = "account/placements/<str:uid>"
urlpatterns: list[URLPattern | URLResolver] = [
    # Those in it.
    path(ONE, views.page, name="placement"),
    # POST. Those in it, each their own moves (states.py); 404 for a move that isn't theirs.
    path(f"{ONE}/moves/<slug:name>", views.move, name="placement_move"),
    # POST. The host before the stay, coordinators and staff always; 404 for the person.
    path(f"{ONE}/days", views.days, name="placement_days"),
    # POST. Those in it.
    path(f"{ONE}/topic", views.topic, name="placement_topic"),
    # POST. Coordinators and staff; 404 for the person and the host.
    path(f"{ONE}/host", views.host, name="placement_host"),
    path(f"{ONE}/checks", views.add_check, name="placement_add_check"),
    # POST. The host, coordinators, staff; 404 for the person.
    path(f"{ONE}/checks/<slug:kind>/record", views.check, {"act": "record"}, name="placement_check"),
    path(f"{ONE}/checks/<slug:kind>/reopen", views.check, {"act": "reopen"}, name="placement_check_reopen"),
    # POST. The person; 404 for the host, coordinators and staff.
    path(f"{ONE}/papers", views.give, name="placement_papers"),
    # POST with a reason. Coordinators and staff; 404 for the person and the host.
    path(f"{ONE}/papers/<int:key>/open", views.open_paper, name="placement_paper_open"),
    # POST. The person, coordinators, staff; 404 for the host.
    path(f"{ONE}/papers/<int:key>/remove", views.remove_paper, name="placement_paper_remove"),
    # GET, POST. Its writer (the person; of the host's report the host). Once handed in: the host, coordinators, staff too. 404 for the person and the
    # host's report.
    path(f"{ONE}/reports/<slug:kind>", views.report, name="placement_report"),
    # Coordinators of the programme and staff; 404 for everybody else.
    path("account/calls/<str:uid>/placements", views.of_call, name="call_placements"),
]
