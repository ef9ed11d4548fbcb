"""Who may apply, as a person can check it alone before applying: facts they state, rules as data, and words in both languages.

Nothing stated here is kept, and nobody is refused by it: whether somebody may apply is decided by people who read the application.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext_lazy as _

from directory import wording
from directory.labels import both, countries, subjects
from directory.vocabulary import CareerStage
from exchanges.calls.models import Call
from exchanges.calls.shapes.rules import known_values
from exchanges.calls.vocabulary import Comparison, Degree, Fact, Level, Sector
from exchanges.errors import Text

Words = dict[str, str]
RANKS: dict[str, list[str]] = {Fact.DEGREE: Degree.values, Fact.ENGLISH: Level.values, Fact.CHINESE: Level.values}
LABELLED: dict[str, type[Choices]] = {
    Fact.CAREER_STAGE: CareerStage, Fact.DEGREE: Degree, Fact.SECTOR: Sector, Fact.ENGLISH: Level, Fact.CHINESE: Level,
}
LABELS: dict[str, Text] = dict(Fact.choices)
SENTENCES: dict[str, Text] = {
    Comparison.IS: _("%(fact)s: %(value)s"), Comparison.ONE_OF: _("%(fact)s: one of %(value)s"),
    Comparison.AT_LEAST: _("%(fact)s: at least %(value)s"), Comparison.AT_MOST: _("%(fact)s: at most %(value)s"),
    Comparison.BEFORE: _("%(fact)s: before %(value)s"), Comparison.AFTER: _("%(fact)s: after %(value)s"),
}


@dataclass(frozen=True)
class Result:
    """One rule and how somebody stands to it: True, False, or None where they did not say. `words` is the rule in both languages."""

    key: str
    fact: str
    passed: bool | None
    words: Words


@dataclass(frozen=True)
class Question:
    """One fact that a call asks about. `kind` is "list", "number" or "day"; `choices` are (value, {"en", "zh"})."""

    fact: str
    label: Text
    kind: str
    choices: tuple[tuple[str, Words], ...] = ()


def self_check(call: Call, facts: Mapping[str, Any]) -> list[Result]:
    """Each rule of the call, with what the person stated (fact → value as a form sends it). What can't be read counts as not said."""
    return [
        Result(rule["key"], rule["fact"], passes(rule, facts.get(rule["fact"])), worded(rule)) for rule in call.eligibility
    ]


def questions(call: Call) -> list[Question]:
    """What somebody must say for the self-check: each fact once, in the order of the rules."""
    return [question(fact) for fact in dict.fromkeys(rule["fact"] for rule in call.eligibility)]


def question(fact: str) -> Question:
    if fact == Fact.DOCTORATE_ON:
        return Question(fact, LABELS[fact], "day")
    if fact == Fact.YEARS_SINCE_DOCTORATE:
        return Question(fact, LABELS[fact], "number")
    return Question(fact, LABELS[fact], "list", tuple((value, label(fact, value)) for value in known_values(fact)))


def label(fact: str, value: Any) -> Words:
    """A value of a fact in both languages."""
    if fact == Fact.WORK_COUNTRY:
        return countries().get(str(value), {"en": str(value), "zh": str(value)})
    if fact == Fact.SUBJECT:
        return subjects().get(str(value), {"en": str(value), "zh": str(value)})
    listed = LABELLED.get(fact)
    return both(listed(value).label) if listed else {"en": str(value), "zh": str(value)}


def worded(rule: Mapping[str, Any]) -> Words:
    """The rule in both languages: as its writer said it, else as its data say."""
    own = rule.get("words") or {}
    return {lang: own.get(lang) or said for lang, said in sentence(rule).items()}


def sentence(rule: Mapping[str, Any]) -> Words:
    """The rule made of its fact, test and value: "English: at least B2"."""
    several = rule["value"] if isinstance(rule["value"], list) else [rule["value"]]
    words = [label(rule["fact"], value) for value in several]
    fact, form = both(LABELS[rule["fact"]]), both(SENTENCES[rule["test"]])
    return {
        lang: form[lang] % {"fact": fact[lang], "value": wording.listed((one[lang] for one in words), lang)} for lang in ("en", "zh")
    }


def passes(rule: Mapping[str, Any], stated: Any) -> bool | None:
    """Whether the stated value passes; None for nothing said and for what is no value of the fact."""
    fact, test = rule["fact"], rule["test"]
    told = read(fact, stated)
    if told is None:
        return None
    if test == Comparison.ONE_OF:
        return any(_within(fact, told, value) for value in rule["value"])
    if test == Comparison.IS:
        return _within(fact, told, rule["value"])
    mine, wanted = _measure(fact, told), _measure(fact, rule["value"])
    compared: bool = {
        Comparison.AT_LEAST: mine >= wanted, Comparison.AT_MOST: mine <= wanted, Comparison.BEFORE: mine < wanted, Comparison.AFTER: mine > wanted,
    }[Comparison(test)]
    return compared


def read(fact: str, stated: Any) -> Any:
    """The value as the fact has it, or None."""
    typed = str(stated).strip()[:40] if isinstance(stated, str | int) and not isinstance(stated, bool) else ""
    if fact == Fact.DOCTORATE_ON:
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            return None
    if fact == Fact.YEARS_SINCE_DOCTORATE:
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 3 else None
    return typed if typed in known_values(fact) else None


def _within(fact: str, told: str, wanted: str) -> bool:
    """A narrow field of research lies within its broad one."""
    return told == wanted or (fact == Fact.SUBJECT and told.startswith(f"{wanted}."))


def _measure(fact: str, value: Any) -> Any:
    """What can be compared: a rank for levels and degrees, the value itself for days (ISO) and years."""
    return RANKS[fact].index(value) if fact in RANKS else value
