"""A matching run as a document: its inputs, its result and its certificate, and everything that speaks against it, from the document alone.

`inputs` {"version", "method", "seed", "cap", "applicants": {id: [position, …]}, "positions": {id: places}, "scores": {id: "n/d"}}: a score is the
exact weighted mean of an applicant's reviews and counts at every position they wish for; who has none is taken by no host. `cap` is how many places
the programme has left in all. Ids of applicants are pseudonyms. `result` {"places": {applicant: position}, "below_line": [applicant, …], …}.

**The cap.** Every host ranks by the same scores, so the places of a programme that has fewer than its hosts go to the applicants who stand highest:
who stands after the last of them is below the line and not part of the matching. The certificate is about the others.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import orjson

from exchanges.matching import assignment
from exchanges.matching.assignment import Assignment, assign
from exchanges.matching.certificate import Certificate, certify, check
from exchanges.matching.inputs import VERSION, Applicant, BadInputs, Inputs, Position, lots, whole
from exchanges.matching.placing import Matching, match
from exchanges.matching.reasons import Because, Reason, why

DEFERRED_ACCEPTANCE, ASSIGNMENT = "deferred-acceptance", "assignment"
VERSIONS = {DEFERRED_ACCEPTANCE: VERSION, ASSIGNMENT: assignment.VERSION}
# Runs of these reached the same objective and decided between equal results in another way: what was published by them holds.
EARLIER = {DEFERRED_ACCEPTANCE: frozenset[str](), ASSIGNMENT: frozenset({"qiao-matching-1"})}
OBJECTIVE = "the most people placed; then the smallest sum of the ranks of the wishes fulfilled; then the smallest worst rank"
Document = dict[str, Any]


def canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True)
class Computed:
    """The result and the certificate, as JSON."""

    result: Document
    certificate: Document


def inputs_of(frozen: Mapping[str, Any], without: frozenset[str] = frozenset()) -> Inputs:
    """The inputs of the algorithm, leaving out who is below the line. Raises BadInputs, also for what is no run at all."""
    try:
        scores = {who: Fraction(score) for who, score in frozen["scores"].items() if who not in without}
        applicants = tuple(Applicant(who, tuple(wishes)) for who, wishes in frozen["applicants"].items() if who not in without)
        wished: dict[str, dict[str, Fraction]] = {name: {} for name in frozen["positions"]}
        for one in applicants:
            for name in one.wishes:
                if one.id in scores and name in wished:
                    wished[name][one.id] = scores[one.id]
        positions = tuple(Position(name, int(places), wished[name]) for name, places in frozen["positions"].items())
        return Inputs(applicants, positions, str(frozen["seed"]))
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as wrong:
        raise BadInputs(f"This is no matching run: {wrong}") from wrong


def compute(frozen: Mapping[str, Any]) -> Computed:
    """Run it: the same inputs give the same bytes."""
    return _deferred(frozen) if frozen["method"] == DEFERRED_ACCEPTANCE else _assigned(frozen)


def _deferred(frozen: Mapping[str, Any]) -> Computed:
    inputs = inputs_of(frozen)
    order, matching = standing(frozen), match(inputs)
    placed = [who for who in order if who in matching.place]
    below: list[str] = []
    if len(placed) > frozen["cap"]:
        last = order.index(placed[frozen["cap"] - 1]) if frozen["cap"] else -1
        below = sorted(order[last + 1:])
        inputs = inputs_of(frozen, frozenset(below))
        matching = match(inputs)
    proof = certify(inputs, matching)
    result = {"places": dict(proof.places), "below_line": below}
    return Computed(result, {"inputs": proof.inputs, "seed": proof.seed, "places": [list(pair) for pair in proof.places]})


def _assigned(frozen: Mapping[str, Any]) -> Computed:
    best = _assignment(frozen)
    facts = {"placed": best.placed, "sum_of_ranks": best.sum_of_ranks, "worst_rank": best.worst_rank}
    return Computed({"places": best.place, "below_line": [], **facts}, {"objective": OBJECTIVE, **facts})


def _assignment(frozen: Mapping[str, Any]) -> Assignment:
    """Between equally good results the lottery numbers decide: applicants go in by them."""
    lot = inputs_of(frozen).lot
    names = {f"{lot[who]:064x}{who}": who for who in frozen["applicants"]}
    found = assign({name: frozen["applicants"][who] for name, who in names.items()}, frozen["positions"], frozen["cap"])
    place = {names[name]: position for name, position in found.place.items()}
    return Assignment(dict(sorted(place.items())), found.placed, found.sum_of_ranks, found.worst_rank)


def standing(frozen: Mapping[str, Any]) -> list[str]:
    """The applicants who have a score, the highest first; between equal scores the lower lottery number. Where scores don't count: by lottery."""
    lot = lots(str(frozen["seed"]), frozen["applicants"])
    if frozen["method"] == ASSIGNMENT:
        return sorted(frozen["applicants"], key=lambda who: lot[who])
    points = whole({who: Fraction(score) for who, score in frozen["scores"].items()})
    return sorted(points, key=lambda who: (-points[who], lot[who]))


def is_earlier(frozen: Mapping[str, Any]) -> bool:
    """Whether an earlier version made this run, one that decided between equal results in another way."""
    return frozen["version"] in EARLIER.get(frozen["method"], ())


