"""Applicant-proposing deferred acceptance with capacities (Gale and Shapley 1962; Roth and Peranson 1999 without couples).

The result is stable, and of all stable results the best one for every applicant at once; nobody gains by hiding what they really want.
"""

import heapq
from collections import deque
from dataclasses import dataclass
from functools import cached_property

from exchanges.matching.inputs import Inputs

Held = tuple[int, int, str]  # points, minus the lottery number, applicant: a heap gives up the one who stands worst


@dataclass(frozen=True)
class Matching:
    """Who goes where: applicant id → position id. Who isn't named got nothing."""

    place: dict[str, str]

    def at(self, position: str) -> list[str]:
        """Who got this position, in order of id."""
        return list(self._at.get(position, ()))

    @cached_property
    def _at(self) -> dict[str, list[str]]:
        """Everybody by position, found once: reasons ask it for each wish of each applicant."""
        found: dict[str, list[str]] = {}
        for applicant, position in sorted(self.place.items()):
            found.setdefault(position, []).append(applicant)
        return found


def match(inputs: Inputs) -> Matching:
    """Every applicant asks their next wish; a position keeps the best it has places for and sends the others on, until nobody asks any more."""
    waiting = deque(inputs.applicant)
    next_wish = dict.fromkeys(inputs.applicant, 0)
    held: dict[str, list[Held]] = {position: [] for position in inputs.position}
    points, lot = inputs.points, inputs.lot
    while waiting:
        applicant = waiting.popleft()
        wishes = inputs.applicant[applicant].wishes
        if next_wish[applicant] == len(wishes):
            continue
        position = wishes[next_wish[applicant]]
        next_wish[applicant] += 1
        if applicant not in points[position]:
            waiting.append(applicant)
            continue
        heapq.heappush(held[position], (points[position][applicant], -lot[applicant], applicant))
        if len(held[position]) > inputs.position[position].places:
            waiting.append(heapq.heappop(held[position])[2])
    return Matching({applicant: position for position, here in held.items() for _score, _lot, applicant in here})

