"""What is wrong with one answer, in the reader's language: each sentence names the question and says what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import wording
from directory.vocabulary import Kind
from exchanges.applications.answers import Question
from exchanges.calls import figures
from exchanges.calls.lengths import length
from exchanges.calls.picking import Known
from exchanges.calls.vocabulary import QuestionType

titled = wording.spoken  # a title of a form


@dataclass(frozen=True)
class Beside:
    """What an answer is checked with besides its question: the places that hold a file, the half's own currency (blank: each question's), and the
    profiles that the applicant may see, by uid."""

    files: frozenset[str] = frozenset()
    currency: str = ""
    profiles: Mapping[str, Known] = field(default_factory=dict)


def money(amount: int, currency: str) -> str:
    """An amount in the reader's language."""
    return wording.money(amount, currency, get_language() or "en")


def number(value: int | str) -> str:
    """1200 is 1,200, "0.0625" is 0.0625: no decimal is rounded away."""
    return format_decimal(Decimal(str(value)), locale=wording.locale_of(get_language() or "en"), decimal_quantization=False)


def fault(question: Question, value: Any, beside: Beside) -> str:
    """What is wrong with an answer that isn't blank; nothing where it can be sent."""
    kind, title = question["type"], titled(question["title"])
    if isinstance(value, dict) and "typed" in value:
        return UNREAD[kind](question, value["typed"], title, beside) if kind in UNREAD else _("Answer “%(title)s”.") % {"title": title}
    return CHECKS[kind](question, value, title, beside) if kind in CHECKS else ""


# What couldn't be read


def code_of(read: Callable[[], Any]) -> str:
    """Why it couldn't."""
    try:
        read()
    except figures.Unread as unread:
        return unread.code
    return "other"


def _unread_number(question: Question, typed: Any, title: str, _beside: Beside) -> str:
    places = question.get("decimals", 0)
    code = code_of(lambda: figures.decimal(str(typed), places))
    said = {"title": title, "typed": str(typed)[:40], "num": places}
    if code == "grouping":
        return _("“%(title)s”: “%(typed)s” may mean different numbers. Write commas only between thousands and a point before decimals.") % said
    if code == "large":
        return _("“%(title)s”: this number is too large.") % said
    if not places:
        return _("Write “%(title)s” as a whole number.") % said
    if code == "decimals":
        return ngettext("“%(title)s”: write at most %(num)s decimal.", "“%(title)s”: write at most %(num)s decimals.", places) % said
    return _("Write “%(title)s” as a number, like 1,200 or 2.5.") % said


def _unread_money(question: Question, typed: Any, title: str, beside: Beside) -> str:
    currency = beside.currency or question.get("currency", "")
    code = code_of(lambda: figures.money(str(typed), currency))
    said = {"title": title, "typed": str(typed)[:40], "currency": currency}
    return {
        "grouping": _("“%(title)s”: “%(typed)s” may mean different amounts. Write commas only between thousands and a point before decimals."),
        "currency": _("“%(title)s” is asked in %(currency)s. Write the amount in it."),
        "large": _("“%(title)s”: this amount is too large."),
        "negative": _("“%(title)s”: an amount can’t be below zero."),
        "decimals": _("“%(title)s”: write at most two decimals."),
    }.get(code, _("Write “%(title)s” as an amount, like 1,200 or 1200.50.")) % said


def _unread_date(_question: Question, typed: Any, title: str, _beside: Beside) -> str:
    parts = [*typed, "", "", ""][:3] if isinstance(typed, list) else ["", "", ""]
    code = code_of(lambda: figures.day_of_parts(parts))
    if code == "order":
        return _("“%(title)s”: write the year first, like 2027-01-31, so that day and month can’t be mistaken.") % {"title": title}
    return _("Write “%(title)s” as a day there is: day, month and year.") % {"title": title}


def _unread_profile(_question: Question, _typed: Any, title: str, _beside: Beside) -> str:
    said = _("“%(title)s”: what was chosen isn’t in the directory any more, or isn’t shown to you. Choose another, or keep the name as you wrote it.")
    return said % {"title": title}


