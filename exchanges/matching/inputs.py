"""What a matching run is computed from, frozen and hashed: the same inputs give the same result, to the byte."""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import orjson

VERSION = "qiao-matching-1"  # of the way inputs are written for the digest, and of the way ties are broken


class BadInputs(ValueError):
    """The inputs contradict themselves; the message says where."""


@dataclass(frozen=True)
class Applicant:
    """Somebody who wants a position: its ids, the most wanted first. What isn't named isn't wanted."""

    id: str
    wishes: tuple[str, ...]


@dataclass(frozen=True)
class Position:
    """Somewhere to go: how many places, and the score of each applicant the host would take. Who has no score isn't taken."""

    id: str
    places: int
    scores: Mapping[str, Fraction]


@dataclass(frozen=True)
class Inputs:
    """One run. `seed` is published before the run; it decides between equal scores and nothing else. The order of rows means nothing."""

    applicants: tuple[Applicant, ...]
    positions: tuple[Position, ...]
    seed: str

    def __post_init__(self) -> None:
        _once("applicant", (one.id for one in self.applicants))
        _once("position", (one.id for one in self.positions))
        for applicant in self.applicants:
            _once(f"wish of {applicant.id}", applicant.wishes)
            if unknown := set(applicant.wishes) - self.position.keys():
                raise BadInputs(f"{applicant.id} wishes for {min(unknown)}, which is no position of this run.")
        for position in self.positions:
            if position.places < 0:
                raise BadInputs(f"{position.id} has {position.places} places.")
            if unknown := position.scores.keys() - self.applicant.keys():
                raise BadInputs(f"{position.id} scores {min(unknown)}, who is no applicant of this run.")

    @cached_property
    def applicant(self) -> dict[str, Applicant]:
        return {one.id: one for one in sorted(self.applicants, key=lambda one: one.id)}

    @cached_property
    def position(self) -> dict[str, Position]:
        return {one.id: one for one in sorted(self.positions, key=lambda one: one.id)}

    @cached_property
    def lot(self) -> dict[str, int]:
        """Lottery numbers: SHA-256 of seed and id as a number; the lowest comes first. An applicant has the same one for every position."""
        return lots(self.seed, self.applicant)

    @cached_property
    def points(self) -> dict[str, dict[str, int]]:
        """The scores of each position as whole numbers in the same order and with the same ties: they are compared many thousand times."""
        return {name: whole(position.scores) for name, position in self.position.items()}

    def standing(self, position: str, applicant: str) -> tuple[int, int]:
        """Where the applicant stands with the position; the smallest comes first: score, then lottery number."""
        return -self.points[position][applicant], self.lot[applicant]

    def acceptable(self, position: str, applicant: str) -> bool:
        return applicant in self.position[position].scores


def lots(seed: str, applicants: Iterable[str]) -> dict[str, int]:
    """The lottery number of each applicant."""
    return {who: int.from_bytes(hashlib.sha256(f"{VERSION}\n{seed}\n{who}".encode()).digest()) for who in applicants}


def whole(scores: Mapping[str, Fraction]) -> dict[str, int]:
    """The scores over their common denominator."""
    common = math.lcm(*{score.denominator for score in scores.values()})
    return {who: score.numerator * (common // score.denominator) for who, score in scores.items()}


def _once(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadInputs(f"The {what} {one} stands there twice.")
        seen.add(one)


def digest(inputs: Inputs) -> str:
    """SHA-256 (hex) of the inputs as canonical JSON: keys and rows in order of their ids, scores as exact fractions."""
    written = {
        "version": VERSION,
        "seed": inputs.seed,
        "applicants": [[one.id, list(one.wishes)] for one in inputs.applicant.values()],
        "positions": [
            [one.id, one.places, [[who, f"{score.numerator}/{score.denominator}"] for who, score in sorted(one.scores.items())]]
            for one in inputs.position.values()
        ],
    }
    return hashlib.sha256(orjson.dumps(written)).hexdigest()
