"""Where only applicants have wishes: the assignment that places the most, then with the smallest sum of ranks, then the smallest worst rank.

Successive shortest paths with potentials on the bipartite graph of applicants and positions with capacities: exact, integers only.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Costs are lexicographic: one step of rank weighs more than any improvement in how evenly the ranks fall.
INFINITE = 1 << 200


@dataclass(frozen=True)
class Assignment:
    """applicant id → position id, with what was aimed for: how many are placed, the sum of their ranks (from 1), the worst of them."""

    place: dict[str, str]
    placed: int
    sum_of_ranks: int
    worst_rank: int


def assign(wishes: Mapping[str, Sequence[str]], places: Mapping[str, int], most: int | None = None) -> Assignment:
    """Place as many as possible, at most `most`; among those results the smallest sum of ranks; among those the smallest worst rank.

    Equal results are decided by the order of ids, so the same inputs give the same answer in any order of rows."""
    most = len(wishes) if most is None else most
    best = _flow(wishes, places, max(map(len, wishes.values()), default=0), most)
    # The smallest worst rank that still places as many with the same sum: try shorter lists from the front.
    for longest in range(1, best.worst_rank):
        shorter = _flow(wishes, places, longest, most)
        if (shorter.placed, shorter.sum_of_ranks) == (best.placed, best.sum_of_ranks):
            return shorter
    return best


def _flow(wishes: Mapping[str, Sequence[str]], places: Mapping[str, int], longest: int, most: int) -> Assignment:
    rank = {who: {position: number for number, position in enumerate(list(wanted)[:longest], 1) if places.get(position, 0) > 0}
            for who, wanted in sorted(wishes.items())}
    place: dict[str, str] = {}
    here: dict[str, list[str]] = {position: [] for position in sorted(places)}
    for _round in range(min(len(rank), most)):  # after each round the result is the cheapest of its size
        path = _cheapest_path(rank, place, here, places)
        if path is None:
            break
        for applicant, position in path:
            if applicant in place:
                here[place[applicant]].remove(applicant)
            place[applicant] = position
            here[position].append(applicant)
    ranks = [rank[applicant][position] for applicant, position in place.items()]
    return Assignment(dict(sorted(place.items())), len(place), sum(ranks), max(ranks, default=0))


def _cheapest_path(
    rank: Mapping[str, Mapping[str, int]], place: Mapping[str, str], here: Mapping[str, list[str]], places: Mapping[str, int],
) -> list[tuple[str, str]] | None:
    """The cheapest chain from somebody without a place to a free one: who moves where. Bellman and Ford's relaxation by a queue of positions."""
    cost: dict[str, int] = {}
    came: dict[str, str] = {}  # position → the applicant who moves there
    queue: list[tuple[int, str]] = []

    def offer(applicant: str, so_far: int) -> None:
        for position, number in rank[applicant].items():
            if position != place.get(applicant) and so_far + number < cost.get(position, INFINITE):
                cost[position], came[position] = so_far + number, applicant
                heapq.heappush(queue, (so_far + number, position))

    for applicant in rank:
        if applicant not in place:
            offer(applicant, 0)
    while queue:
        so_far, position = heapq.heappop(queue)
        if so_far == cost[position]:
            for applicant in sorted(here[position]):
                offer(applicant, so_far - rank[applicant][position])
    free = [position for position in cost if len(here[position]) < places[position]]
    if not free:
        return None
    position = min(free, key=lambda one: (cost[one], one))
    path = []
    while True:
        applicant = came[position]
        path.append((applicant, position))
        if applicant not in place:
            return path[::-1]
        position = place[applicant]
