"""Matching runs: frozen, computed to the byte, certified, published unseen, explained; and a certificate that is checked without the database."""

import copy
import random
from fractions import Fraction

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.matching import Matching, assign, frozen, match, why
from exchanges.models import Decision, Event, MatchRun
from exchanges.offers import running, trying
from tests import make
from tests.exchanges import making


def inputs(method="deferred-acceptance", cap=9, **given):
    return {
        "version": frozen.VERSIONS[method], "method": method, "seed": "draw of 1 November", "cap": cap,
        "applicants": {"a1": ["p1", "p2"], "a2": ["p1"], "a3": ["p1", "p2"], "a4": ["p2", "p1"]}, "positions": {"p1": 1, "p2": 2},
        "scores": {"a1": "9/2", "a2": "4/1", "a3": "4/1"} if method == "deferred-acceptance" else {}, **given,
    }


def document(given):
    done = frozen.compute(given)
    return {
        "inputs": given, "inputs_sha256": frozen.sha256(given), "result": done.result, "result_sha256": frozen.sha256(done.result),
        "certificate": done.certificate,
    }


def test_twice_is_the_same_to_the_byte_and_the_order_of_rows_means_nothing():
    one = inputs()
    other = {**one, "applicants": dict(reversed(one["applicants"].items())), "positions": dict(reversed(one["positions"].items()))}
    assert frozen.canonical(document(one)) == frozen.canonical(document(other)) == frozen.canonical(document(copy.deepcopy(one)))


def test_who_has_no_score_is_taken_by_nobody():
    assert frozen.compute(inputs()).result == {"places": {"a1": "p1", "a3": "p2"}, "below_line": []}


@pytest.mark.parametrize("seed", range(40))
def test_a_cap_keeps_those_who_stand_highest_and_the_certificate_holds(seed):
    chance = random.Random(seed)
    people, positions = [f"a{n}" for n in range(12)], [f"p{n}" for n in range(4)]
    given = inputs(
        cap=chance.randint(0, 6), seed=str(seed), positions={one: chance.randint(0, 3) for one in positions},
        applicants={who: chance.sample(positions, chance.randint(1, 4)) for who in people},
        scores={who: f"{chance.randint(2, 6)}/2" for who in people if chance.random() < 0.9},
    )
    made = document(given)
    assert frozen.problems(made) == []
    order = frozen.standing(given)
    # The oracle: one after another in order of standing, each takes the best wish that is left, until the programme has no place.
    left, expected = dict(given["positions"]), {}
    for who in order:
        got = next((name for name in given["applicants"][who] if left[name]), None)
        if got and len(expected) < given["cap"]:
            left[got] -= 1
            expected[who] = got
    assert made["result"]["places"] == expected
    if not made["result"]["below_line"]:
        assert match(frozen.inputs_of(given)).place == expected


def test_the_assignment_obeys_the_cap_with_the_cheapest_of_that_size():
    wishes = {"a1": ["p1", "p2"], "a2": ["p1"], "a3": ["p2", "p1"]}
    assert assign(wishes, {"p1": 1, "p2": 1}, 1).sum_of_ranks == 1
    assert assign(wishes, {"p1": 1, "p2": 1}).placed == 2
    assert frozen.compute(inputs("assignment", cap=2)).result["placed"] == 2
    assert frozen.problems(document(inputs("assignment"))) == []


def break_score(made):
    made["inputs"]["scores"]["a2"] = "5/1"


def break_place(made):
    made["result"]["places"]["a2"] = "p2"


def break_quietly(made):
    """Somebody gives a1's place to a2, and writes every hash and the certificate anew."""
    made["result"]["places"] = {"a2": "p1", "a3": "p2"}
    made["result_sha256"] = frozen.sha256(made["result"])
    made["certificate"]["places"] = [["a2", "p1"], ["a3", "p2"]]


def break_line(made):
    made["result"]["below_line"] = ["a1"]
    made["result_sha256"] = frozen.sha256(made["result"])


def break_cap(made):
    made["inputs"]["cap"] = 1


@pytest.mark.parametrize("harm", [break_score, break_place, break_quietly, break_line, break_cap], ids=lambda one: one.__name__)
def test_a_certificate_that_was_touched_does_not_hold(harm):
    made = document(inputs())
    harm(made)
    assert frozen.problems(made)


@pytest.mark.parametrize("odd", [{}, [], "", None, {"inputs": 1}, {"inputs": {}, "result": {}}], ids=str)
def test_what_is_no_run_is_refused_in_words(odd):
    assert frozen.problems(odd)


