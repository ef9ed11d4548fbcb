"""Addresses of offers, under their language."""

from django.urls import URLPattern, URLResolver, path

from exchanges.offers.views import answering, coordinating, matching

urlpatterns: list[URLPattern | URLResolver] = [
    # For the applicant alone: 404 for everybody else, co-applicants, coordinators and staff too. Visitors are led to the entrance.
    path("account/applications/<str:uid>/offer", answering.offer, name="application_offer"),
    path("account/applications/<str:uid>/offer/<str:act>", answering.answer, name="application_offer_answer"),
    # The same, once their decision has been told (404 before).
    path("account/applications/<str:uid>/matching", answering.why, name="application_matching"),
    # For staff and the programme's coordinators: 404 for everybody else, visitors to the entrance, sleeping rights to the second factor.
    path("account/calls/<str:uid>/offers", coordinating.offers, name="call_offers"),
    path("account/calls/<str:uid>/offers/ledger", coordinating.ledger, name="call_ledger"),
    # The same, and 404 about their own application.
    path("account/calls/<str:uid>/offers/<str:key>/<str:name>", coordinating.act, name="call_offer_act"),
    path("account/calls/<str:uid>/waiting/<int:key>/off", coordinating.take_off, name="call_waiting_off"),
    # For staff and the programme's coordinators.
    path("account/calls/<str:uid>/matching", matching.matching, name="call_matching"),
    path("account/calls/<str:uid>/matching/<str:key>", matching.run, name="match_run"),
    path("account/calls/<str:uid>/matching/<str:key>/<str:name>", matching.act, name="match_run_act"),
    # For staff and the programme's coordinators, and for who took part once their decision has been told: pseudonyms only. 404 for others;
    # visitors to the entrance (the JSON: 404).
    path("account/matching/<str:key>.json", matching.certificate_json, name="match_certificate_json"),
    path("account/matching/<str:key>", matching.certificate, name="match_certificate"),
]
