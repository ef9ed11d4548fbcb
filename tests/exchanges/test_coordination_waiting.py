"""What waits for coordinators and staff: a line a call, nothing before the closing, nothing of what they take part in."""

from datetime import timedelta

import pytest

from accounts.hooks import Need, needs_of
from exchanges.coordination import waiting
from exchanges.models import Call, Decision
from exchanges.placements import listing
from tests import make
from tests.exchanges import making, stays

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call() -> Call:
    return making.closed_call(making.programme(), title_en="Judged call", title_zh="评审征集")


def lines(call: Call, user=None) -> list[str]:
    return [str(one.text) for one in waiting.needs(make.acting(user or making.coordinator(call.programme)))]


def test_each_kind_is_a_line_with_its_number_and_the_way_there(call: Call):
    one = making.application(call)
    making.application(call)
    judged = making.application(call, status="under-review")
    making.assignment(judged, making.reviewer(call.programme), due_at=making.NOW() - DAY)
    making.assignment(judged, making.reviewer(call.programme), due_at=making.NOW() + DAY)
    Decision.objects.create(application=judged, outcome="reject")
    assert lines(call) == [
        "2 applications for “Judged call” came in and are to be looked at", "1 review for “Judged call” is overdue",
        "1 decision for “Judged call” is prepared and not sent",
    ]
    client = make.sign_in(making.coordinator(call.programme))
    page = client.get("/en/account").content.decode()
    assert f"/en/account/calls/{call.uid}/applications?status=submitted" in page
    assert one.number in client.get(f"/en/account/calls/{call.uid}/applications?status=submitted").content.decode()
    assert "评审征集" in client.get("/zh-hans/account").content.decode()


def test_before_a_dated_call_closes_nothing_is_to_be_looked_at():
    making.application(open_call := making.call())
    making.application(rolling := making.call(is_rolling=True, closes_at=None))
    assert lines(open_call) == []
    assert len(lines(rolling)) == 1


def test_a_call_that_ended_asks_for_nothing(call: Call):
    making.application(call)
    Call.objects.update(status="cancelled")
    assert lines(call) == []


def test_nothing_of_what_they_take_part_in_nor_of_other_programmes(call: Call):
    ben = making.coordinator(call.programme)
    making.application(call, by=ben)
    assert lines(call, ben) == []
    making.application(call)
    assert len(lines(call, ben)) == 1
    assert lines(call, making.coordinator(making.programme("Other", "其他"))) == []
    assert lines(call, making.reviewer(call.programme)) == []
    assert lines(call, make.member("mia@example.org")) == []


def test_staff_see_the_piles_of_all_programmes(call: Call):
    making.application(call)
    making.application(making.closed_call(making.programme("Other", "其他")))
    piles = {str(one.label): one.count for one in waiting.work(make.acting(make.staff()))}
    assert piles == {"Applications to look at": 2, "Overdue reviews": 0, "Decisions prepared and not sent": 0}
    assert waiting.work(make.acting(making.coordinator(call.programme))) == []


def test_what_has_a_last_day_comes_first_the_nearest_before_the_others(settings, call: Call):
    settings.NEEDS = [f"{__name__}.some"]
    assert [one.text for one in needs_of(make.acting(make.member("mia@example.org")))] == ["yesterday", "tomorrow", "older", "newer"]


def some(_actor: object) -> list[Need]:
    now = making.NOW()
    dated = [Need("tomorrow", "", now, now + DAY), Need("yesterday", "", now, now - DAY)]
    return [Need("newer", "", now - DAY), *dated, Need("older", "", now - 9 * DAY)]


def test_what_is_late_says_so_on_my_page(call: Call):
    review = making.assignment(making.application(call, status="under-review"), making.reviewer(call.programme), due_at=making.NOW() - DAY)
    assert "Was due" in make.sign_in(review.reviewer).get("/en/account").content.decode()


def test_a_stay_without_a_host_and_one_with_open_checks_wait_for_coordinators_and_its_person():
    bare, checked = stays.stay("proposed"), stays.stay("host-confirmed", checks="open")
    type(bare.placement).objects.filter(pk=bare.placement.pk).update(host=None)
    for one in (bare, checked):
        assert any("placement waits for you" in str(need.text) for need in listing.needs(one.acting("coordinator")))
    (need,) = listing.needs(checked.acting("person"))
    assert "to be checked" in str(need.text)
    (need,) = listing.needs(stays.stay("host-confirmed").acting("person"))
    assert str(need.text).startswith("Confirm your placement")
