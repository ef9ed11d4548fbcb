"""The assignment for wishes of one side, against brute force."""

import itertools
import random

from exchanges.matching import assign


def every_result(wishes: dict[str, list[str]], places: dict[str, int]):
    names = sorted(wishes)
    for choice in itertools.product(*([None, *wishes[who]] for who in names)):
        if all(choice.count(position) <= places.get(position, 0) for position in set(choice) - {None}):
            ranks = [wishes[who].index(got) + 1 for who, got in zip(names, choice, strict=True) if got]
            yield -len(ranks), sum(ranks), max(ranks, default=0)


def test_it_places_the_most_with_the_smallest_sum_and_then_the_smallest_worst_rank():
    source = random.Random(2)
    for _case in range(200):
        hosts = [f"p{n}" for n in range(source.randint(1, 4))]
        wishes = {f"a{n}": source.sample(hosts, source.randint(0, len(hosts))) for n in range(source.randint(0, 5))}
        places = {host: source.randint(0, 2) for host in hosts}
        found = assign(wishes, places)
        assert (-found.placed, found.sum_of_ranks, found.worst_rank) == min(every_result(wishes, places))
        assert all(list(found.place.values()).count(host) <= places[host] for host in hosts)
        assert all(got in wishes[who] for who, got in found.place.items())


def test_the_order_of_rows_means_nothing():
    wishes = {"a": ["p", "q"], "b": ["p", "q"], "c": ["q", "p"]}
    places = {"p": 1, "q": 1}
    found = assign(wishes, places)
    for names in itertools.permutations(wishes):
        assert assign({name: wishes[name] for name in names}, dict(reversed(places.items()))) == found


def test_a_position_nobody_offers_is_no_place():
    assert assign({"a": ["gone"]}, {}).placed == 0
