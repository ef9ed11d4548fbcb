"""The shape of a form: sections of questions, groups of questions, and questions that are shown on a condition."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.vocabulary import Kind
from exchanges.calls import budgets
from exchanges.calls.figures import MOST_DECIMALS
from exchanges.calls.shapes import values
from exchanges.calls.shapes.values import FILE_TYPES, LARGEST, LONGEST_HELP, MOST_MB, At, BadShape, Shape
from exchanges.calls.vocabulary import QuestionType
from exchanges.programmes.vocabulary import Currency

MOST_SECTIONS, MOST_QUESTIONS, MOST_IN_GROUP, MOST_CHOICES, MOST_TIMES = 20, 40, 12, 80, 50
MOST_WORDS, MOST_CHARACTERS = 5000, 10_000
ALWAYS = ("key", "type", "title", "help", "required", "shown_if")


def check_sections(sections: Any) -> list[Shape]:
    """A clean copy of a form's sections. Raises BadShape."""
    taken: set[str] = set()
    found = []
    for at, given in values.items(sections, At("sections"), MOST_SECTIONS, _("section %(number)s")):
        values.shaped(given, at, ("key", "title", "help", "questions"))
        section: Shape = {"key": values.key(given, at, taken), "title": values.words(given, "title", at)}
        if "help" in given:
            section["help"] = values.words(given, "help", at, LONGEST_HELP, needed=False)
        section["questions"] = _questions(given.get("questions", []), at.field("questions"), MOST_QUESTIONS)
        found.append(section)
    _one_currency(found)
    return found


def _one_currency(sections: list[Shape]) -> None:
    """Refuses a budget that would add pounds to yuan."""
    currencies = {one.question["currency"] for one in budgets.money_questions(sections) if one.question.get("budget")}
    if len(currencies) > 1:
        said = _("The questions about the budget are in different currencies (%(currencies)s); give all of them the same.")
        raise BadShape(At("sections"), said % {"currencies": ", ".join(sorted(currencies))})


def _questions(given: Any, at: At, most: int, inside: bool = False) -> list[Shape]:
    """The questions of a section or of a group, which may only ask back at earlier ones of their own."""
    taken: set[str] = set()
    found: list[Shape] = []
    for here, one in values.items(given, at, most, _("question %(number)s")):
        found.append(_question(one, here, taken, found, inside))
    return found


def _question(given: Any, at: At, taken: set[str], before: list[Shape], inside: bool) -> Shape:
    if not isinstance(given, dict):
        raise BadShape(at, _("a question is expected here: a key, a type and a title."))
    kinds = [kind for kind in QuestionType.values if not (inside and kind == QuestionType.GROUP)]
    kind = values.one_of(given.get("type"), at.field("type"), kinds)
    fields, read = TYPES[kind]
    values.shaped(given, at, (*ALWAYS, *fields))
    question: Shape = {"key": values.key(given, at, taken), "type": kind, "title": values.words(given, "title", at)}
    if "help" in given:
        question["help"] = values.words(given, "help", at, LONGEST_HELP, needed=False)
    question["required"] = values.flag(given, "required", at)
    read(given, at, question)
    if "total" in question and not inside:
        raise BadShape(at.field("total"), _("only a question of a group has a total over its entries."))
    if given.get("shown_if"):
        question["shown_if"] = _condition(given["shown_if"], at.field("shown_if"), before)
    return question


def _condition(given: Any, at: At, before: list[Shape]) -> Shape:
    """Shown only where an earlier question was answered with that choice."""
    values.shaped(given, at, ("question", "is"))
    asked = {one["key"]: one for one in before if one["type"] in {QuestionType.CHOICE, QuestionType.CHOICES}}
    if given.get("question") not in asked if isinstance(given.get("question"), str) else True:
        raise BadShape(at, _("the condition must name an earlier question with choices, of the same section or group.")
                       + (values.suggestion(values.said(given.get("question")), asked) if asked else ""))
    choices = [one["key"] for one in asked[given["question"]]["choices"]]
    return {"question": given["question"], "is": values.one_of(given.get("is"), at.field("is"), choices)}


