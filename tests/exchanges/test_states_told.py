"""What people see of an application is true to the end: who is found not eligible is told, a cancelled call ends what lives in it, nothing is decided
before a dated call closes, and decisions stay readable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice
from exchanges.applications import ending, services, standing, upkeep, withdrawing
from exchanges.calls import services as calls
from exchanges.coordination import bulk
from exchanges.errors import ExchangeError, NotNow
from exchanges.models import Application, Call, Decision, WaitingEntry
from exchanges.offers import places
from exchanges.offers import services as offers
from exchanges.reviews import deciding, judging
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEWS = "applications/news"
HALVES = {"uk": {"currency": "GBP", "cap": 1200000}, "cn": {"currency": "CNY", "cap": 10000000}}


@pytest.fixture
def call():
    return making.closed_call(reviews_wanted=0)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme, "ben@example.org"))


def page(application: Application, lang: str = "en", by=None) -> str:
    return make.sign_in(by or application.applicant).get(f"/{lang}/account/applications/{application.uid}").content.decode()


def now(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status if isinstance(row, Application) else row.state for row in rows]


# Not eligible


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_not_eligible_is_told_at_once_with_its_reason(call, ben, lang):
    one = making.application(call, by=making.applicant(language=lang), language=lang)
    asked = making.assignment(one, making.reviewer(call.programme), "in-progress")
    judging.move(one, "find-ineligible", by=ben, reason="Your degree is from 2009.")
    [told] = mailbox.to(one.applicant.email)
    assert told.topic == NEWS
    assert "Your degree is from 2009." in told.text
    assert ("不符合" if lang == "zh-hans" else "not to meet the conditions") in told.text
    assert ("有误" if lang == "zh-hans" else "mistake") in told.text
    assert "Your degree is from 2009." in page(one, lang)
    assert now(asked) == ["removed"], "its reviewer is no longer asked"
    judging.move(one, "find-ineligible", by=ben, reason="Again.")
    assert len(mailbox.to(one.applicant.email)) == 1, "a repetition tells nothing"


def test_who_is_found_eligible_after_all_is_told_and_one_application_counts(call, ben):
    one = making.application(call)
    judging.move(one, "find-ineligible", by=ben, reason="No degree.")
    judging.move(one, "find-eligible", by=ben)
    assert [sent.topic for sent in mailbox.to(one.applicant.email)] == [NEWS, NEWS]
    assert "No degree." not in page(one)
    judging.move(one, "find-ineligible", by=ben, reason="No degree.")
    making.application(call, by=one.applicant)
    with pytest.raises(NotNow, match="another application"):
        judging.move(one, "find-eligible", by=ben)


def test_the_reason_is_for_its_applicant(call, ben):
    uk, _cn = pair_of(call)
    judging.move(uk, "find-ineligible", by=ben, reason="Expelled once.")
    assert "Expelled once." not in page(uk, by=_cn.applicant)
    assert "Expelled once." not in page(_cn)


def test_many_are_told_and_the_last_check_says_how_many(call):
    two = [making.application(call), making.application(call)]
    client = make.sign_in(making.coordinator(call.programme))
    given = {"act": "find-ineligible", "reason": "No degree.", "application": [one.uid for one in two]}
    checked = client.post(reverse("call_act", args=[call.uid]), given).content.decode()
    assert "2 applicants are told at once" in checked
    actor = make.acting(making.coordinator(call.programme))
    seal = bulk.check(call, "find-ineligible", given["application"], by=actor).seal
    bulk.carry_out(call, "find-ineligible", given["application"], by=actor, seal=seal, reason="No degree.")
    assert all("No degree." in mailbox.to(one.applicant.email)[0].text for one in two)


def test_many_shortlisted_ask_the_referees_whom_one_shortlisted_asks(ben, call):
    call.letters_asked, call.letters_wanted = "shortlisted", 1
    call.letters_due_at = making.NOW() + 9 * DAY
    call.save()
    one = making.application(call, status="eligible")
    letter = making.letter(one)
    seal = bulk.check(call, "shortlist", [one.uid], by=ben).seal
    assert [row.result for row in bulk.carry_out(call, "shortlist", [one.uid], by=ben, seal=seal)] == ["done"]
    assert now(one, letter) == ["shortlisted", "requested"]


# Before a dated call closes


@pytest.mark.parametrize(("name", "status"), [
    ("find-eligible", "submitted"), ("find-ineligible", "submitted"), ("ask-info", "submitted"), ("take-up", "submitted"),
    ("shortlist", "eligible"), ("unshortlist", "shortlisted"),
])
def test_nothing_binds_who_applied_before_a_dated_call_closes(name, status):
    open_call, rolling = making.call(), making.call(is_rolling=True, closes_at=None)
    one, free = making.application(open_call, status=status), making.application(rolling, status=status)
    ben = make.acting(making.coordinator(open_call.programme))
    assert name not in judging.open_moves(one, ben)
    assert "still open" in str(judging.waits_because(one, ben))
    assert bulk.check(open_call, name, [one.uid], by=ben).ready == []
    with pytest.raises(NotNow, match="still open"):
        judging.move(one, name, by=ben, reason="because")
    assert now(one) == [status]
    if status == "submitted":
        assert services.reopen(one, by=make.acting(one.applicant)), "what was promised holds"
    assert judging.move(free, name, by=make.acting(making.coordinator(rolling.programme)), reason="because")


def test_the_page_says_why_nothing_is_decided_yet():
    one = making.application(making.call())
    client = make.sign_in(making.coordinator(one.call.programme))
    shown = client.get(reverse("call_application", args=[one.call.uid, one.uid])).content.decode()
    assert "until it closes, applicants may change what they sent" in shown
    assert 'name="move"' not in shown


def test_a_full_application_waits_for_its_own_closing():
    call = making.closed_call(status="in-review", stages=2, full_closes_at=making.NOW() + DAY)
    one = making.application(call, stage=2)
    with pytest.raises(NotNow, match="still open"):
        judging.move(one, "find-eligible", by=make.acting(making.coordinator(call.programme)))


# A cancelled or archived call


def cancelled(call, email="staff@example.org"):
    return calls.move(call, "cancel", by=make.acting(make.staff(email)), reason="The funder left.")


LIVING = ["draft", "submitted", "eligible", "more-info", "under-review", "shortlisted", "offered", "waitlisted", "accepted"]


@pytest.mark.parametrize("status", LIVING)
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_cancelling_ends_and_tells(call, status, lang):
    one = making.application(call, by=making.applicant(language=lang), status=status)
    asked, letter = making.assignment(one, making.reviewer(call.programme), "invited"), making.letter(one, state="requested", asked_at=making.NOW())
    cancelled(call)
    assert now(one, asked, letter) == ["ended", "removed", "cancelled"]
    [told] = mailbox.to(one.applicant.email)
    assert "The funder left." in told.text
    assert ("取消" if lang == "zh-hans" else "cancelled") in told.subject
    shown = page(one, lang)
    assert "The funder left." in shown
    assert ("已取消" if lang == "zh-hans" else "The call was cancelled") in shown
    assert ending.go_on(call.pk) == 0, "once is enough"
    assert not Notice.objects.filter(user=one.applicant).exists()


@pytest.mark.parametrize("status", ["withdrawn", "rejected", "ineligible", "not-sent", "completed"])
def test_what_had_ended_hears_nothing_of_it(call, status):
    one = making.application(call, status=status)
    cancelled(call)
    assert now(one) == [status]
    assert mailbox.to(one.applicant.email) == []


def test_cancelling_frees_places_and_moves_nobody_up(call):
    offered, waiting = making.application(call, status="offered"), making.application(call, status="waitlisted")
    offer, entry = making.offer(offered), WaitingEntry.objects.create(call=call, application=waiting, rank=1)
    cancelled(call)
    assert now(offer, entry) == ["withdrawn", "left"]
    assert not waiting.offers.exists()
    assert places.check(call) == []


def test_who_has_left_home_stays(call):
    away = making.application(call, status="accepted")
    today = making.NOW().date()
    stay = making.placement(making.offer(away, "confirmed"), state="active", starts_on=today, ends_on=today + 90 * DAY, arrived_on=today)
    cancelled(call)
    assert now(away, stay) == ["accepted", "active"]
    assert "You have a place" in page(away)


def test_a_cancelled_call_says_so_before_the_worker_comes_by(call, monkeypatch):
    one = making.application(call, status="shortlisted")
    draft = making.application(making.call(call.programme), status="draft")
    monkeypatch.setattr(ending, "go_on", lambda *_given: 0)
    cancelled(call)
    cancelled(draft.call, "other@example.org")
    assert "The call was cancelled" in page(one)
    shown = page(draft)
    assert "Send it before the call closes" not in shown
    assert "Check and send" not in shown
    assert standing.needs(make.acting(draft.applicant)) == []
    Call.objects.filter(pk=draft.call_id).update(closes_at=making.NOW() + DAY)
    upkeep.remind()
    assert not Notice.objects.filter(topic="applications/reminder").exists()
    section = make.sign_in(draft.applicant).get(f"/en/account/applications/{draft.uid}/sections/project").content.decode()
    assert "Writing is for the applicant" not in section
    assert "can’t be written now" in section
    ben = make.acting(making.coordinator(call.programme))
    assert judging.open_moves(Application.objects.get(pk=one.pk), ben) == {}
    with pytest.raises(NotNow, match="over"):
        judging.move(one, "unshortlist", by=ben)


def test_the_clock_goes_on_where_a_request_stopped(call, monkeypatch):
    many = [making.application(call, status="eligible") for _ in range(3)]
    monkeypatch.setattr("exchanges.calls.services.moving.SECONDS", -1.0)
    cancelled(call)
    assert now(*many) == ["eligible"] * 3
    assert ending.go_on() == 3
    assert now(*many) == ["ended"] * 3


def test_an_archived_call_leaves_no_draft_and_no_list():
    call, staff = making.closed_call(status="decided", stages=2, full_closes_at=making.NOW() + DAY), make.acting(make.staff())
    draft = making.application(call, status="draft", stage=2)
    assert "Send it before" not in page(draft)
    offered = making.offer(making.application(call, status="offered"))
    with pytest.raises(ExchangeError, match="wait for an answer"):
        calls.move(call, "archive", by=staff)
    offers.decline(offered, by=make.acting(offered.application.applicant))
    waiting = making.application(call, status="waitlisted")
    entry = WaitingEntry.objects.create(call=call, application=waiting, rank=1)
    calls.move(call, "archive", by=staff)
    assert now(draft, waiting, entry) == ["not-sent", "rejected", "left"]
    assert "waiting list has ended" in mailbox.to(waiting.applicant.email)[0].subject


# Decisions stay readable


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


def pair_of(call, *statuses):
    """Two halves of a pair that is in."""
    call.is_paired, call.halves = True, HALVES
    call.save(update_fields=["is_paired", "halves", "letters_asked", "letters_wanted", "letters_due_at"])
    pair = call.pairs.create(complete_at=making.NOW())
    uk, cn = [*statuses, "submitted", "submitted"][:2]
    first = making.application(call, status=uk, pair=pair, side="uk", currency="GBP")
    return first, making.application(call, status=cn, pair=pair, side="cn", currency="CNY")


def test_withdrawing_one_half_ends_the_other_and_says_so(call):
    uk, cn = pair_of(call)
    withdrawing.withdraw(uk, by=make.acting(uk.applicant))
    assert now(uk, cn) == ["withdrawn", "ended"]
    assert "The other half was withdrawn" in page(cn)
    uk.pair.refresh_from_db()
    assert uk.pair.complete_at is None


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
