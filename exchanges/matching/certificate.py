"""The certificate of a run: what went in, what came out, and that no applicant and no host would both rather have each other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from exchanges.matching.inputs import Inputs, digest
from exchanges.matching.placing import Matching


@dataclass(frozen=True)
class Certificate:
    """`inputs` is the SHA-256 of the inputs, `seed` as published, `places` the pairs (applicant, position) in order of applicant."""

    inputs: str
    seed: str
    places: tuple[tuple[str, str], ...]


def certify(inputs: Inputs, matching: Matching) -> Certificate:
    """The certificate of a result. It is written for any result; `check` says whether it holds."""
    return Certificate(digest(inputs), inputs.seed, tuple(sorted(matching.place.items())))


def check(inputs: Inputs, certificate: Certificate) -> list[str]:
    """Everything that speaks against a certificate, in words; an empty list means that it holds. Needs the inputs, not the algorithm."""
    place = dict(certificate.places)
    found = [] if certificate.inputs == digest(inputs) else ["It was made from other inputs."]
    if len(place) != len(certificate.places):
        found.append("An applicant stands in it twice.")
    for applicant, position in certificate.places:
        if applicant not in inputs.applicant or position not in inputs.position:
            found.append(f"{applicant} or {position} is not part of this run.")
        elif position not in inputs.applicant[applicant].wishes or not inputs.acceptable(position, applicant):
            found.append(f"{applicant} and {position} did not both agree to each other.")
    if found:
        return found
    matching = Matching(place)
    taken = Counter(place.values())
    found += [f"{one.id} has {one.places} places and {taken[one.id]} people." for one in inputs.position.values() if taken[one.id] > one.places]
    return found + [f"{applicant} and {position} would both rather have each other." for applicant, position in blocking_pairs(inputs, matching)]


def blocking_pairs(inputs: Inputs, matching: Matching) -> Iterator[tuple[str, str]]:
    """The pairs that would rather have each other than what they got (a place left free counts as rather having anybody acceptable)."""
    here: dict[str, list[str]] = {position: [] for position in inputs.position}
    for applicant, position in matching.place.items():
        here[position].append(applicant)
    # Whom a full position would give up for somebody better.
    worst = {
        position.id: max(inputs.standing(position.id, other) for other in here[position.id])
        for position in inputs.positions if 0 < position.places <= len(here[position.id])
    }
    for applicant, wanted in inputs.applicant.items():
        for name in wanted.wishes:
            if matching.place.get(applicant) == name:
                break
            if not inputs.position[name].places or not inputs.acceptable(name, applicant):
                continue
            if name not in worst or inputs.standing(name, applicant) < worst[name]:
                yield applicant, name
