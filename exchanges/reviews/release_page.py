"""What the page of decisions shows: every letter as it would go out, what stands in the way, and how far a release is."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from accounts import audit
from accounts.actor import Actor
from accounts.outbox.texts import Texts
from directory.wording import spoken
from exchanges.calls.models import Call
from exchanges.calls.reading import is_chinese
from exchanges.offers.standing import unannounced_of
from exchanges.programmes.rules import right_of
from exchanges.reviews import decision_letters, readiness, releasing
from exchanges.reviews.models import Assignment, Decision, Release
from exchanges.reviews.vocabulary import Outcome

PAGE = 50  # letters on a page


@dataclass(frozen=True)
class Letter:
    decision: Decision
    texts: Texts


def look(call: Call, stage: int, actor: Actor, page: int = 1) -> dict[str, Any]:
    """The whole page. Who takes part in an application of the call sees nothing here: the counts of all would tell them of their own."""
    if readiness.takes_part(call, actor):
        return {"partial": readiness.PARTIAL, "letters": [], "groups": [], "obstacles": [], "release": None, "total": 0, "pages": 1, "page": 1}
    rows = readiness.prepared(call, stage).order_by("outcome", "rank", "application__number")
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    release: Release | None = Release.objects.filter(call=call, stage=stage).order_by("-pk").first()
    audit.record("decisions.look", by=actor.user, on=("call", call.uid), right=right_of(actor))
    return {
        "partial": "",
        "groups": _groups(call, stage),
        "letters": _letters(list(_full(rows)[(page - 1) * PAGE : page * PAGE])),
        "total": total,
        "pages": pages,
        "page": page,
        "seen": readiness.digest(call, stage),
        "obstacles": readiness.obstacles(call, stage) if total or not release else [],
        "release": release,
        "unannounced": unannounced_of(call, actor.now) if rows.filter(outcome=Outcome.OFFER).exists() else "",
        "report": releasing.report(release) if release else None,
        "outcome_names": dict(Outcome.choices),
        "open_reviews": Assignment.objects.filter(
            application__call=call, stage=stage, state__in=["invited", "in-progress", "reopened"], application__status__in=readiness.WAITS_FOR
        ).count(),
    }


def _full(rows: Any) -> Any:
    return rows.select_related("application__call__programme", "application__applicant", "position")


def _groups(call: Call, stage: int) -> list[tuple[Any, list[Decision]]]:
    """The decisions by outcome, with number, title and name: the last check."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for one in readiness.prepared(call, stage).select_related("application__applicant").order_by("rank", "application__number"):
        found[one.outcome].append(one)
    return [(label, found[value]) for value, label in Outcome.choices if found[value]]


def _letters(decisions: list[Decision]) -> list[Letter]:
    """The letters of one page; the reviews of all are read at once."""
    reviews = defaultdict(list)
    for one in Assignment.objects.counted().filter(application__in=[one.application_id for one in decisions]).select_related("reviewer"):
        reviews[one.application_id, one.stage].append(one)
    return [Letter(one, decision_letters.letter(one, reviews[one.application_id, one.stage])) for one in decisions]


def rubric_line(call: Call) -> str:
    """Excellence (50), impact (30)."""
    between, told = ("、", "{}（{}）") if is_chinese() else (", ", "{} ({})")
    return between.join(told.format(spoken(one["title"]), one["weight"]) for one in call.rubric)
