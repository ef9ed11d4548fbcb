"""Answers of one section: read from a form, made clean, and checked. A draft keeps whatever was typed; what can't be sent is said in words.

Values by type: text and choice a str; choices a list of str; number an int; money {"amount": smallest units, "currency"}; date an ISO date; profile
{"uid", "name"} or {"name"} alone; group a list of objects; a file is an Attachment, not a value. What was typed and can't be read as its type
stands as {"typed": …} and is never sent. Question keys are those of calls/shapes.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from directory.importers.text import clean as plain
from exchanges.calls.vocabulary import QuestionType

Question = dict[str, Any]
Answers = dict[str, Any]

MOST_TEXT = 40_000  # characters of one text
MOST_LINE = 300
LARGEST = 10**14
HAN = r"\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
COUNTED = re.compile(rf"[{HAN}]|[^\s{HAN}\u3000-\u303f\uff00-\uffef]+")
HAN_SIGN = re.compile(rf"[{HAN}]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def measure(text: str) -> int:
    """How long a text is: each Chinese character counts one, and so does each word of anything else."""
    return sum(1 for one in COUNTED.findall(text) if re.search(r"\w", one))


def is_chinese(text: str) -> bool:
    """Whether most of what counts is Chinese: its length is then told in characters."""
    return 2 * len(HAN_SIGN.findall(text)) > measure(text)


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
        return _date([line_of(data.get(f"{name}-{part}"))[:12] for part in ("d", "m", "y")])
    if kind == QuestionType.PROFILE:
        return _profile(line_of(data.get(name)), line_of(data.get(f"{name}-pick")), line_of(data.get(f"{name}-kept")))
    typed = text_of(data.get(name)) if kind == QuestionType.TEXT else line_of(data.get(name))
    if kind == QuestionType.NUMBER:
        return _number(typed)
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


def _number(typed: str) -> Any:
    digits = re.sub(r"[\s,，]", "", typed).replace("−", "-")
    if not typed:
        return None
    return int(digits) if re.fullmatch(r"-?[0-9]{1,13}", digits) else {"typed": typed}


def _money(typed: str, currency: str) -> Any:
    """12,500.50 → 1250050: all our currencies have a hundred smallest units."""
    digits = re.sub(r"[\s,，£¥￥€$]", "", typed)
    if not typed:
        return None
    try:
        amount = Decimal(digits) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", digits) else None
    except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
        amount = None
    return {"typed": typed} if amount is None else {"amount": int(amount * 100), "currency": currency}


def _date(parts: list[str]) -> Any:
    if not any(parts):
        return None
    try:
        day, month, year = (int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else 0 for part in parts)
        return date(year, month, day).isoformat() if year >= 1900 else {"typed": parts}
    except ValueError:
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
        return {"typed": [line_of(one)[:12] for one in typed[:3]] if isinstance(typed, list) else line_of(typed)}
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


def _clean_number(_question: Question, value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST else None


CLEANERS: dict[str, Any] = {
    QuestionType.TEXT: lambda _question, value: text_of(value) if isinstance(value, str) else None,
    QuestionType.CHOICE: _clean_choice, QuestionType.NUMBER: _clean_number, QuestionType.MONEY: _clean_money, QuestionType.DATE: _clean_date,
    QuestionType.PROFILE: _clean_profile,
}


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
