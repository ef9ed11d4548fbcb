"""Counts that give nobody away: what says something sensitive about few people isn't told."""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST = 10  # people behind a number that is told


@dataclass(frozen=True)
class Told:
    """`counts` are the groups that may be told. `few` is how many people are in the others, together; None where even that would give a group away.
    `total` is everybody; None where it would."""

    counts: dict[str, int]
    few: int | None
    total: int | None


def told(groups: Mapping[str, int], fewest: int = FEWEST) -> Told:
    """The groups of at least `fewest` people each; the smaller ones only together, and only when together they are as many.

    A single small group would follow from the total, so the smallest of the others joins it until they are `fewest` together; then nothing about a
    group of fewer than `fewest` people follows from what is told (complementary suppression).
    """
    present = {name: count for name, count in groups.items() if count}
    small = {name: count for name, count in present.items() if count < fewest}
    shown = {name: count for name, count in present.items() if count >= fewest}
    total = sum(present.values())
    if not small:
        return Told(shown, 0, total)
    hidden = sum(small.values())
    number = len(small)
    for name, count in sorted(shown.items(), key=lambda pair: (pair[1], pair[0])):
        if number >= 2 and hidden >= fewest:
            break
        hidden, number = hidden + count, number + 1
        del shown[name]
    if number < 2 or hidden < fewest:  # everybody together is too few
        return Told({}, None, None if total < fewest else total)
    return Told({name: count for name, count in present.items() if name in shown}, hidden, total)
