"""The fields of research that the demo's people work in: hand-written topics, methods and uses in both languages (data/fields-*.txt)."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
# What a British or Hong Kong university calls the unit, where it differs from the Chinese name.
ABROAD = {
    "robotics": ("Engineering", "工程"), "radio": ("Electronic Engineering", "电子工程"), "batteries": ("Materials", "材料"),
    "rivers": ("Civil Engineering", "土木工程"),
    "tcm": ("Health Sciences", "健康科学"), "crops": ("Plant Sciences", "植物科学"), "climate": ("Meteorology", "气象学"),
    "economics": ("Economics", "经济学"),
    "bioprocess": ("Food and Nutritional Sciences", "食品与营养科学"), "environment": ("Environmental Sciences", "环境科学"),
    "nano": ("Physics", "物理学"),
    "planning": ("Geography", "地理学"), "meded": ("Bioengineering", "生物工程"), "clinic": ("Medicine", "医学"),
}


@dataclass(frozen=True)
class Topic:
    """One subject of research in one language: what is studied, why, to what end, in which words."""

    what: str
    why: str
    aim: str
    keywords: list[str]


@dataclass(frozen=True)
class Fitting:
    """A sentence or phrase in both languages, and the topics of its field that it is true of."""

    words: tuple[str, str]
    topics: frozenset[int]


@dataclass
class Field:
    """`methods`, `uses` and `partners` are (English, Chinese), each with the numbers of the topics that it fits."""

    slug: str
    codes: list[str]
    unit: tuple[str, str]
    topics: list[tuple[Topic, Topic]] = field(default_factory=list)
    methods: list[Fitting] = field(default_factory=list)
    uses: list[Fitting] = field(default_factory=list)
    partners: list[Fitting] = field(default_factory=list)

    @property
    def abroad(self) -> tuple[str, str]:
        """The unit's name outside mainland China."""
        return ABROAD.get(self.slug, self.unit)


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Slug → field, in the order of the files."""
    read: dict[str, Field] = {}
    current: Any = None
    for path in sorted(DATA.glob("fields-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            mark, _space, rest = line.partition(" ")
            if mark == "=":
                slug, codes, english, chinese = _parts(rest, "|")
                current = read[slug] = Field(slug, codes.split(), (english, chinese))
            elif mark == "t":
                english, chinese = rest.split("||")
                current.topics.append((_topic(english), _topic(chinese)))
            elif mark in {"m", "u", "c"}:
                list_of = {"m": current.methods, "u": current.uses, "c": current.partners}[mark]
                topics, _space, words = rest.partition(" ")
                english, chinese = _parts(words, "|")
                list_of.append(Fitting((english, chinese), frozenset(range(6) if topics == "*" else map(int, topics))))
    return read


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator)]


def _topic(text: str) -> Topic:
    what, why, aim, keywords = _parts(text, "|")
    return Topic(what, why, aim, _parts(keywords, ";"))
