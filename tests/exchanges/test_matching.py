"""The matching run against what is known of it: published examples, brute force on small cases, and the theorems that hold for all."""

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction

import pytest

from exchanges.matching import Applicant, BadInputs, Inputs, Matching, Position, certify, check, digest, match, why
from exchanges.matching.certificate import Certificate, blocking_pairs

Wishes = dict[str, list[str]]


def run(wishes: Wishes, ranked: dict[str, tuple[int, list[str]]], seed: str = "s") -> Inputs:
    """Hosts that rank their applicants: the first has the highest score."""
    positions = [Position(name, places, {who: Fraction(100 - n) for n, who in enumerate(order)}) for name, (places, order) in ranked.items()]
    return Inputs(tuple(Applicant(who, tuple(wanted)) for who, wanted in wishes.items()), tuple(positions), seed)


def drawn(random: random.Random, people: int, places: int, ties: bool = False, full: bool = False) -> Inputs:
    """A case by chance; `full`: everybody wishes for everything and has a score everywhere, where several results can be stable."""
    names = [f"a{n}" for n in range(people)]
    hosts = [f"p{n}" for n in range(places)]

    def some(of: list[str]) -> list[str]:
        return random.sample(of, len(of) if full else random.randint(0, len(of)))

    applicants = tuple(Applicant(who, tuple(some(hosts))) for who in names)
    positions = tuple(
        Position(host, 1 if full else random.randint(0, 2), {who: Fraction(random.randint(1, 3) if ties else n) for n, who in enumerate(some(names))})
        for host in hosts
    )
    return Inputs(applicants, positions, str(random.random()))


def stable(inputs: Inputs) -> Iterator[Matching]:
    """Every stable matching, by trying all."""
    names = list(inputs.applicant)
    options = [[None, *(p for p in inputs.applicant[who].wishes if inputs.acceptable(p, who))] for who in names]
    for choice in itertools.product(*options):
        matching = Matching({who: p for who, p in zip(names, choice, strict=True) if p})
        if all(len(matching.at(p.id)) <= p.places for p in inputs.positions) and not list(blocking_pairs(inputs, matching)):
            yield matching


def rank(inputs: Inputs, matching: Matching, who: str) -> int:
    wishes = inputs.applicant[who].wishes
    return wishes.index(matching.place[who]) if who in matching.place else len(wishes)


def test_the_example_that_the_nrmp_publishes():
    inputs = run(
        {"Anderson": ["City"], "Chen": ["City", "Mercy"], "Ford": ["City", "General", "Mercy"], "Davis": ["Mercy", "City", "General"],
         "Eastman": ["City", "Mercy", "General"]},
        {"Mercy": (2, ["Chen", "Ford"]), "City": (2, ["Eastman", "Anderson", "Chen", "Davis", "Ford"]),
         "General": (2, ["Eastman", "Anderson", "Ford", "Davis"])},
    )
    found = match(inputs)
    assert {name: found.at(name) for name in ("City", "Mercy", "General")} == {
        "City": ["Anderson", "Eastman"], "Mercy": ["Chen"], "General": ["Davis", "Ford"],
    }
    assert [one.place for one in stable(inputs)] == [found.place]


def test_a_chain_of_displacements_leaves_one_person_a_seat():
    inputs = run(
        {"Anderson": ["University", "City", "General"], "Beaudry": ["City", "General", "University"], "Chen": ["General", "University", "City"],
         "Davis": ["University"]},
        {"University": (1, ["Chen", "Davis", "Beaudry", "Anderson"]), "City": (1, ["Anderson", "Beaudry", "Chen"]),
         "General": (1, ["Beaudry", "Chen", "Anderson"])},
    )
    assert match(inputs).place == {"Anderson": "City", "Beaudry": "General", "Chen": "University"}


@pytest.mark.parametrize("ties", [False, True])
def test_it_is_stable_and_of_all_stable_results_the_best_for_every_applicant(ties: bool):
    source = random.Random(7)
    for _case in range(150):
        inputs = drawn(source, people=source.randint(1, 5), places=source.randint(1, 3), ties=ties)
        found, every = match(inputs), list(stable(inputs))
        assert found.place in [one.place for one in every]
        for who in inputs.applicant:
            assert rank(inputs, found, who) == min(rank(inputs, one, who) for one in every)


def test_in_every_stable_result_the_same_people_get_a_place_and_a_position_that_stays_short_has_the_same_people():
    """The rural hospitals theorem (Roth 1986)."""
    source = random.Random(11)
    several = 0
    for _case in range(300):
        inputs = drawn(source, people=source.randint(3, 5), places=3, full=True)
        every = list(stable(inputs))
        several += len(every) > 1
        assert len({frozenset(one.place) for one in every}) == 1
        for position in inputs.positions:
            filled = [one.at(position.id) for one in every]
            if any(len(here) < position.places for here in filled):
                assert all(here == filled[0] for here in filled)
    assert several > 5