UNREAD: dict[str, Callable[[Question, Any, str, Beside], str]] = {
    QuestionType.NUMBER: _unread_number, QuestionType.MONEY: _unread_money, QuestionType.DATE: _unread_date, QuestionType.PROFILE: _unread_profile,
}


# What can be read and still isn't right


def _text(question: Question, value: str, title: str, _beside: Beside) -> str:
    found = length(value, question)
    if not found.over:
        return ""
    said = {"title": title, "num": found.over}
    if found.in_characters:
        return ngettext("Shorten “%(title)s” by %(num)s character.", "Shorten “%(title)s” by %(num)s characters.", found.over) % said
    return ngettext("Shorten “%(title)s” by %(num)s word.", "Shorten “%(title)s” by %(num)s words.", found.over) % said


def _bounds(low: str, high: str, is_low: bool, is_high: bool, title: str) -> str:
    if is_low:
        return _("“%(title)s”: the least is %(low)s.") % {"title": title, "low": low}
    return _("“%(title)s”: the most is %(high)s.") % {"title": title, "high": high} if is_high else ""


def _number(question: Question, value: int | str, title: str, _beside: Beside) -> str:
    low, high, given = question.get("low"), question.get("high"), Decimal(str(value))
    return _bounds(
        number(low or 0), number(high or 0), low is not None and given < Decimal(str(low)), high is not None and given > Decimal(str(high)), title,
    )


def _money(question: Question, value: dict[str, Any], title: str, beside: Beside) -> str:
    """The bounds are in the question's currency, so they hold where the answer is in it too."""
    amount, currency, own = value["amount"], value["currency"], question.get("currency", "")
    wanted = beside.currency or own
    if wanted and currency != wanted:
        return _("“%(title)s” is asked in %(currency)s. Write the amount in it.") % {"title": title, "currency": wanted}
    if currency != own:
        return ""
    low, high = question.get("low"), question.get("high")
    return _bounds(
        money(low or 0, currency), money(high or 0, currency), low is not None and amount < low, high is not None and amount > high, title,
    )


def _date(question: Question, value: str, title: str, _beside: Beside) -> str:
    low, high = question.get("low"), question.get("high")
    lang = get_language() or "en"
    if low and date.fromisoformat(value) < date.fromisoformat(low):
        return _("“%(title)s”: choose a day on or after %(low)s.") % {"title": title, "low": wording.day(low, lang)}
    if high and date.fromisoformat(value) > date.fromisoformat(high):
        return _("“%(title)s”: choose a day on or before %(high)s.") % {"title": title, "high": wording.day(high, lang)}
    return ""


def _choices(question: Question, value: list[str], title: str, _beside: Beside) -> str:
    most = question.get("most") or len(value)
    return _("“%(title)s”: choose at most %(most)s.") % {"title": title, "most": most} if len(value) > most else ""


def _profile(question: Question, value: dict[str, Any], title: str, beside: Beside) -> str:
    """A name alone is what somebody wrote; with a uid it is a profile, which must be there, be seen and be of a kind that is asked for."""
    if not value.get("uid"):
        return ""
    known = beside.profiles.get(value["uid"])
    if known is None:
        return _unread_profile(question, value["name"], title, beside)
    kinds = question.get("kinds") or list(Kind.values)
    if known.kind in kinds:
        return ""
    words = dict(Kind.choices)
    wanted = ("、" if (get_language() or "").startswith("zh") else ", ").join(str(words[one]) for one in kinds)
    return _("“%(title)s”: “%(name)s” is of another kind (%(kind)s). Choose one of: %(wanted)s.") % {
        "title": title, "name": value["name"], "kind": words[known.kind], "wanted": wanted}


CHECKS: dict[str, Callable[[Question, Any, str, Beside], str]] = {
    QuestionType.TEXT: _text, QuestionType.NUMBER: _number, QuestionType.MONEY: _money, QuestionType.DATE: _date, QuestionType.CHOICES: _choices,
    QuestionType.PROFILE: _profile,
}
