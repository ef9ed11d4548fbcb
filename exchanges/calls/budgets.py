"""Which questions of a form ask for the budget, and what their answers come to.

A question about money says it with "budget"; the budget is the sum of those that say yes, over all entries where they stand in a group. In a form
where no question says anything, from before it could be said, the first question about money is the budget.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from exchanges.calls.vocabulary import QuestionType

Shape = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A question about money: in which section, in which group of it ("" for none)."""

    section: str
    group: str
    question: Shape


def money_questions(sections: list[Shape]) -> Iterator[Place]:
    for section in sections:
        for question in section.get("questions", []):
            if question["type"] == QuestionType.MONEY:
                yield Place(section["key"], "", question)
            elif question["type"] == QuestionType.GROUP:
                yield from (Place(section["key"], question["key"], one) for one in question["questions"] if one["type"] == QuestionType.MONEY)


def places(sections: list[Shape]) -> list[Place]:
    """The questions whose answers are the budget."""
    every = list(money_questions(sections))
    if any("budget" in one.question for one in every):
        return [one for one in every if one.question.get("budget")]
    return every[:1]


def said_out(sections: list[Shape]) -> list[Shape]:
    """The sections with every question about money saying whether it is the budget."""
    sections = deepcopy(sections)
    chosen = [one.question for one in places(sections)]
    for one in money_questions(sections):
        one.question["budget"] = any(one.question is question for question in chosen)
    return sections


def amounts(place: Place, answers: Mapping[str, Any]) -> list[int]:
    """The amounts that stand there; what can't be read yet is none."""
    key = place.question["key"]
    rows = [answers] if not place.group else answers.get(place.group) or []
    found = [row.get(key) for row in rows if isinstance(row, dict)]
    return [int(one["amount"]) for one in found if isinstance(one, dict) and "amount" in one]


def total(sections: list[Shape], answers: Mapping[str, Mapping[str, Any]]) -> int | None:
    """The budget in the smallest unit; None where nothing of it was answered. `answers` by section, only those that are asked."""
    found = [one for place in places(sections) for one in amounts(place, answers.get(place.section, {}))]
    return sum(found) if found else None
