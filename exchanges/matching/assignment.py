"""Where only applicants have wishes: the assignment that places the most, then with the smallest sum of ranks, then the smallest worst rank.

A minimum-cost flow by primal and dual steps (Ford and Fulkerson 1962): exact, integers only. Each phase finds what one more place costs, and then
places as many as that price can, so that the work grows with the number of different prices and not with that of applicants.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

VERSION = "qiao-assignment-2"  # of the way equal results are decided; 1 was that of qiao-matching-1


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
    best = _Flow(wishes, places, max(map(len, wishes.values()), default=0)).best(most)
    # Every result of lists cut after rank n is one of lists cut after n + 1, so the best of the longer lists is never worse. Where n reaches the
    # best of all, every longer cut lies between two equals and reaches it too: what reaches it is an upper part of the ranks, found by halving.
    below, reached = 0, best.worst_rank
    while below + 1 < reached:
        cut = (below + reached) // 2
        shorter = _Flow(wishes, places, cut).best(most)
        if (shorter.placed, shorter.sum_of_ranks) == (best.placed, best.sum_of_ranks):
            best, reached = shorter, shorter.worst_rank
        else:
            below = cut
    return best


class _Flow:
    """One search, with lists cut after `longest` wishes. `price` of a position is what the cheapest chain that ends there costs: from somebody
    without a place, by way of people who move on. A wish is tight when it costs nothing beyond the prices; their chains are the cheapest."""

    def __init__(self, wishes: Mapping[str, Sequence[str]], places: Mapping[str, int], longest: int) -> None:
        self.places = {position: places[position] for position in sorted(places) if places[position] > 0}
        self.rank = {
            who: {position: rank for rank, position in enumerate(wishes[who][:longest], 1) if position in self.places} for who in sorted(wishes)
        }
        self.price = dict.fromkeys(self.places, 0)
        self.free = 0  # the price of a free place: what one more person costs
        self.place: dict[str, str] = {}
        self.here: dict[str, dict[str, None]] = {position: {} for position in self.places}
        # Who has no place yet wants a position, by rank and then id, the first at the end; who got one stays placed and is passed over for good.
        self.want: dict[str, list[tuple[int, str]]] = {position: [] for position in self.places}
        for who, wanted in self.rank.items():
            for position, rank in wanted.items():
                self.want[position].append((rank, who))
        for waiting in self.want.values():
            waiting.sort(reverse=True)

    def best(self, most: int) -> Assignment:
        """The cheapest result that places as many as it can, at most `most`. After each chain the result is the cheapest of its size."""
        while len(self.place) < most and self._raise_prices():
            tight: dict[str, list[str]] = {}
            while len(self.place) < most and self._place_some(most, tight):
                pass
        ranks = [self.rank[who][position] for who, position in self.place.items()]
        return Assignment(dict(sorted(self.place.items())), len(ranks), sum(ranks), max(ranks, default=0))

    def _first(self, position: str) -> tuple[int, str] | None:
        """Who wants this position most of those without a place, and at which rank."""
        want = self.want[position]
        while want and want[-1][1] in self.place:
            want.pop()
        return want[-1] if want else None

    def _raise_prices(self) -> bool:
        """Dijkstra over positions, with costs reduced by the prices so far, as far as the nearest free place. Whether there is one."""
        near = {position: first[0] - self.price[position] for position in self.places if (first := self._first(position))}
        queue = [(cost, position) for position, cost in near.items()]
        heapq.heapify(queue)
        nearest = None
        done: dict[str, int] = {}
        while queue:
            cost, position = heapq.heappop(queue)
            if position in done or (nearest is not None and cost >= nearest):
                continue
            done[position] = cost
            if len(self.here[position]) < self.places[position]:
                to_free = cost + self.price[position] - self.free
                nearest = to_free if nearest is None else min(nearest, to_free)
            for who in self.here[position]:
                so_far = cost + self.price[position] - self.rank[who][position]
                for other, rank in self.rank[who].items():
                    total = so_far + rank - self.price[other]
                    if total < near.get(other, total + 1):
                        near[other] = total
                        heapq.heappush(queue, (total, other))
        if nearest is None:
            return False
        for position in self.places:
            self.price[position] += min(done.get(position, nearest), nearest)
        self.free += nearest
        return True

    def _place_some(self, most: int, tight: dict[str, list[str]]) -> bool:
        """One walk through the tight wishes: every chain that is found is carried out, and no position that leads nowhere is entered twice. Whether
        anybody was placed; when nobody was, there is no tight chain left."""
        before, dead = len(self.place), set[str]()
        for position in self.places:
            while position not in dead and len(self.place) < most:
                first = self._first(position)
                if first is None or first[0] != self.price[position]:
                    break
                chain = self._chain(position, tight, dead)
                if chain is None:
                    break
                self._move([(first[1], position), *chain])
        return len(self.place) > before

    def _chain(self, position: str, tight: dict[str, list[str]], dead: set[str]) -> list[tuple[str, str]] | None:
        """Who moves where so that a place becomes free here, found depth first. Positions without a way out are added to `dead`, those of a chain
        are not: more people may pass through them."""
        path: list[tuple[str, str]] = []
        ways = [(position, self._ways(position, tight))]
        while ways:
            position, onward = ways[-1]
            if self.price[position] == self.free and len(self.here[position]) < self.places[position]:
                dead.difference_update(one for one, _onward in ways)
                return path[::-1]
            dead.add(position)
            step = next((step for step in onward if step[1] not in dead), None)
            if step is None:
                ways.pop()
                if path:
                    path.pop()
            else:
                path.append(step)
                ways.append((step[1], self._ways(step[1], tight)))
        return None

    def _ways(self, position: str, tight: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
        for who in self.here[position]:
            if who not in tight:
                own = self.rank[who][position] - self.price[position]
                tight[who] = [other for other, rank in self.rank[who].items() if rank - self.price[other] == own]
            for other in tight[who]:
                yield who, other

    def _move(self, chain: list[tuple[str, str]]) -> None:
        for who, position in chain:
            if who in self.place:
                del self.here[self.place[who]][who]
            self.place[who] = position
            self.here[position][who] = None
