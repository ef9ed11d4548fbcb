"""Matching runs of a call: frozen, published unseen, kept by the database as they were computed; and what other places would change."""

from fractions import Fraction

import orjson
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.matching import frozen
from exchanges.models import Decision, Event, MatchRun, Release
from exchanges.offers import running, trying
from exchanges.reviews import deciding
from tests import make
from tests.exchanges import making


@pytest.fixture
def world(db):
    """A call of two positions; three applications with wishes and two reviews each; who coordinates."""
    call = making.call(status="deciding", places=2, reviews_wanted=2)
    ben = make.acting(making.coordinator(call.programme))
    first, second = making.position(call), making.position(call, title_en="Sensors")
    people = []
    for values in ((5, 5), (4, 5), (3, 3)):
        application = making.application(call, status="shortlisted")
        for rank, position in enumerate((first, second), 1):
            application.preferences.create(position=position, rank=rank)
        for value in values:
            making.assignment(application, making.reviewer(call.programme), state="submitted", points=value * 100)
        people.append(application)
    return call, ben, people, (first, second)


def test_a_run_freezes_exact_scores_and_what_is_left(world):
    call, ben, people, (first, second) = world
    run = running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    names = [running.pseudonym(one) for one in people]
    assert {who: Fraction(score) for who, score in run.inputs["scores"].items()} == dict(zip(names, (5, Fraction(9, 2), 3), strict=True))
    assert run.inputs["positions"] == {first.uid: 1, second.uid: 1}
    assert run.result["places"] == {names[0]: first.uid, names[1]: second.uid}
    assert frozen.problems(running.document(run)) == []
    again = running.compute(call, method="deferred-acceptance", seed="lot", reason="Once more", by=ben)
    assert (again.inputs_sha256, again.result_sha256) == (run.inputs_sha256, run.result_sha256)
    text = orjson.dumps(running.document(run)).decode()
    assert not any(one.number in text or one.uid in text or one.applicant.email in text for one in people)


def test_publishing_prepares_decisions_that_nobody_sees_yet(world):
    call, ben, people, (first, second) = world
    run = running.publish(running.compute(call, method="deferred-acceptance", seed="lot", by=ben), by=ben)
    assert list(Decision.objects.order_by("application").values_list("outcome", "position", "rank")) == [
        ("offer", first.pk, None), ("offer", second.pk, None), ("wait", None, 1),
    ]
    assert not Decision.objects.filter(released_at__isnull=False).exists()
    assert running.published_for(people[0]) is None
    Decision.objects.update(released_at=timezone.now())
    assert running.published_for(people[0]) == run
    assert running.publish(run, by=ben).published_at == run.published_at
    with pytest.raises(NotNow):
        running.discard(run, by=ben)


def test_a_run_whose_inputs_have_moved_on_is_not_published(world):
    call, ben, people, _positions = world
    run = running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    people[2].preferences.all().delete()
    with pytest.raises(ExchangeError, match="changed"):
        running.publish(run, by=ben)
    run.refresh_from_db()
    assert run.state == "computed"
    assert not Decision.objects.exists()


def test_another_run_needs_a_reason_and_a_seed(world):
    call, ben, people, _positions = world
    for seed in ("", " \0", "x" * 65):
        with pytest.raises(ExchangeError):
            running.compute(call, method="assignment", seed=seed, by=ben)
    running.discard(running.compute(call, method="assignment", seed="lot", by=ben), by=ben)
    with pytest.raises(ExchangeError, match="another"):
        running.compute(call, method="assignment", seed="lot", by=ben)
    with pytest.raises(NotAllowed):
        running.compute(call, method="assignment", seed="lot", by=make.acting(people[0].applicant))
    assert MatchRun.objects.count() == 1


def test_what_if_says_who_would_be_better_off_and_keeps_nothing(world):
    call, ben, _people, (first, second) = world
    found = trying.what_if(call, places={first.uid: 3}, in_all=3, by=ben)
    assert (found.run, found.is_run, found.now["ranks"], found.then["ranks"]) == (None, False, [(1, 1), (2, 1)], [(1, 3)])
    assert (dict(found.changed), found.positions) == ({"better": 1, "gained": 1}, (first.uid, second.uid))
    assert not MatchRun.objects.exists()
    run = running.compute(call, method="assignment", seed="lot", by=ben)
    found = trying.what_if(call, places={first.uid: 3}, by=ben)
    assert (found.run, found.is_run, found.then["placed"]) == (run, True, 2), "a position has more places, the programme has not"
    assert {who for who, _n in found.now["ranks"]} == {rank for rank, _n in running.summary(run.inputs, run.result)["ranks"]}
    found = trying.what_if(call, places={first.uid: 0, second.uid: 0}, by=ben)
    assert dict(found.changed) == {"lost": 2}
    assert trying.what_if(call, places={}, by=ben).changed == {}
    call.applications.update(status="rejected")
    with pytest.raises(ExchangeError, match="Nobody"):
        trying.what_if(call, places={}, by=ben)
    with pytest.raises(NotAllowed):
        trying.what_if(call, places={}, by=make.acting(make.member("cy@example.org")))


