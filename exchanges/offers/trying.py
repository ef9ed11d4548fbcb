"""What other numbers of places would change: the matching of a call as it stands beside the one with these places. Nothing is kept."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.matching import frozen
from exchanges.models import Call, MatchRun
from exchanges.offers.rules import may_match
from exchanges.offers.running import NOBODY, freeze, summary
from exchanges.offers.vocabulary import RunMethod, RunState

BETTER, WORSE, GAINED, LOST = "better", "worse", "gained", "lost"


@dataclass(frozen=True)
class Tried:
    """`run` is the newest run, whose method and seed were taken; `is_run` says that `now` is exactly its result. `changed` counts applicants whose
    result differs, by how; `positions` are those (by uid) whose places or people differ."""

    run: MatchRun | None
    is_run: bool
    now: dict[str, Any]
    then: dict[str, Any]
    changed: Counter[str]
    positions: tuple[str, ...]


def default_method(call: Call) -> RunMethod:
    """By the hosts' scores where the call has a rubric."""
    return RunMethod.DEFERRED_ACCEPTANCE if call.rubric else RunMethod.ASSIGNMENT


def what_if(call: Call, *, places: Mapping[str, int], in_all: int | None = None, by: Actor) -> Tried:
    """The result if positions (by uid) had so many free places, and the programme `in_all`; without it, as many as it has now. Before there is a run,
    the lottery has a seed of its own, and the run itself may decide otherwise between equals. Raises ExchangeError when nobody has wishes."""
    if not may_match(by, call):
        raise NotAllowed
    run: MatchRun | None = call.match_runs.exclude(state=RunState.DISCARDED).order_by("-pk").first()
    inputs = freeze(call, run.method if run else default_method(call), run.seed if run else call.uid)
    if not inputs["applicants"]:
        raise ExchangeError(NOBODY)
    other = {
        **inputs, "positions": {uid: places.get(uid, left) for uid, left in inputs["positions"].items()},
        "cap": inputs["cap"] if in_all is None else in_all,
    }
    before, after = frozen.compute(inputs).result, frozen.compute(other).result
    now, then = summary(inputs, before), summary(other, after)
    return Tried(
        run, run is not None and frozen.sha256(inputs) == run.inputs_sha256, now, then, _changed(inputs, before, after),
        tuple(uid for uid in inputs["positions"] if now["fill"][uid] != then["fill"][uid]),
    )


def _changed(inputs: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for who, wishes in inputs["applicants"].items():
        was, would_be = before["places"].get(who), after["places"].get(who)
        if was != would_be:
            found[GAINED if was is None else LOST if would_be is None else BETTER if wishes.index(would_be) < wishes.index(was) else WORSE] += 1
    return found
