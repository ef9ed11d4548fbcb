"""Decisions while nobody else knows them: prepared, changed and taken back by coordinators, until they are told together (releasing.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.errors import AccountError
from exchanges.applications import pairs
from exchanges.applications.models import Application, Pair
from exchanges.calls.models import Call, HostPosition
from exchanges.errors import NotAllowed, NotNow
from exchanges.events.services import record
from exchanges.programmes.rules import right_of
from exchanges.reviews.errors import NotDecidable
from exchanges.reviews.inputs import clean
from exchanges.reviews.judges import may_judge
from exchanges.reviews.models import Assignment, Decision, Release
from exchanges.reviews.querysets import judged_by
from exchanges.reviews.releasing import release
from exchanges.reviews.vocabulary import Outcome

__all__ = ["JUDGED", "UNDECIDED", "clear", "counted", "prepare", "prepare_many", "release"]

JUDGED = ("eligible", "under-review", "shortlisted")  # what can be offered, invited, put on the list
UNDECIDED = (*JUDGED, "submitted", "more-info")  # what can be declined; what a release waits for
LONGEST = 5000
TOO_LONG = _("A text is longer than 5,000 characters. Nothing was changed; shorten it.")
FEW = _("Fewer reviews are in than the call wants. Say why the decision is taken all the same; nothing was changed.")
NOT_YET = _("This application isn’t found eligible yet, so it can only be declined. Nothing was changed.")
ONE_STAGE = _("Only the first stage of a two-stage call invites to the full application. Nothing was changed.")
ELSEWHERE = _("This position belongs to another call. Nothing was changed.")
UNKNOWN = _("Choose a decision. Nothing was changed.")
OTHER_HALF = _("A pair is decided as one, and its other half, %(number)s, can’t be decided so: %(why)s")
RANK = _("A rank is a whole number from 1. Nothing was changed.")


def prepare(
    application: Application,
    *,
    outcome: str,
    by: Actor,
    rank: int | None = None,
    position: HostPosition | None = None,
    conditions: str = "",
    letter: str = "",
    override: str = "",
) -> Decision:
    """Note what is to become of it; the applicant learns nothing. With fewer reviews than the call wants, `override` says why. Preparing again
    changes what was prepared, until it is told."""
    texts = {"conditions": clean(conditions), "letter": clean(letter), "override": clean(override)}
    with transaction.atomic():
        application = _locked(application, by)
        decision = _prepare(application, outcome, by, rank, position, texts)
        other = _other_half(application, by)
        if other is not None:
            _as_the_first(other, decision, by)
    return decision


def _as_the_first(other: Application, first: Decision, by: Actor) -> None:
    """A pair is decided as one: the other half gets the same decision, and keeps the texts that it has for it."""
    standing = _unreleased(other)
    kept = standing if standing and standing.outcome == first.outcome else None
    texts = {"conditions": kept.conditions if kept else "", "letter": kept.letter if kept else "", "override": first.override}
    if standing and standing.override and not first.override:
        texts["override"] = standing.override
    try:
        _prepare(other, first.outcome, by, first.rank, kept.position if kept else None, texts)
    except (NotNow, NotDecidable) as refusal:
        raise NotDecidable(OTHER_HALF % {"number": other.number or "", "why": str(refusal)}) from None


def _prepare(
    application: Application, outcome: str, by: Actor, rank: int | None, position: HostPosition | None, texts: dict[str, str],
) -> Decision:
    """Note it for one locked application."""
    values = values_of(application, outcome, by, rank, position, texts, counted(application))
    standing = _unreleased(application)
    if standing and says(standing, values):
        return standing
    decision, _created = Decision.objects.update_or_create(application=application, stage=application.stage, defaults=values)
    # What was decided is not written into the history before it is told: others read the history of a call.
    record(decision, "prepare", source="prepared" if standing else "", target="prepared", by=by, right=right_of(by), call=application.call_id)
    return decision


def values_of(
    application: Application, outcome: str, by: Actor, rank: int | None, position: HostPosition | None, texts: Mapping[str, str], reviews: int,
) -> dict[str, Any]:
    """What is written of a decision. Raises what speaks against it; `reviews` is how many are in."""
    _check(application, outcome, rank, position)
    if any(len(text) > LONGEST for text in texts.values()):
        raise NotDecidable(TOO_LONG)
    enough = reviews >= application.call.reviews_wanted
    if not enough and not texts["override"]:
        raise NotDecidable(FEW)
    return {
        "outcome": outcome,
        "rank": rank if outcome == Outcome.WAIT else None,
        "position": position if outcome in {Outcome.OFFER, Outcome.WAIT} else None,
        **texts,
        "conditions": texts["conditions"] if outcome in {Outcome.OFFER, Outcome.WAIT} else "",
        "override": "" if enough else texts["override"],
        "prepared_by": by.user,
        "prepared_at": by.now,
        "skipped": "",
    }


def says(standing: Decision, values: Mapping[str, Any]) -> bool:
    return all(getattr(standing, name) == value for name, value in values.items() if not name.startswith("prepared"))


def _other_half(application: Application, by: Actor) -> Application | None:
    """The other half of the pair while it is judged at the same stage, locked after it."""
    other = pairs.other_half(application)
    if other is None or other.status not in UNDECIDED or other.stage != application.stage:
        return None
    return _locked(other, by)


def clear(application: Application, *, by: Actor) -> bool:
    """Take back what was prepared: it is to be discussed again. Returns whether there was something."""
    with transaction.atomic():
        application = _locked(application, by)
        cleared = [_clear(one, by) for one in (application, _other_half(application, by)) if one is not None]
    return any(cleared)


def _clear(application: Application, by: Actor) -> bool:
    decision = _unreleased(application)
    if decision is None:
        return False
    record(decision, "clear", source="prepared", target="", by=by, right=right_of(by), call=application.call_id)
    decision.delete()
    return True


def counted(application: Application) -> int:
    """How many reviews of its present stage are in."""
    count: int = Assignment.objects.counted().filter(application=application, stage=application.stage).count()
    return count


def _check(application: Application, outcome: str, rank: int | None, position: HostPosition | None) -> None:
    if outcome not in Outcome.values:
        raise NotDecidable(UNKNOWN)
    if application.status not in UNDECIDED:
        raise NotNow
    if outcome != Outcome.REJECT and application.status not in JUDGED:
        raise NotDecidable(NOT_YET)
    if outcome == Outcome.INVITE and (application.call.stages, application.stage) != (2, 1):
        raise NotDecidable(ONE_STAGE)
    if position is not None and position.call_id != application.call_id:
        raise NotDecidable(ELSEWHERE)
    if rank is not None and not 1 <= rank <= 100_000:
        raise NotDecidable(RANK)


def _locked(application: Application, by: Actor) -> Application:
    """The application, locked and read again; decisions that are being told stand."""
    if application.pair_id:
        list(Pair.objects.select_for_update(no_key=True).filter(pk=application.pair_id))
    locked: Application = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if not may_judge(by, locked):
        raise NotAllowed
    if Release.objects.filter(call=locked.call_id, stage=locked.stage, ended_at=None).exists():
        raise NotNow
    return locked


def _unreleased(application: Application) -> Decision | None:
    decision: Decision | None = Decision.objects.select_for_update(no_key=True).filter(application=application, stage=application.stage).first()
    if decision is not None and decision.released_at:
        raise NotNow
    return decision


def positions_of(application: Application) -> Sequence[HostPosition]:
    """The positions of the call, those that the applicant wants first."""
    wanted = list(application.preferences.select_related("position").order_by("rank"))
    first = [one.position for one in wanted]
    return [*first, *(one for one in application.call.positions.all() if one not in first)]


@dataclass(frozen=True)
class Result:
    """What came of one row of the panel: whether something changed, or why not."""

    application: Application
    changed: bool = False
    problem: str = ""


def prepare_many(call: Call, chosen: Mapping[str, str], *, by: Actor) -> list[Result]:
    """The decisions of several applications (uid → outcome, blank: to be discussed), each in a transaction of its own. What was written for
    another outcome (conditions, a letter) goes; an outcome that it has already changes nothing."""
    rows = Application.objects.filter(judged_by(by), call=call, uid__in=list(chosen)).select_related("call").order_by("number")
    standing = {one.application_id: one for one in Decision.objects.filter(application__in=rows) if one.stage == one.application.stage}
    results = []
    for one in rows:
        known, wanted = standing.get(one.pk), chosen[one.uid]
        if (known.outcome if known else "") == wanted:
            continue
        try:
            if wanted:
                prepare(one, outcome=wanted, by=by, override=known.override if known else "")
            else:
                clear(one, by=by)
            results.append(Result(one, True))
        except AccountError as refusal:
            results.append(Result(one, False, str(refusal)))
    return results
