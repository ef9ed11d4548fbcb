"""The shape of the rules who may apply: a fact, a test and a value that fit each other, and words in both languages."""

from typing import Any

from django.utils.translation import gettext as _

from directory.places import countries
from directory.subjects import ford
from directory.vocabulary import CareerStage
from exchanges.calls.shapes import values
from exchanges.calls.shapes.values import LONGEST_HELP, At, Shape
from exchanges.calls.vocabulary import Comparison, Degree, Fact, Level, Sector

MOST_RULES, MOST_YEARS = 20, 60
LISTED = (Comparison.IS, Comparison.ONE_OF)
RANKED = (*LISTED, Comparison.AT_LEAST, Comparison.AT_MOST)
TIMED = (Comparison.BEFORE, Comparison.AFTER)
# What may be asked of each fact.
TESTS: dict[str, tuple[str, ...]] = {
    Fact.CAREER_STAGE: LISTED, Fact.DEGREE: RANKED, Fact.DOCTORATE_ON: TIMED,
    Fact.YEARS_SINCE_DOCTORATE: (Comparison.AT_LEAST, Comparison.AT_MOST), Fact.WORK_COUNTRY: LISTED, Fact.SECTOR: LISTED,
    Fact.ENGLISH: RANKED, Fact.CHINESE: RANKED, Fact.SUBJECT: LISTED,
}


def known_values(fact: str) -> list[str]:
    """The closed list of a fact's values, in their order; nothing for days and numbers."""
    lists: dict[str, list[str]] = {
        Fact.CAREER_STAGE: CareerStage.values, Fact.DEGREE: Degree.values, Fact.SECTOR: Sector.values, Fact.ENGLISH: Level.values,
        Fact.CHINESE: Level.values, Fact.WORK_COUNTRY: list(countries()), Fact.SUBJECT: list(ford()),
    }
    return list(lists.get(fact, []))


def check_eligibility(rules: Any) -> list[Shape]:
    """A clean copy of the rules who may apply. Raises BadShape."""
    taken, found = set[str](), []
    for at, given in values.items(rules, At("eligibility"), MOST_RULES, _("rule %(number)s")):
        values.shaped(given, at, ("key", "fact", "test", "value", "words"))
        fact = values.one_of(given.get("fact"), at.field("fact"), Fact.values)
        test = values.one_of(given.get("test"), at.field("test"), TESTS[fact])
        found.append({
            "key": values.key(given, at, taken), "fact": fact, "test": test, "value": _value(given.get("value"), at.field("value"), fact, test),
            "words": values.words(given, "words", at, LONGEST_HELP, needed=False),
        })
    return found


def _value(value: Any, at: At, fact: str, test: str) -> Any:
    """Days as ISO dates, years as whole numbers, everything else from its list."""
    if fact == Fact.DOCTORATE_ON:
        return values.day(value, at)
    if fact == Fact.YEARS_SINCE_DOCTORATE:
        return values.whole(value, at, 0, MOST_YEARS)
    if test == Comparison.ONE_OF:
        return values.some_of(value, at, known_values(fact))
    return values.one_of(value, at, known_values(fact))
