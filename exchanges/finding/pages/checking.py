"""Whether somebody may apply, as they can check alone: the rules of a call, a few questions, and what the answers come to."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.pages.texts import Said
from exchanges.calls import eligibility, figures
from exchanges.calls.models import Call
from exchanges.finding.pages.texts import own

PARTS = ("day", "month", "year")
FEW = 8  # choices that stand side by side; more are a list to open
LONGEST = 40  # characters of an answer that are looked at


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition in words; `passed` is None where nothing was said."""

    words: Said
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `kind` is options, list, number or day; `given` what was answered (of a day: its three parts)."""

    name: str
    label: str
    kind: str
    choices: list[tuple[str, str]]
    given: str
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """The form and what came of it. `outcome` is "", yes, no or unsure."""

    questions: list[Question]
    outcome: str
    failed: list[Rule]
    open: list[Rule]


def rules(call: Call, lang: str) -> list[Rule]:
    """Who may apply."""
    return [Rule(own(eligibility.worded(rule), lang)) for rule in call.eligibility]


def check(call: Call, stated: QueryDict, lang: str) -> Check | None:
    """The self-check with the answers that were sent along; None where the call has no rules."""
    if not call.eligibility:
        return None
    asked = eligibility.questions(call)
    facts = {one.fact: _stated(stated, one, lang) for one in asked}
    questions = [_question(one, stated, facts[one.fact], lang) for one in asked]
    if "check" not in stated:
        return Check(questions, "", [], [])
    told = [(one.passed, Rule(own(one.words, lang), one.passed)) for one in eligibility.self_check(call, facts)]
    failed, still_open = [rule for passed, rule in told if passed is False], [rule for passed, rule in told if passed is None]
    return Check(questions, "no" if failed else "unsure" if still_open else "yes", failed, still_open)


def _stated(stated: QueryDict, one: eligibility.Question, lang: str) -> str:
    """What was answered, as the rules read it."""
    if one.kind != "day":
        return stated.get(one.fact, "")[:LONGEST].strip()
    try:
        return figures.day_of_parts([stated.get(f"{one.fact}-{part}", "")[:LONGEST] for part in PARTS], lang).isoformat()
    except figures.Unread:
        return ""


def _question(one: eligibility.Question, stated: QueryDict, given: str, lang: str) -> Question:
    own_words = "zh" if lang.startswith("zh") else "en"
    choices = [(value, words[own_words]) for value, words in one.choices]
    kind = one.kind if one.kind != "list" else "options" if len(choices) <= FEW else "list"
    if one.fact == "work_country":
        first = [pair for code in ("CN", "GB") for pair in choices if pair[0] == code]
        choices = first + sorted((pair for pair in choices if pair not in first), key=lambda pair: pair[1])
    if kind == "options":
        choices.append(("", _("Not sure")))
    parts = {part: stated.get(f"{one.fact}-{part}", "")[:LONGEST] for part in PARTS} if one.kind == "day" else {}
    return Question(one.fact, str(one.label), kind, choices, given, parts)
