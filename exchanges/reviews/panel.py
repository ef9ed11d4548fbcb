"""What the panel sees of a call: the ranking by exact weighted mean with its spread, filters, and how far the reviews are.

One query sums the reviews of all applications in the database; the page then reads its fifty rows, so that the number of queries doesn't grow.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from accounts.actor import Actor
from exchanges.applications import pairs
from exchanges.applications.models import Application, Preference
from exchanges.calls.models import Call
from exchanges.reviews.models import Assignment, Decision
from exchanges.reviews.plots import Bar, Spread, histogram, spread, widest
from exchanges.reviews.querysets import judged_by
from exchanges.reviews.scoring import Rubric, rounded
from exchanges.reviews.states import LIVE
from exchanges.reviews.vocabulary import Outcome

PAGE = 50
OUT = ("withdrawn", "not-sent", "ineligible", "ended")  # not ranked, unless asked for


@dataclass(frozen=True)
class Narrowed:
    """What the reader asked to see."""

    status: str = ""
    subject: str = ""
    host: str = ""
    missing: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Scores:
    """The reviews of one application, as the database summed them."""

    key: int
    number: str
    asked: int
    count: int
    total: int
    high: int
    low: int


@dataclass
class Line:
    """One row of the ranking."""

    rank: int | None
    application: Application
    asked: int
    count: int
    wanted: int
    plot: Spread | None
    host: Any = None  # the position wanted most
    decision: Decision | None = None
    other: Application | None = None  # the other half of the pair

    @property
    def is_missing(self) -> bool:
        return self.count < self.wanted


@dataclass
class Board:
    """The whole page."""

    lines: list[Line]
    total: int  # rows that fit the filter
    ranked: int
    page: int
    pages: int
    first: int
    bars: list[Bar]
    cut: int | None  # the number of rows of this page above the line of places
    counts: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)


def judged(call: Call, stage: int, actor: Actor) -> "QuerySet[Application]":
    """The applications of the stage that the actor judges."""
    rows: QuerySet[Application] = Application.objects.filter(judged_by(actor), call=call, stage__gte=stage)
    return rows if stage == 1 else rows.exclude(stage=stage, status="draft")


def sums(rows: "QuerySet[Application]", stage: int) -> list[Scores]:
    """Every application with the sums of its reviews, best first; equal means in order of number, those without a review last."""
    here = Q(assignments__stage=stage)
    is_in = here & Q(assignments__state__in=["submitted", "locked"])
    found = (
        rows.order_by()
        .values_list("pk", "number")
        .annotate(
            asked=Count("assignments", filter=here & Q(assignments__state__in=LIVE)),
            n=Count("assignments", filter=is_in),
            total=Sum("assignments__points", filter=is_in),
            high=Max("assignments__points", filter=is_in),
            low=Min("assignments__points", filter=is_in),
        )
    )
    made = [Scores(key, number, asked, count, total or 0, high or 0, low or 0) for key, number, asked, count, total, high, low in found]
    # Whole numbers this small divide into floats in the order of the fractions (tests/exchanges/test_reviews_scoring.py).
    return sorted(made, key=lambda one: (-one.total / one.count if one.count else float("inf"), one.number))


def board(call: Call, actor: Actor, *, stage: int = 1, narrowed: Narrowed | None = None, page: int = 1) -> Board:
    """One page of the ranking, with the overview of all."""
    narrowed, rubric = narrowed or Narrowed(), Rubric.of(call.rubric)
    every = judged(call, stage, actor)
    running = sums(every.exclude(status__in=OUT), stage)
    ranks = _ranks(running)
    shown = _narrow(call, every, running, rubric, narrowed, stage)
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(1, page), pages)
    part = shown[(page - 1) * PAGE : page * PAGE]
    means, apart = [(one.total, one.count) for one in running if one.count], widest(rubric)
    above = max(0, call.places - (page - 1) * PAGE)
    is_whole = narrowed == Narrowed()
    made = Board(
        _lines(call, stage, part, ranks, rubric),
        len(shown),
        len(running),
        page,
        pages,
        (page - 1) * PAGE + 1,
        histogram(rubric, means, call.places),
        above if is_whole and 0 < above < len(part) else None,
    )
    made.counts = {
        "in": sum(one.count for one in running),
        "asked": sum(one.asked for one in running),
        "wanted": call.reviews_wanted * len(running),
        "wide": sum(_apart(one, apart) for one in running),
        "conflicts": Assignment.objects.filter(application__in=every, stage=stage, state="recused").count(),
    }
    decided = Decision.objects.filter(application__in=every.exclude(status__in=OUT), stage=stage)
    made.outcomes = dict.fromkeys(Outcome.values, 0) | dict(decided.values_list("outcome").annotate(n=Count("pk")))
    made.counts["decided"] = sum(made.outcomes.values())
    made.counts["told"] = decided.filter(released_at__isnull=False).count()
    return made


def _apart(one: Scores, widest: int) -> bool:
    return one.count > 1 and one.high - one.low >= widest


def _ranks(running: Sequence[Scores]) -> dict[int, int]:
    """The rank by mean; equal means share one. Compared as whole numbers: a/b = c/d when ad = cb."""
    ranks: dict[int, int] = {}
    last: Scores | None = None
    shared = 0
    for number, one in enumerate(running, 1):
        if not one.count:
            break
        if last is None or one.total * last.count != last.total * one.count:
            last, shared = one, number
        ranks[one.key] = shared
    return ranks


def _narrow(call: Call, every: "QuerySet[Application]", running: list[Scores], rubric: Rubric, narrowed: Narrowed, stage: int) -> list[Scores]:
    rows = sums(every.filter(status=narrowed.status), stage) if narrowed.status else running
    within = every
    if narrowed.subject:
        within = within.filter(pk__in=with_subject(every, narrowed.subject))
    if narrowed.host:
        within = within.filter(pk__in=Preference.objects.filter(position__uid=narrowed.host, position__call=call).values("application"))
    if within is not every:
        keys = set(within.values_list("pk", flat=True))
        rows = [one for one in rows if one.key in keys]
    if narrowed.missing:
        rows = [one for one in rows if one.count < call.reviews_wanted]
    apart = widest(rubric)
    return [one for one in rows if _apart(one, apart)] if narrowed.wide else rows


def with_subject(every: "QuerySet[Application]", code: str) -> Any:
    """Applications in the field: by the profile they were written with, or by a wanted position. A broad field takes in its narrow ones."""
    by_profile = Q(profile__profile_subjects__subject__code=code) | Q(profile__profile_subjects__subject__parent__code=code)
    by_wish = Q(preferences__position__subject=code) | Q(preferences__position__subject__startswith=f"{code}.")
    return every.filter(by_profile | by_wish).order_by().values("pk")


def _lines(call: Call, stage: int, part: Sequence[Scores], ranks: dict[int, int], rubric: Rubric) -> list[Line]:
    """The rows of one page, with what each shows."""
    keys = [one.key for one in part]
    rows = Application.objects.select_related("applicant").in_bulk(keys)
    points = defaultdict(list)
    counted = Assignment.objects.counted().filter(application__in=keys, stage=stage, points__isnull=False)
    for key, value in counted.values_list("application_id", "points"):
        points[key].append(value)
    decisions = {one.application_id: one for one in Decision.objects.filter(application__in=keys, stage=stage)}
    wanted = Preference.objects.filter(application__in=keys).select_related("position").order_by("-rank")
    hosts = {one.application_id: one.position for one in wanted}  # the first wish is written last
    others = pairs.others_of(list(rows.values()))
    return [
        Line(
            ranks.get(one.key),
            rows[one.key],
            one.asked,
            one.count,
            call.reviews_wanted,
            spread(rubric, points[one.key]),
            hosts.get(one.key),
            decisions.get(one.key),
            others.get(one.key),
        )
        for one in part
    ]


def mean_of(application: Application, stage: int) -> str:
    """The exact mean of one application, rounded for display; blank while no review is in."""
    values = (
        Assignment.objects.counted().filter(application=application, stage=stage, points__isnull=False).aggregate(total=Sum("points"), n=Count("pk"))
    )
    mean = Rubric.of(application.call.rubric).mean(values["total"] or 0, values["n"])
    return "" if mean is None else rounded(mean)
