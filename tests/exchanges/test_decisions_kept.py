"""The letter of a decision stays readable as it was sent, for its applicant alone; one act tells once; when decisions are expected is said."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice
from exchanges.applications import standing
from exchanges.calls import services as calls
from exchanges.errors import ExchangeError
from exchanges.models import Decision
from exchanges.offers import services as offers
from exchanges.reviews import deciding, judging
from tests import mailbox, make
from tests.exchanges import making
from tests.exchanges.paired import HALVES
from tests.exchanges.told import page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call():
    return making.closed_call(reviews_wanted=0)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme, "ben@example.org"))


def told(call, ben, outcome="reject", **given):
    one = making.application(call, status="under-review", **given)
    done = making.assignment(one, making.reviewer(call.programme), "submitted", points=300)
    done.to_applicant = "Read Okafor 2019."
    done.save()
    deciding.prepare(one, outcome=outcome, by=ben)
    deciding.release(call, by=ben)
    one.refresh_from_db()
    return one


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_letter_stays_as_it_was_sent(call, ben, lang):
    one = told(call, ben, by=making.applicant(language=lang), language=lang)
    [sent] = mailbox.to(one.applicant.email, "reviews/decision")
    kept = Decision.objects.get(application=one)
    assert (kept.told_subject, kept.told_text) == (sent.subject, sent.text)
    call.places = 99
    call.save()
    client = make.sign_in(one.applicant)
    for address in (f"/{lang}/account/applications/{one.uid}", f"/{lang}/account/applications/{one.uid}/decision"):
        shown = client.get(address).content.decode()
        assert "Read Okafor 2019." in shown
        assert sent.subject in shown
    assert ("10个名额" if lang == "zh-hans" else "10 places") in sent.text


def test_nobody_but_the_applicant_has_the_letter(call, ben):
    one = told(call, ben)
    helper = making.applicant()
    one.co_applicants.create(user=helper, email=helper.email, name="Hel", state="accepted", role="edit", token_hash="h")
    address = f"/en/account/applications/{one.uid}/decision"
    assert "/account/login" in Client().get(address).headers["Location"]
    assert {make.sign_in(who).get(address).status_code for who in (helper, making.applicant(), make.staff(), ben.user)} == {404}
    assert "Okafor" not in page(one, by=helper)
    assert make.sign_in(making.application(call).applicant).get(address).status_code == 404


def test_before_the_release_there_is_none(call, ben):
    one = making.application(call, status="under-review")
    deciding.prepare(one, outcome="reject", by=ben)
    assert make.sign_in(one.applicant).get(f"/en/account/applications/{one.uid}/decision").status_code == 404


def test_a_letter_told_before_letters_were_kept_is_written_again(call, ben):
    one = told(call, ben)
    Decision.objects.update(told_subject="", told_text="")
    assert "Read Okafor 2019." in page(one)


# One act, one mail


def test_asking_for_more_tells_once(call, ben):
    one = making.application(call)
    judging.move(one, "ask-info", by=ben, info_wanted="Your second budget.", info_days=5)
    assert list(Notice.objects.filter(user=one.applicant).values_list("topic", flat=True)) == ["applications/info-asked"]
    shown = make.sign_in(one.applicant).get(f"/en/account/applications/{one.uid}/send").content.decode()
    assert "before the call closes" not in shown


def test_the_invitation_to_the_full_application_is_one_letter_with_its_closing(ben, call):
    call.stages, call.full_closes_at, call.status = 2, making.NOW() + 20 * DAY, "in-review"
    call.save()
    making.CallForm.objects.create(call=call, stage=2, version=1, sections=making.SECTIONS)
    one = making.application(call, status="under-review")
    deciding.prepare(one, outcome="invite", by=ben)
    deciding.release(call, by=ben)
    [sent] = mailbox.to(one.applicant.email)
    assert f"{call.full_closes_at.year}" in sent.text
    assert "Send it by" in sent.text
    shown = page(one)
    assert "Reopened" not in shown
    assert "Full application invited" in shown


def test_the_panel_says_what_was_sent(call, ben):
    told(call, ben)
    shown = make.sign_in(ben.user).get(reverse("call_panel", args=[call.uid])).content.decode()
    assert "none sent" not in shown
    assert "1 decision was sent." in shown


def test_a_declined_offer_promises_nobody_the_place():
    call = making.call(status="deciding")
    offer = offers.make(making.application(call, status="shortlisted"), by=make.acting(making.coordinator(call.programme)))
    owner = offer.application.applicant
    offers.decline(offer, by=make.acting(owner))
    shown = make.sign_in(owner).get(f"/en/account/applications/{offer.application.uid}/offer").content.decode()
    assert "next person" not in shown


# Expected decisions, offers and invitations


@pytest.mark.parametrize(("days", "said"), [(9, "expects to tell you by"), (-2, "That day has passed")])
def test_when_the_decision_is_expected_is_said_and_a_passed_day_too(call, days, said):
    call.decisions_on = (making.NOW() + days * DAY).date()
    call.save()
    assert said in page(making.application(call, status="shortlisted"))
    assert said not in page(making.application(call, status="rejected"))
    shown = Client().get(f"/en/exchanges/calls/{call.uid}").content.decode()
    assert ("expected by" if days > 0 else "they are late") in shown
    found = Client().get(reverse("api_call", args=[call.uid]), {"fields": "uid,decisions_on"}).json()
    assert call.decisions_on.isoformat() in str(found)
    assert "Decisions expected by" in Client().get("/en/exchanges/calls.atom").content.decode()


def test_decisions_are_not_expected_before_the_closing():
    call = making.call()
    early = {"decisions_on": (call.closes_at - 2 * DAY).date()}
    with pytest.raises(ExchangeError, match="before the call closes"):
        calls.edit(call, "dates", early, by=make.acting(make.staff()))
    calls.edit(call, "dates", {"decisions_on": (call.closes_at + 2 * DAY).date()}, by=make.acting(make.staff("other@example.org")))
    call.refresh_from_db()
    assert call.decisions_on


def test_with_an_offer_the_page_has_its_last_minute_on_three_clocks():
    call = making.call(status="deciding")
    offer = offers.make(making.application(call, status="shortlisted"), by=make.acting(making.coordinator(call.programme)))
    shown = page(offer.application)
    assert "Cambridge" in shown or "London" in shown
    assert "Beijing" in shown
    assert "This clock decides." in shown


def invite(of, email, role="view"):
    return of.co_applicants.create(email=email, name="In Vited", role=role, state="invited", token_hash="h" + email, invited_at=making.NOW())


@pytest.mark.parametrize("role", ["view", "half"])
def test_an_invitation_waits_on_my_page_for_who_confirmed_the_address(role):
    call = making.call()
    one, friend = making.application(call, status="draft"), making.applicant("wei@example.org")
    if role == "half":
        call.is_paired, call.halves = True, HALVES
        call.save()
        one.pair, one.side = call.pairs.create(), "uk"
        one.save()
    invited = invite(one, friend.email, role)
    [need] = standing.needs(make.acting(friend))
    assert ("other half" in str(need)) is (role == "half")
    client = make.sign_in(friend)
    address = reverse("application_invited", args=[invited.pk])
    assert address in client.get("/en/account").content.decode()
    assert make.sign_in(making.applicant()).get(address).status_code == 404
    assert client.get(address).status_code == 200
    assert client.post(address, {"act": "accept"}).status_code == 302
    assert standing.needs(make.acting(friend)) == [] or role == "half"  # who writes a half now has a draft to send
    invited.refresh_from_db()
    assert invited.state == "accepted"
