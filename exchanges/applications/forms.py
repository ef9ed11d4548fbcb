"""The fields of a section as a page shows them: what was typed, what is wrong with it, how long it may be."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory import wording
from exchanges.applications.answers import Answers, Question
from exchanges.applications.faults import money, number, titled
from exchanges.applications.missing import Gap, cap_of
from exchanges.applications.models import Application, Attachment
from exchanges.calls import budgets
from exchanges.calls.lengths import length, limit_in_words
from exchanges.calls.picking import Found, matches
from exchanges.calls.vocabulary import QuestionType


@dataclass
class Field:
    """One question on the page. `value` is what stands in its control, `parts` the three of a date, `rows` those of a group."""

    name: str
    kind: str
    title: str
    help: str
    required: bool
    value: str = ""
    parts: tuple[str, str, str] = ("", "", "")
    hint: str = ""
    faults: list[str] = field(default_factory=list)
    choices: list[tuple[str, str, bool]] = field(default_factory=list)
    count: str = ""
    is_over: bool = False
    limit: int = 0  # words of a text
    limit_zh: int = 0  # characters of a Chinese one; 0: the same number for both
    has_decimals: bool = False
    read_as: str = ""  # how a figure was understood
    currency: str = ""
    picked: str = ""  # uid and name of the profile that was chosen
    found: list[Found] = field(default_factory=list)  # profiles that the typed name may mean
    rows: list[list["Field"]] = field(default_factory=list)
    may_add: bool = False
    files: list[Attachment] = field(default_factory=list)
    only_if: str = ""  # in words, for who has no script
    if_name: str = ""
    if_is: str = ""

    @property
    def is_long(self) -> bool:
        return self.limit > 30


def counted(text: str, question: Question) -> tuple[str, bool]:
    """85 of 80 words, or characters in Chinese; and whether that is too many."""
    found = length(text, question, chinese_page=(get_language() or "").startswith("zh"))
    facts = {"num": found.number, "limit": found.limit}
    said = _("%(num)s of %(limit)s characters") if found.in_characters else _("%(num)s of %(limit)s words")
    return said % facts, found.over > 0


class Page:
    """The fields of one section. `gaps` are shown at their fields; `more` names the group that gets another blank row."""

    def __init__(
        self, application: Application, section: dict[str, Any], given: Answers, *, gaps: list[Gap], files: list[Attachment], actor: Actor,
        more: str = "",
    ) -> None:
        self.section, self.more, self.files, self.actor = section, more, files, actor
        self.currency = application.currency if application.side else ""
        self.cap, self.budget = cap_of(application), [one.question for one in budgets.places(application.form.sections)]
        self.faults: dict[str, list[str]] = {}
        for gap in gaps:
            self.faults.setdefault(gap.field, []).append(gap.message)
        self.fields = self._fields(section["questions"], given, "q-")

    def _fields(self, questions: list[Question], given: Answers, prefix: str) -> list[Field]:
        known = {one["key"]: one for one in questions}
        return [self._field(one, given.get(one["key"]), f"{prefix}{one['key']}", known, prefix) for one in questions]

    def _field(self, question: Question, value: Any, name: str, known: dict[str, Question], prefix: str) -> Field:
        kind = question["type"]
        made = Field(
            name, kind, titled(question["title"]), titled(question.get("help") or {}), bool(question.get("required")),
            faults=self.faults.get(f"{name}-d" if kind == QuestionType.DATE else name, []),
        )
        condition = question.get("shown_if")
        if condition and condition["question"] in known:
            asked = known[condition["question"]]
            label = next((titled(one["title"]) for one in asked["choices"] if one["key"] == condition["is"]), "")
            made.only_if = _("Only if you answered “%(answer)s” to “%(question)s”.") % {"answer": label, "question": titled(asked["title"])}
            made.if_name, made.if_is = f"{prefix}{condition['question']}", condition["is"]
        FILL[kind](self, made, question, value)
        return made

    # By type

    def text(self, made: Field, question: Question, value: Any) -> None:
        made.value, made.limit, made.limit_zh = str(value or ""), question.get("limit", 0), question.get("limit_zh", 0)
        if made.limit:
            made.count, made.is_over = counted(made.value, question)
            made.hint = limit_in_words(question) if made.limit_zh and made.is_long else ""

    def choice(self, made: Field, question: Question, value: Any) -> None:
        chosen = value if isinstance(value, list) else [value]
        made.choices = [(one["key"], titled(one["title"]), one["key"] in chosen) for one in question["choices"]]
        if question.get("most"):
            made.hint = _("Choose at most %(most)s.") % {"most": question["most"]}

    def number(self, made: Field, question: Question, value: Any) -> None:
        made.value = _typed(value) if isinstance(value, dict) else "" if value is None else str(value)
        made.hint = " ".join(filter(None, (_decimals(question.get("decimals", 0)), _between(question, number))))
        made.has_decimals = bool(question.get("decimals"))

    def money(self, made: Field, question: Question, value: Any) -> None:
        made.currency = self.currency or question.get("currency", "")
        if isinstance(value, dict) and "amount" in value:
            whole, rest = divmod(value["amount"], 100)
            made.value = f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
            made.currency = value["currency"] or made.currency
            made.read_as = _("Read as %(amount)s.") % {"amount": money(value["amount"], made.currency)}
        else:
            made.value = _typed(value)
        own = made.currency == question.get("currency", made.currency)  # the bounds are in the question's currency
        in_budget = self.cap is not None and any(one is question for one in self.budget)
        if own and in_budget and self.cap is not None:  # the cap narrows the question's own range, it never takes its place
            question = question | {"high": min(question.get("high") or self.cap, self.cap)}
        made.hint = _between(question, lambda bound: money(bound, made.currency)) if own else ""
        if own and question.get("total"):
            most = _("%(most)s at most over all entries.") % {"most": money(question["total"], made.currency)}
            made.hint = f"{made.hint} {most}".strip()
        if in_budget and self.cap is not None:
            most = _("Your half may ask for %(most)s in all.") % {"most": money(self.cap, made.currency)}
            made.hint = f"{made.hint} {most}".strip()

    def date(self, made: Field, question: Question, value: Any) -> None:
        if isinstance(value, str):
            year, month, day = value.split("-")
            made.parts = (str(int(day)), str(int(month)), year)
        elif isinstance(value, dict) and isinstance(value.get("typed"), list):
            day, month, year = (*value["typed"], "", "", "")[:3]
            made.parts = (day, month, year)
        made.hint = _days(question)

    def profile(self, made: Field, question: Question, value: Any) -> None:
        if isinstance(value, dict):
            made.value = value.get("name") or _typed(value)
            made.picked = f"{value['uid']} {value['name']}" if value.get("uid") else ""
            if made.value and (made.faults or not made.picked):
                made.found = matches(made.value, self.actor, tuple(question.get("kinds", ())))

    def file(self, made: Field, question: Question, _value: Any) -> None:
        slot = f"question:{self.section['key']}.{question['key']}"
        made.files = [one for one in self.files if one.slot == slot]
        made.hint = file_hint(question)

    def group(self, made: Field, question: Question, value: Any) -> None:
        rows = list(value or [])
        most = question.get("most", 5)
        if not rows or (self.more == question["key"] and len(rows) < most):
            rows.append({})
        made.rows = [self._fields(question["questions"], row, f"{made.name}-{number}-") for number, row in enumerate(rows)]
        made.may_add, made.value = len(rows) < most, question["key"]


FILL: dict[str, Any] = {
    QuestionType.TEXT: Page.text, QuestionType.CHOICE: Page.choice, QuestionType.CHOICES: Page.choice, QuestionType.NUMBER: Page.number,
    QuestionType.MONEY: Page.money, QuestionType.DATE: Page.date, QuestionType.PROFILE: Page.profile, QuestionType.FILE: Page.file,
    QuestionType.GROUP: Page.group,
}


def file_hint(wanted: dict[str, Any]) -> str:
    """PDF, up to 10 MB."""
    kinds = ", ".join(one.upper() for one in wanted.get("types", ["pdf"]))
    return _("%(kinds)s, up to %(most)s MB.") % {"kinds": kinds, "most": wanted.get("max_mb", 10)}


def _decimals(places: int) -> str:
    return ngettext("Up to %(num)s decimal.", "Up to %(num)s decimals.", places) % {"num": places} if places else ""


def _typed(value: Any) -> str:
    typed = value.get("typed", "") if isinstance(value, dict) else ""
    return typed if isinstance(typed, str) else ""


def _days(question: Question) -> str:
    lang = get_language() or "en"
    low, high = ({"day": wording.day(question[name], lang)} if question.get(name) else None for name in ("low", "high"))
    if low and high:
        return _("Between %(low)s and %(high)s.") % {"low": low["day"], "high": high["day"]}
    if low:
        return _("On or after %(day)s.") % low
    return _("On or before %(day)s.") % high if high else ""


def _between(question: Question, said: Any) -> str:
    low, high = question.get("low"), question.get("high")
    if low is not None and high is not None:
        return _("Between %(low)s and %(high)s.") % {"low": said(low), "high": said(high)}
    if low is not None:
        return _("%(low)s or more.") % {"low": said(low)}
    return _("%(high)s at most.") % {"high": said(high)} if high is not None else ""