def test_the_order_of_rows_means_nothing():
    source = random.Random(3)
    for _case in range(50):
        inputs = drawn(source, people=6, places=4, ties=True)
        turned = Inputs(tuple(source.sample(inputs.applicants, 6)), tuple(source.sample(inputs.positions, 4)), inputs.seed)
        assert (match(turned), digest(turned)) == (match(inputs), digest(inputs))
        assert certify(turned, match(turned)) == certify(inputs, match(inputs))


def test_one_more_place_hurts_no_applicant():
    source = random.Random(5)
    for _case in range(100):
        inputs = drawn(source, people=6, places=3)
        before = match(inputs)
        for grown in inputs.positions:
            more = tuple(Position(p.id, p.places + (p.id == grown.id), p.scores) for p in inputs.positions)
            after = match(Inputs(inputs.applicants, more, inputs.seed))
            assert all(rank(inputs, after, who) <= rank(inputs, before, who) for who in inputs.applicant)


def test_nobody_gains_by_wishing_for_something_else():
    source = random.Random(13)
    for _case in range(40):
        inputs = drawn(source, people=4, places=3, ties=True)
        honest = match(inputs)
        for who in inputs.applicant:
            for length in range(4):
                for claimed in itertools.permutations(inputs.position, length):
                    told = tuple(Applicant(one.id, claimed) if one.id == who else one for one in inputs.applicants)
                    got = match(Inputs(told, inputs.positions, inputs.seed)).place.get(who)
                    wishes = inputs.applicant[who].wishes
                    better = got in wishes and wishes.index(got) < rank(inputs, honest, who)
                    assert not better


def test_equal_scores_are_decided_by_the_published_seed_alone():
    def winner(seed: str) -> str:
        scores = {who: Fraction(5) for who in ("ana", "ben", "cy")}
        return match(Inputs(tuple(Applicant(who, ("p",)) for who in scores), (Position("p", 1, scores),), seed)).at("p")[0]

    assert winner("2026") == winner("2026")
    won = [winner(str(seed)) for seed in range(600)]
    assert all(150 < won.count(who) < 250 for who in ("ana", "ben", "cy"))


def test_a_certificate_holds_and_every_tampered_one_does_not():
    source = random.Random(17)
    for _case in range(60):
        inputs = drawn(source, people=5, places=3)
        matching = match(inputs)
        certificate = certify(inputs, matching)
        assert check(inputs, certificate) == []
        right = {tuple(sorted(one.place.items())) for one in stable(inputs)}
        for number, (who, _here) in enumerate(certificate.places):
            for other in inputs.position:
                pairs = (*certificate.places[:number], (who, other), *certificate.places[number + 1:])
                told = check(inputs, Certificate(certificate.inputs, certificate.seed, pairs))
                assert (told == []) == (tuple(sorted(pairs)) in right)
        assert check(Inputs(inputs.applicants, inputs.positions, "another"), certificate)


def test_why_names_each_wish_and_nobody_else():
    inputs = run(
        {"ana": ["x", "y", "z", "w", "v"], "ben": ["x"], "cy": ["y"]},
        {"x": (1, ["ben", "ana"]), "y": (0, ["cy", "ana"]), "z": (1, []), "w": (1, ["ana"]), "v": (1, ["ana"])},
    )
    told = why(inputs, match(inputs), "ana")
    assert [str(one.because) for one in told] == ["lower score", "no places", "not scored", "got it", "not needed"]
    assert [one.rank for one in told] == [1, 2, 3, 4, 5]
    assert "ben" not in repr(told)
    tie = Inputs((Applicant("a", ("p",)), Applicant("b", ("p",))), (Position("p", 1, {"a": Fraction(1), "b": Fraction(1)}),), "s")
    loser = ({"a", "b"} - match(tie).place.keys()).pop()
    assert [(str(one.because), one.placed, one.equal) for one in why(tie, match(tie), loser)] == [("lottery", 1, 1)]


@pytest.mark.parametrize(("wishes", "positions", "said"), [
    ({"a": ["p", "p"]}, {"p": (1, [])}, "twice"),
    ({"a": ["q"]}, {"p": (1, [])}, "no position"),
    ({"a": []}, {"p": (1, ["b"])}, "no applicant"),
    ({"a": []}, {"p": (-1, [])}, "-1 places"),
])
def test_inputs_that_contradict_themselves_are_refused(wishes, positions, said):
    with pytest.raises(BadInputs, match=said):
        run(wishes, positions)


def test_nobody_and_nothing_is_a_matching_too():
    assert match(Inputs((), (), "s")).place == {}
    assert match(run({"a": []}, {})).place == {}


def test_five_thousand_applicants_take_moments():
    source = random.Random(1)
    hosts = [f"p{n}" for n in range(300)]
    applicants = tuple(Applicant(f"a{n}", tuple(source.sample(hosts, 5))) for n in range(5000))
    wanting: dict[str, dict[str, Fraction]] = {host: {} for host in hosts}
    for one in applicants:
        for host in one.wishes:
            wanting[host][one.id] = Fraction(source.randint(1, 50), 3)
    inputs = Inputs(applicants, tuple(Position(host, 4, scores) for host, scores in wanting.items()), "s")
    found = match(inputs)
    assert len(found.place) > 1190
    assert check(inputs, certify(inputs, found)) == []