def test_the_command_checks_a_file_without_the_database(tmp_path, capsys):
    path = tmp_path / "run.json"
    path.write_bytes(orjson.dumps(document(inputs())))
    call_command("check_match", str(path))
    assert "holds" in capsys.readouterr().out
    made = document(inputs())
    break_quietly(made)
    path.write_bytes(orjson.dumps(made))
    with pytest.raises(CommandError, match="rather"):
        call_command("check_match", str(path))
    path.write_text("{")
    with pytest.raises(CommandError):
        call_command("check_match", str(path))


def test_every_wish_is_explained():
    made = document(inputs(cap=1))
    assert [kind for _reason, kind in frozen.explain(made, "a1")] == ["got it", "not needed"]
    assert {kind for _reason, kind in frozen.explain(made, "a2")} == {"below line"}
    whole = document(inputs())
    assert [kind for _reason, kind in frozen.explain(whole, "a2")] == ["lower score"]
    assert [kind for _reason, kind in frozen.explain(whole, "a4")] == ["not scored", "not scored"]
    one_sided = document(inputs("assignment"))
    kinds = {kind for who in one_sided["inputs"]["applicants"] for _one, kind in frozen.explain(one_sided, who)}
    assert kinds <= {"got it", "not needed", "objective"}


def drawn(seed, people, hosts, cap, method="deferred-acceptance"):
    """A run by chance; these lines decide what KEPT is about, so they stay as they are."""
    chance = random.Random(seed)
    positions = {f"p{n}": chance.randint(0, 3) for n in range(hosts)}
    names = [f"a{n}" for n in range(people)]
    applicants = {who: chance.sample(sorted(positions), chance.randint(1, min(4, hosts))) for who in names}
    scores = {who: f"{chance.randint(1, 12)}/{chance.randint(1, 4)}" for who in names if chance.random() < 0.9}
    return {"version": "qiao-matching-1", "method": method, "seed": f"lot {seed}", "cap": cap, "applicants": applicants, "positions": positions,
            "scores": scores}


# SHA-256 of result and certificate of qiao-matching-1, computed by its first release: the same inputs give the same bytes in every later one.
KEPT = {
    (1, 30, 6, 99): "ba0287010d332b199a5f9b97e6d4cc4074f33ec338f0ff4c4e4d4fb25ed2a114",
    (2, 30, 6, 4): "3d56899c9eac910a56547baf70a4750fad739a08982224d80b4ab205c2c0c5bb",
    (3, 120, 20, 99): "9672ca48634fbbf494a5d0bac696e7e7dfd4a1087aaee9c1fb564e95854372bc",
    (4, 120, 20, 15): "05132a733634c9178f7257cccc221910f3a07b3c8a1a1db45b40271503de1e2f",
    (5, 300, 40, 30): "48abc2ea452eb30cc874d9d53f5b14019430156cfb4fcab7cec638171d4dcfce",
    (6, 12, 3, 0): "abc545f282ea0d6f2aaf491e9e4449d0a0824e011274d014482f59a0955d5ca5",
}


@pytest.mark.parametrize("case", KEPT, ids=str)
def test_what_a_version_computed_once_it_computes_for_ever(case):
    done = frozen.compute(drawn(*case))
    assert frozen.sha256([done.result, done.certificate]) == KEPT[case]


@pytest.mark.parametrize("cap", [99, 5])
def test_reasons_for_one_applicant_need_only_what_they_are_about(cap):
    made = document(drawn(8, 60, 8, cap))
    whole = frozen.inputs_of(made["inputs"], frozenset(made["result"]["below_line"]))
    matching = Matching(made["result"]["places"])
    for who in made["inputs"]["applicants"]:
        told = [reason for reason, _kind in frozen.explain(made, who)]
        assert who in made["result"]["below_line"] or told == why(whole, matching, who)


def test_a_run_of_the_first_assignment_holds_where_it_reached_the_objective():
    made = document({**inputs("assignment", cap=2), "applicants": {"a1": ["p1"], "a2": ["p1"], "a3": ["p1", "p2"]}})
    assert frozen.problems(made) == []
    ours = made["result"]["places"]["a1" if "a1" in made["result"]["places"] else "a2"]
    other = {who: place for who, place in made["result"]["places"].items() if who == "a3"} | {
        who: ours for who in ("a1", "a2") if who not in made["result"]["places"]
    }
    for version, places, holds in (
        ("qiao-matching-1", other, True), (frozen.VERSIONS["assignment"], other, False), ("qiao-matching-1", {"a3": "p2"}, False),
        ("qiao-matching-1", {"a1": "p1", "a2": "p1"}, False), ("qiao-matching-1", {"a1": "p1", "a2": "p2"}, False), ("qiao-matching-9", other, False),
    ):
        told = copy.deepcopy(made)
        told["inputs"]["version"], told["result"]["places"] = version, places
        told["inputs_sha256"], told["result_sha256"] = frozen.sha256(told["inputs"]), frozen.sha256(told["result"])
        assert (frozen.problems(told) == []) is holds, (version, places)


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
