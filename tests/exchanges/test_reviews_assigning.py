"""Automatic assignment: the same plan each time, an even load, subjects and languages that fit, conflicts left out and told."""

from collections import Counter
from typing import Any

import pytest

from accounts.models import User
from directory import subjects
from directory.models import Profile, ProfileSubject, Subject
from exchanges.models import Assignment, Call
from exchanges.reviews import assigning
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db


def knows(user: User, *codes: str, languages: list[str] | None = None) -> User:
    subjects.load()
    made = make.person(f"Reviewer {user.pk}x", working_languages=languages or [])
    Profile.objects.filter(pk=made.pk).update(owner=user)
    for code in codes:
        ProfileSubject.objects.create(profile=made, subject=Subject.objects.get(code=code))
    return user


@pytest.fixture
def call() -> Call:
    return making.call(making.programme(), status="in-review", reviews_wanted=2, subjects=["2.2"])


def plan(call: Call, who: User | None = None) -> assigning.Plan:
    return assigning.plan(call, by=make.acting(who or making.coordinator(call.programme)))


def test_everybody_gets_as_many_as_wanted_and_the_load_is_even(call: Call):
    rows = [making.application(call, status="under-review") for _unused in range(9)]
    people = [making.reviewer(call.programme) for _unused in range(4)]
    made = plan(call)
    assert Counter(row.application.pk for row in made.rows) == dict.fromkeys((one.pk for one in rows), 2)
    assert len({(row.application.pk, row.reviewer.pk) for row in made.rows}) == 18
    load = Counter(row.reviewer.pk for row in made.rows)
    assert set(load) == {one.pk for one in people}
    assert max(load.values()) - min(load.values()) <= 2
    assert max(load.values()) <= 5
    assert not made.short
    assert not Assignment.objects.exists()


def test_the_same_inputs_give_the_same_plan(call: Call):
    for _unused in range(6):
        making.application(call, status="eligible")
    for _unused in range(4):
        making.reviewer(call.programme)
    who = making.coordinator(call.programme)
    first, second = plan(call, who), plan(call, who)
    assert first.digest == second.digest
    assert [row.why for row in first.rows] == [row.why for row in second.rows]


def test_the_subject_fits_before_the_language(call: Call):
    Call.objects.filter(pk=call.pk).update(reviews_wanted=1)
    call.refresh_from_db()
    making.application(call, status="under-review", language="zh-hans")
    reader = knows(making.reviewer(call.programme), "5.2", languages=["zh"])
    near = knows(making.reviewer(call.programme), "2.3")
    exact = knows(making.reviewer(call.programme), "2.2")
    [row] = plan(call).rows
    assert row.reviewer == exact
    assert row.why["subject"] == {"fit": 2, "codes": ["2.2"]}
    assert row.why["language"] == {"fit": False, "code": "zh-hans"}
    exact.programme_roles.update(ended_at=making.NOW())
    [row] = plan(call).rows
    assert (row.reviewer, row.why["subject"]) == (near, {"fit": 1, "codes": ["2"]})
    near.programme_roles.update(ended_at=making.NOW())
    [row] = plan(call).rows
    assert (row.reviewer, row.why["language"]) == (reader, {"fit": True, "code": "zh-hans"})


def test_conflicts_are_left_out_and_told(call: Call):
    application = making.application(call, status="under-review")
    free, tied = making.reviewer(call.programme), making.reviewer(call.programme)
    making.letter(application, email=tied.email)
    made = plan(call)
    assert [row.reviewer for row in made.rows] == [free]
    assert made.rows[0].why["excluded"] == [{"reviewer": tied.pk, "conflicts": [{"kind": "referee", "en": "", "zh": ""}]}]
    [short] = made.short
    assert (short.application, short.missing) == (application, 1)
    assert [(user, found[0].kind) for user, found in short.excluded] == [(tied, "referee")]


def test_who_said_no_is_not_asked_again_and_what_stands_counts(call: Call):
    application = making.application(call, status="under-review")
    one, two, three = (making.reviewer(call.programme) for _unused in range(3))
    making.assignment(application, one, state="declined")
    making.assignment(application, two, state="in-progress")
    assert [row.reviewer for row in plan(call).rows] == [three]


def test_a_conflict_elsewhere_is_solved_by_handing_on(call: Call):
    """Of two reviewers one is free for both applications and one for the first alone: both applications are read."""
    Call.objects.filter(pk=call.pk).update(reviews_wanted=1)
    call.refresh_from_db()
    first, second = (making.application(call, status="under-review") for _unused in range(2))
    able, tied = making.reviewer(call.programme), making.reviewer(call.programme)
    making.letter(second, email=tied.email)
    assert {(row.application, row.reviewer) for row in plan(call).rows} == {(first, tied), (second, able)}


def test_a_coordinator_who_applied_is_left_out_of_the_plan(call: Call):
    who = making.coordinator(call.programme)
    making.application(call, by=who, status="under-review")
    other = making.application(call, status="under-review")
    making.reviewer(call.programme)
    assert {row.application for row in plan(call, who).rows} == {other}


def test_carrying_it_out_tells_each_reviewer_once_and_every_row_what_came_of_it(call: Call):
    rows = [making.application(call, status="eligible") for _unused in range(3)]
    one, two = making.reviewer(call.programme), making.reviewer(call.programme)
    by = make.acting(making.coordinator(call.programme))
    made = assigning.plan(call, by=by)
    making.letter(rows[0], email=one.email)  # since the plan was shown
    results = assigning.carry_out(made, by=by)
    refused = [(one.row.application, one.row.reviewer) for one in results if one.problem]
    assert refused == [(rows[0], one)]
    assert Assignment.objects.count() == 5
    assert "2 applications" in mailbox.to(one.email)[-1].text
    assert len(mailbox.to(two.email)) == 1
    assert {one.why["by"] for one in Assignment.objects.filter(reviewer=two)} == {"plan"}
    assert not assigning.plan(call, by=by).rows


def test_a_larger_plan_takes_a_fixed_number_of_queries(call: Call, django_assert_max_num_queries: Any):
    for _unused in range(10):
        making.application(call, status="under-review")
        making.reviewer(call.programme)
    by = make.acting(making.coordinator(call.programme))
    with django_assert_max_num_queries(32):
        assert len(assigning.plan(call, by=by).rows) == 20
