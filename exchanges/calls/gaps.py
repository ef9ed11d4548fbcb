"""What a call still lacks before it can open: data, and texts that one of the two languages doesn't have yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.calls.models import Call
from exchanges.calls.versions import form_for
from exchanges.calls.vocabulary import LettersAsked, Side
from exchanges.errors import ExchangeError, Text
from exchanges.programmes.vocabulary import ProgrammeStatus

# The parts of a call that its pages edit, in their order.
PARTS: dict[str, Text] = {
    "texts": _("Title and texts"), "dates": _("Dates"), "places": _("Places and positions"), "form": _("Application form"),
    "documents": _("Documents"), "eligibility": _("Who may apply"), "review": _("Review and criteria"), "letters": _("Letters of referees"),
    "offers": pgettext_lazy("call", "Offers"),
}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: in which part, what, and for a text in which language ("en", "zh"). `detail` names which one of several; `where`
    tells gaps of the same kind apart."""

    part: str
    what: Text
    lang: str = ""
    detail: str = ""
    where: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.part, self.where, self.lang


class NotReady(ExchangeError):
    """The call can't open, or stay open, like this. `gaps` says what is missing."""

    message = _("This call isn’t complete yet. What is missing is listed below; nothing was changed.")

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__()
        self.gaps = gaps


@dataclass(frozen=True)
class Written:
    """A mandatory text in both languages, as the parity gate sees it."""

    part: str
    what: Text
    en: str
    zh: str
    where: str
    optional: bool = False  # may lack both languages, but not one of them

    @property
    def lacks(self) -> list[str]:
        missing = [lang for lang, value in (("en", self.en), ("zh", self.zh)) if not value.strip()]
        return [] if self.optional and len(missing) == 2 else missing


def gaps_of(call: Call, now: datetime) -> list[Gap]:
    """Everything that keeps the call from opening; waived texts are no gap."""
    return [*data_gaps(call, now), *text_gaps(call)]


def text_gaps(call: Call) -> list[Gap]:
    """Texts that lack a language, but for the one that is waived where the other is there."""
    found = []
    for text in texts_of(call):
        lacks = text.lacks
        if len(lacks) == 1 and lacks[0] in call.waivers:
            continue
        found += [Gap(text.part, text.what, lang, text.en or text.zh, text.where) for lang in lacks]
    return found


def texts_of(call: Call) -> Iterator[Written]:
    """Every text of the call that both languages must have."""
    yield Written("texts", _("title"), call.title_en, call.title_zh, "title")
    yield Written("texts", _("summary"), call.summary_en, call.summary_zh, "summary")
    yield Written("texts", _("text"), call.text_en, call.text_zh, "text")
    for position in call.positions.all():
        yield Written("places", _("title of a position"), position.title_en, position.title_zh, f"position.{position.pk}")
        yield Written("places", _("unit of a position"), position.unit_en, position.unit_zh, f"unit.{position.pk}", optional=True)
    for stage in range(1, call.stages + 1):
        form = form_for(call, stage)
        for section in form.sections if form else []:
            yield _written("form", _("title of a section"), section, "title", f"{stage}.{section['key']}")
            yield _written("form", _("help of a section"), section, "help", f"{stage}.{section['key']}", optional=True)
            yield from _asked(section["questions"], f"{stage}.{section['key']}")
    for one in call.documents:
        yield _written("documents", _("name of a document"), one, "title", one["key"])
        yield _written("documents", _("help of a document"), one, "help", one["key"], optional=True)
    for one in call.eligibility:
        # A rule without words of its own has those that its data make, in both languages.
        yield _written("eligibility", _("words of a rule"), one, "words", one["key"], optional=True)
    for one in call.rubric:
        yield _written("review", _("name of a criterion"), one, "title", one["key"])
        yield _written("review", _("help of a criterion"), one, "help", one["key"], optional=True)


def _asked(questions: list[dict[str, Any]], where: str) -> Iterator[Written]:
    """The texts of questions, of their choices, and of the questions in a group."""
    for one in questions:
        here = f"{where}.{one['key']}"
        yield _written("form", _("title of a question"), one, "title", here)
        yield _written("form", _("help of a question"), one, "help", here, optional=True)
        for choice in one.get("choices", []):
            yield _written("form", _("a choice"), choice, "title", f"{here}={choice['key']}")
        yield from _asked(one.get("questions", []), here)


def _written(part: str, what: Text, thing: dict[str, Any], name: str, where: str, optional: bool = False) -> Written:
    both = thing.get(name) or {}
    return Written(part, what, both.get("en", ""), both.get("zh", ""), f"{where}.{name}", optional)


def data_gaps(call: Call, now: datetime) -> Iterator[Gap]:
    """What is missing besides texts."""
    if call.programme.status != ProgrammeStatus.PUBLISHED:
        yield Gap("texts", _("The programme isn’t public yet: publish it first."), where="programme")
    yield from _date_gaps(call, now)
    if call.places < 1:
        yield Gap("places", _("There is no place yet: say how many."), where="count")
    for stage in range(1, call.stages + 1):
        form = form_for(call, stage)
        if form is None or not any(section["questions"] for section in form.sections):
            empty = _("The form of the full application asks nothing yet.") if stage == 2 else _("The form asks nothing yet.")
            yield Gap("form", empty, where=str(stage))
        elif not all(_whole(section["questions"]) for section in form.sections):
            yield Gap("form", _("A section or a group of the form has no question yet: add one or delete it."), where=f"{stage}.empty")
    if not call.rubric:
        yield Gap("review", _("There are no criteria yet by which reviewers score."), where="rubric")
    if call.letters_wanted and call.letters_asked == LettersAsked.NEVER:
        yield Gap("letters", _("Letters are wanted, but it isn’t said when referees are asked."), where="asked")
    if call.is_paired and set(call.halves) != set(Side.values):
        yield Gap("offers", _("A paired call needs the currency and the cap of both halves."), where="halves")


def _whole(questions: list[dict[str, Any]]) -> bool:
    return bool(questions) and all(_whole(one["questions"]) for one in questions if "questions" in one)


def _date_gaps(call: Call, now: datetime) -> Iterator[Gap]:
    if call.opens_at is None:
        yield Gap("dates", _("It isn’t said when the call opens."), where="opens")
    if not call.is_rolling and call.closes_at is None:
        yield Gap("dates", _("It isn’t said when the call closes, nor that it is rolling."), where="closes")
    if call.closes_at is not None and call.closes_at <= now:
        yield Gap("dates", _("The closing time lies in the past."), where="past")
    if call.stages == 2 and call.full_closes_at is None:
        yield Gap("dates", _("It isn’t said when full applications close."), where="full")
    if call.full_closes_at is not None and call.closes_at is not None and call.full_closes_at <= call.closes_at:
        yield Gap("dates", _("Full applications must close after the concepts."), where="order")
