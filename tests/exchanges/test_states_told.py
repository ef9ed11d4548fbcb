"""Who is found not eligible is told at once and why; nothing is decided before a dated call closes; what ends one half ends the other."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exchanges.applications import services, withdrawing
from exchanges.coordination import bulk
from exchanges.errors import NotNow
from exchanges.reviews import judging
from tests import mailbox, make
from tests.exchanges import making
from tests.exchanges.paired import pair_of
from tests.exchanges.told import NEWS, now, page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call():
    return making.closed_call(reviews_wanted=0)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme, "ben@example.org"))


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


def test_withdrawing_one_half_ends_the_other_and_says_so(call):
    uk, cn = pair_of(call)
    withdrawing.withdraw(uk, by=make.acting(uk.applicant))
    assert now(uk, cn) == ["withdrawn", "ended"]
    assert "The other half was withdrawn" in page(cn)
    uk.pair.refresh_from_db()
    assert uk.pair.complete_at is None
