"""A programme at a glance: what its coordinators see of all its calls together, and what even that doesn't give away."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from exchanges.coordination import dashboard
from exchanges.coordination.statistics import Told
from exchanges.models import Programme
from exchanges.survey.models import SurveyCount
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme() -> Programme:
    """A call that is open, one that is judged with a late review and letter, a template."""
    made, now = making.programme(), making.NOW()
    making.call(made, title_en="Open call", title_zh="开放征集", closes_at=now + 3 * DAY, reviews_due_at=now + 20 * DAY)
    judged = making.closed_call(made, title_en="Judged call", title_zh="评审征集", places=4)
    one = making.application(judged, status="under-review")
    making.application(judged, status="accepted")
    making.assignment(one, making.reviewer(made), state="invited", due_at=now - 2 * DAY)
    making.letter(one, state="requested", due_at=now - DAY)
    making.call(made, title_en="Kept as a template", title_zh="模板", is_template=True, status="draft", published_at=None)
    return made


def shown(programme: Programme, lang: str = "en", client: Client | None = None) -> str:
    answer = (client or make.sign_in(making.coordinator(programme))).get(f"/{lang}/account/programmes/{programme.uid}/overview")
    assert answer.status_code == 200
    return answer.content.decode()


def test_calls_stand_beside_one_another_with_what_is_due_and_overdue(programme: Programme):
    actor, now = make.acting(making.coordinator(programme)), making.NOW()
    calls = dashboard.calls_of(programme, actor)
    lines = {line.title: (line.sent, line.accepted, line.overdue) for line in dashboard.lines(calls, dashboard.seen_by(actor, programme), now)}
    assert lines == {"Open call": (0, 0, 0), "Judged call": (2, 1, 2)}
    assert [(due.what, due.title) for due in dashboard.due_next(calls, now)] == [("Closes", "Open call"), ("Reviews are due", "Open call")]


@pytest.mark.parametrize(("lang", "said"), [("en", ["Judged call", "Overdue", "Due next"]), ("zh-hans", ["评审征集", "已逾期", "即将到期"])])
def test_the_page_tells_it_in_both_languages(programme: Programme, lang: str, said: list[str]):
    page = shown(programme, lang)
    assert [word for word in said if word not in page] == []
    assert "Kept as a template" not in page


def test_what_a_coordinator_takes_part_in_is_in_no_number(programme: Programme):
    ben = making.coordinator(programme)
    actor = make.acting(ben)
    before = dashboard.lines(dashboard.calls_of(programme, actor), dashboard.seen_by(actor, programme), making.NOW())
    making.application(programme.calls.get(title_en="Judged call"), by=ben, status="accepted")
    after = dashboard.lines(dashboard.calls_of(programme, actor), dashboard.seen_by(actor, programme), making.NOW())
    assert after == before


def count(call: Any, gender: dict[str, int], few: int | None) -> None:
    told = {"counts": gender, "few": few, "total": None}
    SurveyCount.objects.create(call=call, people=40, gender=told, career_stage=told, at=making.NOW())


def test_genders_are_the_sums_of_what_is_told_and_nothing_is_counted_anew(programme: Programme):
    ben = making.coordinator(programme)
    actor, calls = make.acting(ben), dashboard.calls_of(programme, make.acting(ben))
    assert dashboard.counted(calls, actor).calls == 0
    count(programme.calls.get(title_en="Judged call"), {"woman": 12, "man": 15}, None)
    count(programme.calls.get(title_en="Open call"), {"woman": 11}, 13)
    found = dashboard.counted(calls, actor)
    assert (found.calls, [bar.count for bar in found.groups[0].bars], found.groups[0].few) == (2, [23, 15], 13)
    assert "Summed over the 2 calls" in shown(programme)
    making.application(programme.calls.get(title_en="Open call"), by=ben)
    assert dashboard.counted(calls, make.acting(ben)).calls == 1  # who takes part learns nothing of all


def test_sums_of_nothing_told_tell_nothing():
    assert dashboard.summed([Told({}, None, None), Told({}, None, None)]) == Told({}, 0, None)


def test_the_number_of_queries_does_not_grow_with_the_calls(programme: Programme, django_assert_max_num_queries: Any):
    client = make.sign_in(making.coordinator(programme))
    shown(programme, client=client)
    for _number in range(8):
        making.application(making.closed_call(programme))
    with django_assert_max_num_queries(45):
        shown(programme, client=client)


def test_nobody_else_finds_it(programme: Programme):
    address = f"/en/account/programmes/{programme.uid}/overview"
    assert Client().get(address).status_code == 302
    for user in (make.member("mia@example.org"), making.reviewer(programme), making.coordinator(making.programme("Other", "其他"))):
        assert make.sign_in(user).get(address).status_code == 404
    assert make.sign_in(make.staff()).get("/en/account/programmes/x%00/overview").status_code == 404
