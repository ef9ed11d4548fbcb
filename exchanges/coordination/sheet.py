"""The applications of a call as a table for a spreadsheet: whole for coordinators, without names for a panel that reviews anonymously."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import orjson
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from directory import labels
from directory.models import Card, Profile
from directory.tables import Cell, safe
from exchanges.applications import reading
from exchanges.applications.answers import Question
from exchanges.applications.faults import titled
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.calls.vocabulary import QuestionType
from exchanges.models import Application, Assignment, Call, Decision, Letter, Preference, Revision
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
    asked: int  # referees who are named
    other: str  # the number of the other half of its pair
    wishes: str
    home: str
    country: str
    decision: str
    is_late: bool
    content: dict[str, Any] = field(default_factory=dict)  # the sent copy, where answers are wanted


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
    Column(_("Within the grace"), lambda line: str(_("Yes")) if line.is_late else ""),
    Column(_("Language"), lambda line: line.application.language),
    Column(_("Home institution"), lambda line: line.home, names=True),
    Column(_("Country or region"), lambda line: line.country),
    Column(_("Hosts wished for"), lambda line: line.wishes),
    Column(_("Half"), lambda line: str(line.application.get_side_display()) if line.application.side else ""),
    Column(_("Other half"), lambda line: line.other),
    Column(_("Budget"), lambda line: _money(line.application)),
    Column(_("Currency"), lambda line: line.application.currency),
    Column(_("Reviews in"), lambda line: line.reviews),
    Column(_("Mean score"), lambda line: rounded(line.mean) if line.mean is not None else ""),
    Column(_("Referees named"), lambda line: line.asked),
    Column(_("Letters in"), lambda line: line.letters),
    Column(_("Decision"), lambda line: line.decision),
)


def _money(application: Application) -> Cell:
    return f"{application.amount / 100:.2f}" if application.amount is not None else ""


def columns(call: Call, *, for_panel: bool, with_answers: bool = False) -> list[Column]:
    """For a panel that reviews double anonymously, without the columns that name people."""
    found = [*COLUMNS, *(_answers(call) if with_answers else ())]
    return [one for one in found if not (one.names and for_panel and call.review_mode == "double")]


def _answers(call: Call) -> list[Column]:
    """A column for each question that the call asked, in all versions of its forms; the newest wording heads it. Files stay out: they are opened one
    by one, by those who may."""
    found: dict[tuple[str, str], Column] = {}
    for form in call.forms.order_by("stage", "version"):
        for section in form.sections:
            for one in section["questions"]:
                if one["type"] != QuestionType.FILE:
                    heading = f"{titled(section['title'])} – {titled(one['title'])}"
                    found[section["key"], one["key"]] = Column(heading, _answer(section["key"], one), names=_may_name(one))
    return list(found.values())


def _may_name(question: Question) -> bool:
    """Whether an answer may name who applies or whom they work with: a profile, by itself or in a group."""
    return question["type"] == QuestionType.PROFILE or any(_may_name(one) for one in question.get("questions", ()))


def _answer(section: str, question: Question) -> Callable[[Line], Cell]:
    def cell(line: Line) -> Cell:
        value = line.content.get("sections", {}).get(section, {}).get(question["key"])
        if question["type"] != QuestionType.GROUP:
            return reading.in_words(question, value)
        rows = (", ".join(filter(None, (reading.in_words(one, row.get(one["key"])) for one in question["questions"]))) for row in value or ())
        return "\n".join(rows)
    return cell


def rows(call: Call, actor: Actor, chosen: list[Column], *, with_answers: bool = False) -> Iterator[list[Cell]]:
    """What the actor may see of the call's applications, by number, safe to open in a spreadsheet. What they take part in isn't among them."""
    rubric = Rubric.of(call.rubric)
    points, reviews = _points(call)
    letters = dict(_count(Letter.objects.filter(application__call=call, state="submitted")))
    asked = dict(_count(Letter.objects.filter(application__call=call).exclude(state__in=["cancelled", "declined", "expired"])))
    applications = Application.objects.visible_to(actor).decided_by(actor).filter(call=call, number__isnull=False)
    halves, wishes, homes = _halves(call), _wishes(call), _homes(call, actor)
    decisions = {one.application_id: one.get_outcome_display() for one in Decision.objects.filter(application__call=call).order_by("stage")}
    late = set(Revision.objects.filter(application__call=call, is_late=True).values_list("application", flat=True))
    last = Revision.objects.filter(application=OuterRef("pk")).order_by("-number")
    content = last.values("content")[:1] if with_answers else last.none().values("content")
    for one in applications.select_related("applicant").annotate(sent_copy=Subquery(content)).order_by("number").iterator(chunk_size=CHUNK):
        count = reviews.get(one.pk, 0)
        home, country = homes.get(one.home_id or one.profile_id, ("", ""))
        line = Line(
            one, rubric.mean(points.get(one.pk, 0), count), count, letters.get(one.pk, 0), asked.get(one.pk, 0), halves.get(one.pk, ""),
            wishes.get(one.pk, ""), home if one.home_id else "", country, decisions.get(one.pk, ""), one.pk in late, one.sent_copy or {},
        )
        yield [safe(column.cell(line)) for column in chosen]


def _wishes(call: Call) -> dict[int, str]:
    """Application → the positions it wishes for, the most wanted first."""
    is_chinese = (get_language() or "").startswith("zh")
    names = {one.pk: reading.position_name(one, is_chinese) for one in call.positions.all()}
    found: dict[int, list[str]] = {}
    ranked = Preference.objects.filter(application__call=call).order_by("application", "rank")
    for application, position in ranked.values_list("application", "position"):
        found.setdefault(application, []).append(names.get(position, ""))
    return {application: "\n".join(wished) for application, wished in found.items()}


def _homes(call: Call, actor: Actor) -> dict[int | None, tuple[str, str]]:
    """Profile of a home institution or of an applicant → its name and its country, as the directory shows them to the actor."""
    lang, countries = "zh" if (get_language() or "").startswith("zh") else "en", labels.countries()
    wanted = {key for pair in call.applications.values_list("home", "profile") for key in pair if key}
    found: dict[int | None, tuple[str, str]] = {}
    cards = Card.objects.filter(profile__in=Profile.objects.visible_to(actor).filter(pk__in=wanted), tier__lte=actor.tier)
    for key, body in cards.order_by("tier").values_list("profile", "body"):
        card = orjson.loads(body)
        name, code = card["name"], card["country"]
        found[key] = (name[lang] or name["en"] or name["zh"] or "", countries[code][lang] if code in countries else "")
    return found


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