def test_what_if_says_when_the_run_is_no_longer_what_stands(world):
    call, ben, people, _positions = world
    running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    people[2].preferences.all().delete()
    assert not trying.what_if(call, places={}, by=ben).is_run


def test_too_few_reviews_need_the_coordinators_own_reason(world):
    call, ben, people, _positions = world
    people[1].assignments.first().delete()
    run = running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    assert running.missing_reviews(run) == [(people[1], 1)]
    for override in ("", " \0 "):
        with pytest.raises(ExchangeError, match="1 application"):
            running.publish(run, by=ben, override=override)
    run.refresh_from_db()
    assert (run.state, run.published_at, Decision.objects.count()) == ("computed", None, 0)
    run = running.publish(run, by=ben, override="The third reviewer fell ill.")
    assert dict(Decision.objects.values_list("application", "override")) == {
        people[0].pk: "", people[1].pk: "The third reviewer fell ill.", people[2].pk: "",
    }
    assert Event.objects.get(noun="matchrun", move="publish").reason == "The third reviewer fell ill."
    assert running.missing_reviews(run) == []


def test_publishing_replaces_what_was_prepared_and_writes_a_line_where_something_changed(world):
    call, ben, people, (first, _second) = world
    deciding.prepare(people[0], outcome="offer", position=first, by=ben)
    deciding.prepare(people[2], outcome="reject", letter="Sorry", by=ben)
    running.publish(running.compute(call, method="deferred-acceptance", seed="lot", by=ben), by=ben)
    assert list(Decision.objects.order_by("application").values_list("outcome", "letter", "rank")) == [
        ("offer", "", None), ("offer", "", None), ("wait", "", 1),
    ]
    lines = Event.objects.filter(noun="decision", move="prepare").order_by("pk").values_list("key", "source", "right", "by")
    kept = {one.application_id: one.pk for one in Decision.objects.all()}
    role = lines[0][2]
    assert list(lines)[2:] == [(kept[people[1].pk], "", role, ben.user.pk), (kept[people[2].pk], "prepared", role, ben.user.pk)]


def test_what_is_being_told_is_not_decided_by_a_run(world):
    call, ben, people, _positions = world
    run = running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    deciding.prepare(people[0], outcome="reject", by=ben)
    Decision.objects.update(released_at=timezone.now())
    with pytest.raises(NotNow):
        running.publish(run, by=ben)
    Decision.objects.all().delete()
    Release.objects.create(call=call, stage=1, by=ben.user)
    with pytest.raises(NotNow):
        running.publish(run, by=ben)
    run.refresh_from_db()
    assert (run.state, Decision.objects.count()) == ("computed", 0)


def test_where_all_have_enough_reviews_no_reason_is_kept(world):
    call, ben, _people, _positions = world
    run = running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    assert running.missing_reviews(run) == []
    running.publish(run, by=ben, override="Not needed")
    assert set(Decision.objects.values_list("override", flat=True)) == {""}
    assert Event.objects.get(noun="matchrun", move="publish").reason == ""


def refused(sql, *values):
    """Whether the database itself refuses the statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        return "append-only" in str(error) or "match_run_" in str(error)
    return False


CHANGES = [
    "inputs = '{}'", "inputs_sha256 = 'x'", "result = '{}'", "result_sha256 = 'x'", "certificate = '{}'", "seed = 'another'", "method = 'assignment'",
    "reason = 'x'", "call_id = call_id + 1", "uid = 'another'", "computed_at = '2020-01-01'",
]


@pytest.mark.parametrize("move", [None, running.discard, running.publish], ids=["computed", "discarded", "published"])
def test_the_database_keeps_a_run_as_it_was_computed(world, move):
    call, ben, _people, _positions = world
    run = running.compute(call, method="deferred-acceptance", seed="lot", by=ben)
    if move:
        move(run, by=ben)
    for change in CHANGES:
        assert refused(f"UPDATE exchanges_matchrun SET {change}"), change
    assert refused("DELETE FROM exchanges_matchrun WHERE id = %s", run.pk)
    if connection.vendor == "postgresql":
        assert refused("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE exchanges_matchrun")
    else:
        assert refused("INSERT OR REPLACE INTO exchanges_matchrun SELECT * FROM exchanges_matchrun")
    state = MatchRun.objects.get().state
    for other in {"computed", "discarded", "published"} - {state}:
        set_ = f"state = '{other}', published_at = {'CURRENT_TIMESTAMP' if other == 'published' else 'NULL'}"
        with transaction.atomic():
            assert refused(f"UPDATE exchanges_matchrun SET {set_}") == (state != "computed"), other
            transaction.set_rollback(True)
    assert refused("UPDATE exchanges_matchrun SET published_at = '2020-01-01'")
    assert refused("UPDATE exchanges_matchrun SET by_id = (SELECT applicant_id FROM exchanges_application LIMIT 1)")
    assert not refused("UPDATE exchanges_matchrun SET by_id = NULL"), "who computed it may leave Qiao"
