"""What an application still lacks, in the reader's language: each gap names its section, its field and what to do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_currency
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import wording
from exchanges.applications.answers import Answers, Question, asked, is_blank, is_chinese, measure
from exchanges.applications.models import Application
from exchanges.calls.vocabulary import QuestionType

LEFT = ("declined", "expired", "cancelled")  # letters that no longer count


@dataclass(frozen=True)
class Gap:
    """`section` is a section's key, or documents, hosts, referees, other-half; `field` the id of its field. `is_wrong`: something stands there that
    can't be sent, which is said at once and not only when sending."""

    section: str
    field: str
    message: str
    is_wrong: bool = False


def titled(words: dict[str, str]) -> str:
    """A title of a form in the reader's language, or in the one there is."""
    own, other = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
    return words.get(own) or words.get(other) or ""


def money(amount: int, currency: str) -> str:
    return format_currency(amount / 100, currency, locale=wording.locale_of(get_language() or "en"), currency_digits=bool(amount % 100),
                           format=None if amount % 100 else "¤#,##0")


def in_section(section: dict[str, Any], answers: Answers, files: set[str], cap: int | None = None) -> list[Gap]:
    """What is missing or wrong in one section; `files` are the slots that hold one."""
    found: list[Gap] = []
    for one in asked(section, answers):
        found += _of(section["key"], one, answers.get(one["key"]), f"q-{one['key']}", files, cap)
    return found


def _of(section: str, question: Question, value: Any, field: str, files: set[str], cap: int | None) -> list[Gap]:
    kind, title = question["type"], titled(question["title"])
    if kind == QuestionType.FILE:
        has = f"question:{section}.{question['key']}" in files
        return [] if has or not question.get("required") else [Gap(section, field, _("Add the file “%(title)s”.") % {"title": title})]
    if kind == QuestionType.GROUP:
        return _group(section, question, value or [], field, files, cap)
    if is_blank(value):
        return [Gap(section, _first(field, kind), _("Answer “%(title)s”.") % {"title": title})] if question.get("required") else []
    if isinstance(value, dict) and "typed" in value:
        return [Gap(section, _first(field, kind), UNREAD[kind]() % {"title": title}, is_wrong=True)]
    said = CHECKS[kind](question, value, title, cap) if kind in CHECKS else ""
    return [Gap(section, _first(field, kind), said, is_wrong=True)] if said else []


def _first(field: str, kind: str) -> str:
    return f"{field}-d" if kind == QuestionType.DATE else field


UNREAD: dict[str, Any] = {
    QuestionType.NUMBER: lambda: _("Write “%(title)s” as a whole number."),
    QuestionType.MONEY: lambda: _("Write “%(title)s” as an amount, like 1,200 or 1200.50."),
    QuestionType.DATE: lambda: _("Write “%(title)s” as a day there is: day, month and year."),
}


def _group(section: str, question: Question, rows: list[Answers], field: str, files: set[str], cap: int | None) -> list[Gap]:
    least = question.get("least", 1 if question.get("required") else 0)
    found = []
    if len(rows) < least:
        said = ngettext("Add at least %(num)s entry to “%(title)s”.", "Add at least %(num)s entries to “%(title)s”.", least)
        found.append(Gap(section, field, said % {"num": least, "title": titled(question["title"])}))
    for number, row in enumerate(rows):
        for one in asked(question, row):
            found += _of(section, one, row.get(one["key"]), f"{field}-{number}-{one['key']}", files, cap)
    return found


def _text(question: Question, value: str, title: str, _cap: int | None) -> str:
    over = measure(value) - question.get("limit", 10**9)
    if over <= 0:
        return ""
    if is_chinese(value):
        return ngettext("Shorten “%(title)s” by %(num)s character.", "Shorten “%(title)s” by %(num)s characters.", over) % {
            "title": title, "num": over}
    return ngettext("Shorten “%(title)s” by %(num)s word.", "Shorten “%(title)s” by %(num)s words.", over) % {"title": title, "num": over}


def _bounds(low: str, high: str, is_low: bool, is_high: bool, title: str) -> str:
    if is_low:
        return _("“%(title)s”: the least is %(low)s.") % {"title": title, "low": low}
    return _("“%(title)s”: the most is %(high)s.") % {"title": title, "high": high} if is_high else ""


def _number(question: Question, value: int, title: str, _cap: int | None) -> str:
    low, high = question.get("low"), question.get("high")
    return _bounds(str(low), str(high), low is not None and value < low, high is not None and value > high, title)


def _money(question: Question, value: dict[str, Any], title: str, cap: int | None) -> str:
    low, amount, currency = question.get("low"), value["amount"], value["currency"]
    high = question.get("high") if cap is None else cap
    return _bounds(
        money(low or 0, currency), money(high or 0, currency), low is not None and amount < low, high is not None and amount > high, title,
    )


def _date(question: Question, value: str, title: str, _cap: int | None) -> str:
    low, high = question.get("low"), question.get("high")
    lang = get_language() or "en"
    if low and date.fromisoformat(value) < date.fromisoformat(low):
        return _("“%(title)s”: choose a day on or after %(low)s.") % {"title": title, "low": wording.day(low, lang)}
    if high and date.fromisoformat(value) > date.fromisoformat(high):
        return _("“%(title)s”: choose a day on or before %(high)s.") % {"title": title, "high": wording.day(high, lang)}
    return ""


def _choices(question: Question, value: list[str], title: str, _cap: int | None) -> str:
    most = question.get("most") or len(value)
    return _("“%(title)s”: choose at most %(most)s.") % {"title": title, "most": most} if len(value) > most else ""


CHECKS: dict[str, Any] = {
    QuestionType.TEXT: _text, QuestionType.NUMBER: _number, QuestionType.MONEY: _money, QuestionType.DATE: _date, QuestionType.CHOICES: _choices,
}


def cap_of(application: Application) -> int | None:
    """The most that this half may ask for, in its smallest unit; None where there is none."""
    half = (application.call.halves or {}).get(application.side) or {}
    cap = half.get("cap")
    return cap if isinstance(cap, int) else None


def of(application: Application) -> list[Gap]:
    """Everything that stands between the draft and sending it, in the order of its pages."""
    stored = {one.key: one.answers for one in application.sections.filter(stage=application.stage)}
    files = set(application.attachments.filter(removed_at=None).values_list("slot", flat=True))
    cap = cap_of(application)
    found = [gap for section in application.form.sections for gap in in_section(section, stored.get(section["key"], {}), files, cap)]
    for document in application.call.documents:
        if document.get("required") and f"document:{document['key']}" not in files:
            said = _("Add the document “%(title)s”.") % {"title": titled(document["title"])}
            found.append(Gap("documents", f"document-{document['key']}", said))
    return [*found, *_around(application)]


def _around(application: Application) -> list[Gap]:
    """Hosts, referees and the other half."""
    call, found = application.call, []
    if call.positions.exists() and not application.preferences.exists():
        found.append(Gap("hosts", "rank-1", _("Choose at least one host.")))
    wanted = call.letters_wanted if call.letters_asked != "never" else 0
    lacking = wanted - application.letters.exclude(state__in=LEFT).count()
    if lacking > 0:
        found.append(Gap("referees", "referees", ngettext("Name %(num)s more referee.", "Name %(num)s more referees.", lacking) % {"num": lacking}))
    return found