def _text(given: Shape, at: At, question: Shape) -> None:
    question["limit"] = values.whole(given.get("limit", 500), at.field("limit"), 1, MOST_WORDS)
    if given.get("limit_zh") is not None:
        question["limit_zh"] = values.whole(given["limit_zh"], at.field("limit_zh"), 1, MOST_CHARACTERS)


def _choice(given: Shape, at: At, question: Shape) -> None:
    taken: set[str] = set()
    question["choices"] = []
    for here, one in values.items(given.get("choices", []), at.field("choices"), MOST_CHOICES, _("choice %(number)s")):
        values.shaped(one, here, ("key", "title"))
        question["choices"].append({"key": values.key(one, here, taken), "title": values.words(one, "title", here)})
    if len(question["choices"]) < 2:
        raise BadShape(at.field("choices"), _("give at least two choices, one a line."))


def _choices(given: Shape, at: At, question: Shape) -> None:
    _choice(given, at, question)
    if given.get("most") is not None:
        question["most"] = values.whole(given["most"], at.field("most"), 1, len(question["choices"]))


def _bounds(given: Shape, at: At, question: Shape, read: Callable[[Any, At], Any]) -> None:
    for name in ("low", "high"):
        if given.get(name) is not None:
            question[name] = read(given[name], at.field(name))
    values.in_order(question.get("low"), question.get("high"), at.field("low"))


def _number(given: Shape, at: At, question: Shape) -> None:
    places = values.whole(given.get("decimals") or 0, at.field("decimals"), 0, MOST_DECIMALS)
    if not places:
        _bounds(given, at, question, lambda value, here: values.whole(value, here, -LARGEST, LARGEST))
        return
    question["decimals"] = places
    for name in ("low", "high"):
        if given.get(name) is not None:
            question[name] = values.exact(given[name], at.field(name), places)
    low, high = (Decimal(question[name]) if name in question else None for name in ("low", "high"))
    values.in_order(low, high, at.field("low"))


def _money(given: Shape, at: At, question: Shape) -> None:
    question["currency"] = values.one_of(given.get("currency"), at.field("currency"), Currency.values)
    _bounds(given, at, question, lambda value, here: values.whole(value, here, 0, LARGEST))
    if given.get("total") is not None:
        question["total"] = values.whole(given["total"], at.field("total"), 1, LARGEST)
    if "budget" in given:
        question["budget"] = values.flag(given, "budget", at)


def _date(given: Shape, at: At, question: Shape) -> None:
    _bounds(given, at, question, values.day)


def _file(given: Shape, at: At, question: Shape) -> None:
    question["types"] = values.some_of(given.get("types", ["pdf"]), at.field("types"), FILE_TYPES)
    question["max_mb"] = values.whole(given.get("max_mb", 10), at.field("max_mb"), 1, MOST_MB)


def _profile(given: Shape, at: At, question: Shape) -> None:
    question["kinds"] = values.some_of(given.get("kinds", list(Kind.values)), at.field("kinds"), Kind.values)


def _group(given: Shape, at: At, question: Shape) -> None:
    question["most"] = values.whole(given.get("most", 5), at.field("most"), 1, MOST_TIMES)
    if given.get("least") is not None:
        question["least"] = values.whole(given["least"], at.field("least"), 0, question["most"])
    question["questions"] = _questions(given.get("questions", []), at.field("questions"), MOST_IN_GROUP, inside=True)


# By type: the fields it has of its own, and who reads them.
TYPES: dict[str, tuple[tuple[str, ...], Callable[[Shape, At, Shape], None]]] = {
    QuestionType.TEXT: (("limit", "limit_zh"), _text),
    QuestionType.CHOICE: (("choices",), _choice),
    QuestionType.CHOICES: (("choices", "most"), _choices),
    QuestionType.NUMBER: (("decimals", "low", "high"), _number),
    QuestionType.MONEY: (("currency", "low", "high", "total", "budget"), _money),
    QuestionType.DATE: (("low", "high"), _date),
    QuestionType.FILE: (("types", "max_mb"), _file),
    QuestionType.PROFILE: (("kinds",), _profile),
    QuestionType.GROUP: (("questions", "least", "most"), _group),
}
