"""What lives in a call that is cancelled or archived ends, and its people are told why."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from exchanges.applications import ending, standing, upkeep
from exchanges.calls import services as calls
from exchanges.errors import ExchangeError, NotNow
from exchanges.models import Application, Call, WaitingEntry
from exchanges.offers import places
from exchanges.offers import services as offers
from exchanges.reviews import deciding, judging
from tests import mailbox, make
from tests.exchanges import making
from tests.exchanges.told import now, page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call():
    return making.closed_call(reviews_wanted=0)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme, "ben@example.org"))


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


def test_a_release_that_was_begun_tells_nothing_of_a_cancelled_call(call, ben, monkeypatch):
    one = making.application(call, status="under-review")
    deciding.prepare(one, outcome="reject", by=ben)
    begun = deciding.release(call, by=ben, seconds=-1)
    monkeypatch.setattr(ending, "go_on", lambda *_given: 0)  # the worker hasn't come by
    cancelled(call)
    deciding.release(call, by=ben)
    begun.refresh_from_db()
    assert begun.ended_at
    assert now(one) == ["under-review"]
    assert mailbox.to(one.applicant.email, "reviews/decision") == []
