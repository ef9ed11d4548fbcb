"""The applications of a call as a table for a spreadsheet: whole for coordinators, without names for a panel that reviews anonymously."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actor import Actor
from directory.tables import Cell, safe
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.models import Application, Assignment, Call, Letter
from exchanges.reviews.scoring import Rubric, rounded

FORMS = ("csv", "xlsx")
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """`names` says that the column tells who applies."""

    heading: str | Promise
    cell: Callable[["Line"], Cell]
    names: bool = False


@dataclass(frozen=True)
class Line:
    """One application with what was counted for it."""

    application: Application
    mean: Fraction | None
    reviews: int
    letters: int
    other: str  # the number of the other half of its pair


def _day(line: Line) -> str:
    at = line.application.submitted_at
    return at.astimezone(timezone.get_current_timezone()).isoformat(timespec="minutes") if at else ""


COLUMNS = (
    Column(_("Number"), lambda line: line.application.number),
    Column(_("Name"), lambda line: line.application.applicant.full_name, names=True),
    Column(_("E-mail address"), lambda line: line.application.applicant.email, names=True),
    Column(pgettext_lazy("application", "Title"), lambda line: line.application.title),
    Column(_("Status"), lambda line: str(ApplicationStatus(line.application.status).label)),
    Column(pgettext_lazy("application", "Sent on"), _day),
    Column(_("Language"), lambda line: line.application.language),
    Column(_("Half"), lambda line: str(line.application.get_side_display()) if line.application.side else ""),
    Column(_("Other half"), lambda line: line.other),
    Column(_("Budget"), lambda line: _money(line.application)),
    Column(_("Currency"), lambda line: line.application.currency),
    Column(_("Reviews in"), lambda line: line.reviews),
    Column(_("Mean score"), lambda line: rounded(line.mean) if line.mean is not None else ""),
    Column(_("Letters in"), lambda line: line.letters),
)


def _money(application: Application) -> Cell:
    return f"{application.amount / 100:.2f}" if application.amount is not None else ""


def columns(call: Call, *, for_panel: bool) -> list[Column]:
    """For a panel that reviews double anonymously, without the columns that name people."""
    return [one for one in COLUMNS if not (one.names and for_panel and call.review_mode == "double")]


def rows(call: Call, actor: Actor, chosen: list[Column]) -> Iterator[list[Cell]]:
    """What the actor may see of the call's applications, by number, safe to open in a spreadsheet. What they take part in isn't among them."""
    rubric = Rubric.of(call.rubric)
    points, reviews = _points(call)
    letters = dict(_count(Letter.objects.filter(application__call=call, state="submitted")))
    applications = Application.objects.visible_to(actor).decided_by(actor).filter(call=call, number__isnull=False)
    halves = _halves(call)
    for one in applications.select_related("applicant").order_by("number").iterator(chunk_size=CHUNK):
        count = reviews.get(one.pk, 0)
        line = Line(one, rubric.mean(points.get(one.pk, 0), count), count, letters.get(one.pk, 0), halves.get(one.pk, ""))
        yield [safe(column.cell(line)) for column in chosen]


def _halves(call: Call) -> dict[int, str]:
    """Application → the number of the other half of its pair, where that was sent."""
    rows = list(call.applications.filter(pair__isnull=False).values_list("pk", "pair", "number")) if call.is_paired else []
    of: dict[int, dict[int, str]] = {}
    for key, pair, number in rows:
        of.setdefault(pair, {})[key] = number or ""
    return {key: next((number for other, number in of[pair].items() if other != key), "") for key, pair, _number in rows}


def _points(call: Call) -> tuple[dict[int, int], dict[int, int]]:
    """Application → the points of its reviews, and how many there are."""
    found = Assignment.objects.filter(application__call=call, state__in=["submitted", "locked"]).order_by("application")
    summed = list(found.values_list("application").annotate(points=Sum("points"), n=Count("pk")))
    return {pk: points or 0 for pk, points, _n in summed}, {pk: n for pk, _points, n in summed}


def _count(found: QuerySet[Letter]) -> Iterator[tuple[int, int]]:
    yield from found.order_by("application").values_list("application").annotate(n=Count("pk"))
