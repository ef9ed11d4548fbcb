"""Matching runs as documents: computed to the byte, the same in every version, checked without the database, and explained."""

import copy
import random

import orjson
import pytest
from django.core.management import CommandError, call_command

from exchanges.matching import Matching, assign, frozen, match, why


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
