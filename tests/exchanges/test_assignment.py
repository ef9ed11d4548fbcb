"""The assignment for wishes of one side, against brute force."""

import itertools
import random
from collections import Counter

import pytest

from exchanges.matching import assign


def every_result(wishes: dict[str, list[str]], places: dict[str, int], most: int):
    names = sorted(wishes)
    for choice in itertools.product(*([None, *wishes[who]] for who in names)):
        ranks = [wishes[who].index(got) + 1 for who, got in zip(names, choice, strict=True) if got]
        if len(ranks) <= most and all(choice.count(position) <= places.get(position, 0) for position in set(choice) - {None}):
            yield -len(ranks), sum(ranks), max(ranks, default=0)


def drawn(source: random.Random, people: int, hosts: int, most_places: int = 2) -> tuple[dict[str, list[str]], dict[str, int]]:
    """A case by chance; some positions are wanted by more people than others."""
    names = [f"p{n}" for n in range(hosts)]
    wanted = [source.sample(names, source.randint(0, hosts)) for _person in range(people)]
    wishes = {f"a{n}": sorted(some, key=lambda one: source.random() * (1 + int(one[1:]))) for n, some in enumerate(wanted)}
    return wishes, {name: source.randint(0, most_places) for name in names}


def keeps_to(found, wishes, places):
    taken = Counter(found.place.values())
    assert all(taken[name] <= places.get(name, 0) for name in taken)
    ranks = [wishes[who].index(got) + 1 for who, got in found.place.items()]
    assert (found.placed, found.sum_of_ranks, found.worst_rank) == (len(ranks), sum(ranks), max(ranks, default=0))


@pytest.mark.parametrize("seed", range(4))
def test_it_places_the_most_with_the_smallest_sum_and_then_the_smallest_worst_rank(seed):
    source = random.Random(seed)
    for _case in range(60):
        wishes, places = drawn(source, source.randint(0, 5), source.randint(1, 5))
        for most in (None, source.randint(0, 5)):
            found = assign(wishes, places, most)
            keeps_to(found, wishes, places)
            least = min(every_result(wishes, places, len(wishes) if most is None else most))
            assert (-found.placed, found.sum_of_ranks, found.worst_rank) == least


def test_the_smallest_worst_rank_is_found_where_equal_sums_differ_in_it():
    """1 + 3 and 2 + 2 are the same sum, and nobody should bear it alone."""
    assert assign({"a": ["p", "q"], "b": ["gone", "p", "q"]}, {"p": 1, "q": 1}).place == {"a": "q", "b": "p"}
    several = 0
    source = random.Random(3)
    for _case in range(300):
        wishes, places = drawn(source, 5, 5, 1)
        results = list(every_result(wishes, places, 5))
        best = min(results)
        several += any(one[:2] == best[:2] and one[2] > best[2] for one in results)
        assert assign(wishes, places).worst_rank == best[2]
    assert several > 5, "cases in which the worst rank decides"


def cheapest_of_each_size(wishes: dict[str, list[str]], places: dict[str, int]) -> list[int]:
    """The smallest sum of ranks for each number of people placed, by dynamic programming over how many places of each position are left."""
    names, best = sorted(places), {tuple(places[name] for name in sorted(places)): 0}
    sums: dict[int, int] = {}
    for who in sorted(wishes):
        more = dict(best)
        for left, cost in best.items():
            for rank, position in enumerate(wishes[who], 1):
                at = names.index(position)
                if left[at]:
                    key = (*left[:at], left[at] - 1, *left[at + 1:])
                    more[key] = min(more.get(key, 10**9), cost + rank)
        best = more
    for left, cost in best.items():
        size = sum(places.values()) - sum(left)
        sums[size] = min(sums.get(size, 10**9), cost)
    return [sums[size] for size in sorted(sums)]


def test_larger_cases_cost_what_another_method_says_at_every_size():
    source = random.Random(11)
    for _case in range(8):
        wishes, places = drawn(source, 40, 5, 5)
        for size, cost in enumerate(cheapest_of_each_size(wishes, places)):
            found = assign(wishes, places, size)
            keeps_to(found, wishes, places)
            assert (found.placed, found.sum_of_ranks) == (size, cost)


def test_the_order_of_rows_means_nothing():
    wishes = {"a": ["p", "q"], "b": ["p", "q"], "c": ["q", "p"]}
    places = {"p": 1, "q": 1}
    found = assign(wishes, places)
    for names in itertools.permutations(wishes):
        assert assign({name: wishes[name] for name in names}, dict(reversed(places.items()))) == found
    source = random.Random(5)
    for _case in range(60):
        wishes, places = drawn(source, 30, 6, 6)
        turned = {name: wishes[name] for name in source.sample(sorted(wishes), len(wishes))}
        assert assign(turned, {name: places[name] for name in source.sample(sorted(places), len(places))}) == assign(wishes, places)


def test_between_equals_who_comes_first_by_id_is_placed():
    assert assign({"b": ["p"], "a": ["p"], "c": ["p"]}, {"p": 2}).place == {"a": "p", "b": "p"}


def test_a_position_nobody_offers_is_no_place():
    assert assign({"a": ["gone"]}, {}).placed == 0
    assert assign({}, {"p": 1}).place == {}
    assert assign({"a": ["gone", "p"]}, {"p": 1, "gone": 0}) == assign({"a": ["none", "p"]}, {"p": 1})


def test_five_thousand_people_and_two_hundred_positions_take_moments():
    source = random.Random(1)
    names = [f"p{n:03}" for n in range(200)]
    wishes = {f"a{n:04}": sorted(source.sample(names, 8), key=lambda one: source.random() * (1 + int(one[1:]))) for n in range(5000)}
    found = assign(wishes, dict.fromkeys(names, 20))
    keeps_to(found, wishes, dict.fromkeys(names, 20))
    assert found.placed == 4000