def problems(document: Mapping[str, Any]) -> list[str]:
    """Everything that speaks against a run, in words; an empty list means that it holds. Never raises for whatever the document is."""
    try:
        frozen, result = document["inputs"], document["result"]
        found = [] if document["inputs_sha256"] == sha256(frozen) else ["The inputs are not those of their SHA-256."]
        if document["result_sha256"] != sha256(result):
            found.append("The result is not that of its SHA-256.")
        if frozen["version"] != VERSIONS.get(frozen["method"]) and not is_earlier(frozen):
            found.append(f"It was made by another version ({frozen['version']}).")
        if len(result["places"]) > frozen["cap"]:
            found.append(f"{len(result['places'])} people have places, and the programme has {frozen['cap']}.")
        check_method = _against_deferred if frozen["method"] == DEFERRED_ACCEPTANCE else _against_assigned
        return found + check_method(frozen, result, document["certificate"])
    except (BadInputs, KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"This is no matching run that can be read: {type(wrong).__name__}: {wrong}"]


def _against_deferred(frozen: Mapping[str, Any], result: Mapping[str, Any], proof: Mapping[str, Any]) -> list[str]:
    below = frozenset(result["below_line"])
    inputs = inputs_of(frozen, below)
    certificate = Certificate(proof["inputs"], proof["seed"], tuple((who, position) for who, position in proof["places"]))
    found = check(inputs, certificate)
    if dict(certificate.places) != result["places"]:
        found.append("The certificate is about another result.")
    order = {who: number for number, who in enumerate(standing(frozen))}
    if below and len(result["places"]) != frozen["cap"]:
        found.append("Somebody is below the line although places are left.")
    if below - order.keys():
        found.append("Somebody is below the line who has no score.")
    last = max((order[who] for who in result["places"]), default=-1)
    if any(order[who] <= last for who in below & order.keys()):
        found.append("Somebody below the line stands higher than somebody with a place.")
    return found


def _against_assigned(frozen: Mapping[str, Any], result: Mapping[str, Any], proof: Mapping[str, Any]) -> list[str]:
    best = _assigned(frozen)
    found = [] if best.certificate == proof else ["The certificate is about another result."]
    if is_earlier(frozen):
        return found + _against_objective(frozen, result, best.result)
    return found if best.result == result else ["Computed again from its inputs, the result is another one.", *found]


def _against_objective(frozen: Mapping[str, Any], result: Mapping[str, Any], best: Mapping[str, Any]) -> list[str]:
    """What speaks against a result that may differ from ours where several are equally good."""
    place, places = result["places"], frozen["positions"]
    taken = Counter(place.values())
    found = [f"{name} has {places.get(name, 0)} places and {n} people." for name, n in taken.items() if n > places.get(name, 0)]
    strange = [who for who, name in place.items() if name not in frozen["applicants"].get(who, ())]
    if found or strange:
        return found + [f"{who} did not wish for {place[who]}." for who in strange]
    ranks = [frozen["applicants"][who].index(name) + 1 for who, name in place.items()]
    facts = {"placed": len(ranks), "sum_of_ranks": sum(ranks), "worst_rank": max(ranks, default=0), "below_line": []}
    if {**result, "places": None} != {**facts, "places": None} or any(best[name] != value for name, value in facts.items()):
        return ["Computed again from its inputs, there is a better result."]
    return []


BELOW_LINE, OBJECTIVE_WON = "below line", "objective"


def explain(document: Mapping[str, Any], applicant: str) -> list[tuple[Reason, str]]:
    """For each wish of the applicant, in their order, a Reason and its kind: a value of Because, BELOW_LINE or OBJECTIVE_WON."""
    frozen, result = document["inputs"], document["result"]
    wishes, matching = frozen["applicants"][applicant], Matching(result["places"])
    if applicant in result["below_line"]:
        return [(Reason(position, rank, Because.NO_PLACES), BELOW_LINE) for rank, position in enumerate(wishes, 1)]
    if frozen["method"] == DEFERRED_ACCEPTANCE:
        found = why(inputs_of(_around(frozen, result, applicant)), matching, applicant)
        return [(one, one.because.value) for one in found]
    got = matching.place.get(applicant)
    reasons, is_placed = [], False
    for rank, position in enumerate(wishes, 1):
        kind = Because.NOT_NEEDED.value if is_placed else Because.GOT_IT.value if position == got else OBJECTIVE_WON
        reasons.append((Reason(position, rank, Because.NOT_NEEDED, len(matching.at(position))), kind))
        is_placed = is_placed or position == got
    return reasons


def _around(frozen: Mapping[str, Any], result: Mapping[str, Any], applicant: str) -> Document:
    """The part of a run that one applicant's reasons are about: the positions they wished for, and who got these."""
    wishes = frozen["applicants"][applicant]
    people = [who for who, position in result["places"].items() if position in wishes]
    return {
        **frozen, "applicants": {who: [result["places"][who]] for who in people} | {applicant: wishes},
        "positions": {name: frozen["positions"][name] for name in wishes},
        "scores": {who: frozen["scores"][who] for who in (*people, applicant) if who in frozen["scores"]},
    }
