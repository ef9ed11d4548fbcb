"""Why an applicant got what they got, wish by wish, from the result alone."""

import enum
from dataclasses import dataclass

from exchanges.matching.inputs import Inputs
from exchanges.matching.placing import Matching


class Because(enum.StrEnum):
    GOT_IT = "got it"
    NOT_SCORED = "not scored"  # the host would not take this applicant
    NO_PLACES = "no places"
    LOWER_SCORE = "lower score"  # everybody who got a place has a higher score
    LOTTERY = "lottery"  # the last place went to an equal score with a lower lottery number
    NOT_NEEDED = "not needed"  # a wish after the one that was fulfilled


@dataclass(frozen=True)
class Reason:
    """One wish: its rank (from 1), what became of it, how many got a place there, and how many of these had the same score."""

    position: str
    rank: int
    because: Because
    placed: int = 0
    equal: int = 0


def why(inputs: Inputs, matching: Matching, applicant: str) -> list[Reason]:
    """A Reason for each wish of the applicant, in their own order. It names no other applicant."""
    got = matching.place.get(applicant)
    reasons: list[Reason] = []
    for rank, position in enumerate(inputs.applicant[applicant].wishes, 1):
        if reasons and any(reason.because == Because.GOT_IT for reason in reasons):
            reasons.append(Reason(position, rank, Because.NOT_NEEDED))
        elif position == got:
            reasons.append(Reason(position, rank, Because.GOT_IT, len(matching.at(position))))
        else:
            reasons.append(_missed(inputs, matching, applicant, position, rank))
    return reasons


def _missed(inputs: Inputs, matching: Matching, applicant: str, position: str, rank: int) -> Reason:
    wanted = inputs.position[position]
    if not inputs.acceptable(position, applicant):
        return Reason(position, rank, Because.NOT_SCORED)
    if not wanted.places:
        return Reason(position, rank, Because.NO_PLACES)
    here = matching.at(position)
    equal = sum(wanted.scores[other] == wanted.scores[applicant] for other in here)
    return Reason(position, rank, Because.LOTTERY if equal else Because.LOWER_SCORE, len(here), equal)
