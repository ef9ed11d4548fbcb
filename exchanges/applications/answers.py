"""Answers of one section: read from a form, made clean, and checked. A draft keeps whatever was typed; what can't be sent is said in words.

Values by type: text and choice a str; choices a list of str; number an int, or its exact text ("2.5") where decimals are asked; money {"amount":
smallest units, "currency"}; date an ISO date; profile {"uid", "name"} or {"name"} alone; group a list of objects; a file is an Attachment, not a
value. What was typed and can't be read as its type stands as {"typed": …} and is never sent. Question keys are those of calls/shapes.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from directory.importers.text import clean as plain
from exchanges.calls import figures
from exchanges.calls.vocabulary import QuestionType

Question = dict[str, Any]
Answers = dict[str, Any]

MOST_TEXT = 40_000  # characters of one text
MOST_LINE = 300
LARGEST = 10**14
LONGEST_PART = 30  # of a day: "23 September 2026" may stand in one of its three places
EXACT = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4})?")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def text_of(value: Any, most: int = MOST_TEXT) -> str:
    """Text as it is kept: NFC, no control characters, lines as they stand."""
    lines = SURROGATE.sub("", str(value or "")[: 2 * most]).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(plain(line) for line in lines).strip()[:most]


def line_of(value: Any) -> str:
    return " ".join(text_of(value, MOST_LINE).split())


# From a form


def read(section: dict[str, Any], data: Mapping[str, Any], currency: str = "") -> Answers:
    """The answers of a section as a form sends them; names are q-<question> and q-<group>-<row>-<question>. Files are not among them."""
    found = {one["key"]: read_one(one, data, f"q-{one['key']}", currency) for one in section.get("questions", [])}
    return {key: value for key, value in found.items() if not is_blank(value)}


def read_one(question: Question, data: Mapping[str, Any], name: str, currency: str) -> Any:
    kind = question["type"]
    if kind == QuestionType.GROUP:
        return _rows(question, data, name, currency)
    if kind == QuestionType.CHOICES:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [one for one in given if any(one == choice["key"] for choice in question["choices"])]
    if kind == QuestionType.DATE:
        return _date([line_of(data.get(f"{name}-{part}"))[:LONGEST_PART] for part in ("d", "m", "y")])
    if kind == QuestionType.PROFILE:
        return _profile(line_of(data.get(name)), line_of(data.get(f"{name}-pick")), line_of(data.get(f"{name}-kept")))
    typed = text_of(data.get(name)) if kind == QuestionType.TEXT else line_of(data.get(name))
    if kind == QuestionType.NUMBER:
        return _number(typed, question.get("decimals", 0))
    if kind == QuestionType.MONEY:
        return _money(typed, currency or question.get("currency", ""))
    return typed if kind in {QuestionType.TEXT, QuestionType.CHOICE} else None


def rows_sent(question: Question, data: Mapping[str, Any], name: str) -> int:
    typed = str(data.get(f"{name}-rows", ""))
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return min(count, int(question.get("most", 5)))


def _rows(question: Question, data: Mapping[str, Any], name: str, currency: str) -> list[Answers]:
    rows = []
    for number in range(rows_sent(question, data, name)):
        if data.get(f"{name}-{number}-remove"):
            continue
        row = {one["key"]: read_one(one, data, f"{name}-{number}-{one['key']}", currency) for one in question["questions"]}
        row = {key: value for key, value in row.items() if not is_blank(value)}
        if row:
            rows.append(row)
    return rows


def _number(typed: str, places: int) -> Any:
    if not typed:
        return None
    try:
        return figures.kept(figures.decimal(typed, places), places)
    except figures.Unread:
        return {"typed": typed}


def _money(typed: str, currency: str) -> Any:
    if not typed:
        return None
    try:
        return {"amount": figures.money(typed, currency), "currency": currency}
    except figures.Unread:
        return {"typed": typed}


def _date(parts: list[str]) -> Any:
    if not any(parts):
        return None
    try:
        return figures.day_of_parts(parts).isoformat()
    except figures.Unread:
        return {"typed": parts}


def _profile(typed: str, picked: str, kept: str) -> Any:
    """`picked` is "<uid> <name>" of a match that was just chosen; `kept` of one that was chosen before and holds while its name stands there."""
    for given in (picked, kept):
        uid, _gap, name = given.partition(" ")
        if uid and name and typed and (given == picked or typed == name):
            return {"uid": uid[:20], "name": name}
    return {"name": typed} if typed else None


def is_blank(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


# From anywhere


def clean(section: dict[str, Any], given: Any) -> Answers:
    """The answers of a section with nothing that its questions don't ask: what may be stored. Never raises; what can't be meant is left out."""
    if not isinstance(given, dict):
        return {}
    found = {one["key"]: _cleaned(one, given.get(one["key"])) for one in section.get("questions", [])}
    return {key: value for key, value in found.items() if not is_blank(value)}


def _cleaned(question: Question, value: Any) -> Any:
    kind = question["type"]
    if isinstance(value, dict) and "typed" in value:
        typed = value["typed"]
        return {"typed": [line_of(one)[:LONGEST_PART] for one in typed[:3]] if isinstance(typed, list) else line_of(typed)}
    if kind == QuestionType.GROUP:
        rows = value if isinstance(value, list) else []
        return [row for row in (clean(question, one) for one in rows[: question.get("most", 5)]) if row]
    if kind == QuestionType.CHOICES:
        return [one["key"] for one in question["choices"] if isinstance(value, list) and one["key"] in value]
    return CLEANERS[kind](question, value) if kind in CLEANERS else None


def _clean_choice(question: Question, value: Any) -> Any:
    return value if isinstance(value, str) and any(one["key"] == value for one in question["choices"]) else None


def _clean_money(_question: Question, value: Any) -> Any:
    amount = value.get("amount") if isinstance(value, dict) else None
    fits = isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= LARGEST
    return {"amount": amount, "currency": line_of(value.get("currency"))[:3]} if fits else None


def _clean_date(_question: Question, value: Any) -> Any:
    try:
        return date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _clean_profile(_question: Question, value: Any) -> Any:
    if not isinstance(value, dict) or not line_of(value.get("name")):
        return None
    return {key: line_of(value[key]) for key in ("uid", "name") if line_of(value.get(key))}


def _clean_number(question: Question, value: Any) -> Any:
    """Kept as the question has it, also when an earlier form asked for it with other decimals: only what says the same is taken over."""
    if isinstance(value, bool) or not isinstance(value, int | str) or (isinstance(value, int) and abs(value) > LARGEST):
        return None
    written, places = str(value)[:40], question.get("decimals", 0)
    if not EXACT.fullmatch(written):
        return None
    number = Decimal(written)
    return figures.kept(number, places) if number == number.quantize(Decimal(1).scaleb(-places)) else {"typed": written}


CLEANERS: dict[str, Any] = {
    QuestionType.TEXT: lambda _question, value: text_of(value) if isinstance(value, str) else None,
    QuestionType.CHOICE: _clean_choice, QuestionType.NUMBER: _clean_number, QuestionType.MONEY: _clean_money, QuestionType.DATE: _clean_date,
    QuestionType.PROFILE: _clean_profile,
}


def with_profiles(section: dict[str, Any], given: Answers, change: Callable[[dict[str, Any]], Any]) -> Answers:
    """The answers with each chosen profile as `change` has it."""
    found = dict(given)
    for one in section.get("questions", []):
        value = found.get(one["key"])
        if one["type"] == QuestionType.GROUP and value:
            found[one["key"]] = [with_profiles(one, row, change) for row in value]
        elif one["type"] == QuestionType.PROFILE and isinstance(value, dict) and value.get("uid"):
            found[one["key"]] = change(value)
    return found


def profiles_in(section: dict[str, Any], given: Answers) -> list[dict[str, Any]]:
    """The profiles that were chosen in a section or group."""
    chosen: list[dict[str, Any]] = []
    with_profiles(section, given, chosen.append)
    return chosen


# Which questions count


def is_shown(question: Question, answers: Answers) -> bool:
    """Whether the condition of a question holds; one that isn't shown is not asked."""
    condition = question.get("shown_if")
    if not condition:
        return True
    value = answers.get(condition["question"])
    return condition["is"] in value if isinstance(value, list) else value == condition["is"]


def title_key(sections: list[dict[str, Any]]) -> str:
    """The question that gives an application its title: the one called title, else the first text."""
    texts = [one["key"] for section in sections for one in section["questions"] if one["type"] == QuestionType.TEXT]
    return "title" if "title" in texts else texts[0] if texts else ""


def asked(section: dict[str, Any], answers: Answers) -> list[Question]:
    """The questions of a section or group that are asked, given its answers."""
    return [one for one in section.get("questions", []) if is_shown(one, answers)]


def only_asked(section: dict[str, Any], answers: Answers) -> Answers:
    """The answers without those to questions that are not asked: what is sent."""
    found: Answers = {}
    for one in asked(section, answers):
        if one["key"] in answers:
            value = answers[one["key"]]
            found[one["key"]] = [only_asked(one, row) for row in value] if one["type"] == QuestionType.GROUP else value
    return found
