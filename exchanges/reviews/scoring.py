"""Scores as exact numbers: the weighted sum of a review, the mean of an application, and how they are rounded once, for people."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

WIDE = 2  # points between the highest and the lowest reviewer from which the panel should talk


@dataclass(frozen=True)
class Rubric:
    """The criteria of a call, and the scale on which means are told: that of the criteria when they share one, otherwise 0 to 100 with each
    criterion stretched to it."""

    criteria: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, rubric: Sequence[Mapping[str, Any]]) -> "Rubric":
        return cls(tuple(rubric))

    @cached_property
    def scale(self) -> tuple[int, int]:
        scales = {(one["low"], one["high"]) for one in self.criteria}
        return scales.pop() if len(scales) == 1 else (0, 100)

    @cached_property
    def is_shared(self) -> bool:
        return len({(one["low"], one["high"]) for one in self.criteria}) <= 1

    @cached_property
    def steps(self) -> int:
        """The least common multiple of the lengths of the scales: what makes every stretched score a whole number."""
        return 1 if self.is_shared else math.lcm(*(one["high"] - one["low"] for one in self.criteria))

    @cached_property
    def unit(self) -> int:
        """How many points are one point of the scale: `points / unit` is a review's weighted mean, Σ w·s / Σ w."""
        return max(1, sum(int(one["weight"]) for one in self.criteria)) * self.steps

    @property
    def ticks(self) -> list[int]:
        """What stands on the axis: every step of a short scale, else the ends and the middle."""
        low, high = self.scale
        return list(range(low, high + 1)) if high - low <= 10 else [low, (low + high) // 2, high]

    def points(self, scores: Mapping[str, int]) -> int:
        """A review's weighted sum, a whole number of points. Every criterion must be scored (KeyError)."""
        if self.is_shared:
            return sum(int(one["weight"]) * scores[one["key"]] for one in self.criteria)
        return sum(int(one["weight"]) * 100 * (scores[one["key"]] - one["low"]) * (self.steps // (one["high"] - one["low"])) for one in self.criteria)

    def mean(self, total: int, count: int) -> Fraction | None:
        """The mean of `count` reviews whose points sum to `total`; each reviewer weighs the same."""
        return Fraction(total, count * self.unit) if count else None

    def place(self, value: Fraction) -> Fraction:
        """Where on the scale a value lies, from 0 to 1."""
        low, high = self.scale
        return (value - low) / (high - low)


def rounded(value: Fraction) -> str:
    """An exact number with two decimal digits, half away from zero: 4.125 is 4.13. The only rounding there is."""
    whole = math.floor(abs(value) * 100 + Fraction(1, 2))
    shown = f"{whole // 100}.{whole % 100:02}"
    return f"-{shown}" if value < 0 and whole else shown


def short(value: Fraction) -> str:
    """The same without needless zeros: 4.5, 4, 3.67."""
    text = rounded(value)
    return text.rstrip("0").rstrip(".")
