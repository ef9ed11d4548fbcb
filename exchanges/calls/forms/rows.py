"""Rows of a call's part: documents, rules who may apply, criteria. A row that was left blank, or is to be deleted, counts for nothing."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.editing.inputs import COMMAS, Choice, Line, Paragraphs, Several
from exchanges.calls.building import new_key
from exchanges.calls.eligibility import label
from exchanges.calls.forms.fields import Whole
from exchanges.calls.shapes.rules import MOST_YEARS, known_values
from exchanges.calls.shapes.values import FILE_TYPES, LONGEST_HELP, LONGEST_TITLE, MOST_MB
from exchanges.calls.vocabulary import Comparison, Fact

MOST_ROWS = 60


class RowForm(forms.Form):
    """One row. `read` makes what stands there what its fields show, `kept` what was typed what is kept."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    remove = forms.BooleanField(label=_("Delete this entry"), required=False)
    number = 0
    telling: tuple[str, ...] = ()  # fields that say whether the row was filled in

    @property
    def is_left_out(self) -> bool:
        """Whether the row counts for nothing."""
        if not self.is_bound:
            return False
        typed = any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.telling)
        return bool(self.data.get(self.add_prefix("remove"))) or not typed

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def kept(self) -> dict[str, Any]:
        raise NotImplementedError

    def words(self, name: str) -> dict[str, str]:
        return {"en": self.cleaned_data[f"{name}_en"], "zh": self.cleaned_data[f"{name}_zh"]}


def both(given: Mapping[str, Any], name: str) -> dict[str, str]:
    words = given.get(name) or {}
    return {f"{name}_en": words.get("en", ""), f"{name}_zh": words.get("zh", "")}


class DocumentRow(RowForm):
    telling = ("title_en", "title_zh")
    title_en = Line(label=_("Name in English"), most=LONGEST_TITLE, lang="en")
    title_zh = Line(label=_("Name in Chinese"), most=LONGEST_TITLE, lang="zh-Hans")
    help_en = Paragraphs(label=_("Help in English"), characters=LONGEST_HELP, lang="en")
    help_zh = Paragraphs(label=_("Help in Chinese"), characters=LONGEST_HELP, lang="zh-Hans")
    types = Several(label=_("Types of file"), choices=[(one, one.upper()) for one in FILE_TYPES], initial=["pdf"])
    max_mb = Whole(label=_("Largest size, MB"), least=1, largest=MOST_MB, initial=10)
    required = forms.BooleanField(label=_("Everybody must send it"), required=False)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: given.get(name) for name in ("key", "types", "max_mb", "required")} | both(given, "title") | both(given, "help")

    def kept(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"key": data["key"], "title": self.words("title"), "help": self.words("help"), "required": data["required"],
                "max_mb": data["max_mb"] or 10, "types": data["types"] or ["pdf"]}


class CriterionRow(RowForm):
    telling = ("title_en", "title_zh", "weight")
    title_en = Line(label=_("Name in English"), most=LONGEST_TITLE, lang="en")
    title_zh = Line(label=_("Name in Chinese"), most=LONGEST_TITLE, lang="zh-Hans")
    help_en = Paragraphs(label=_("Help in English"), characters=LONGEST_HELP, lang="en")
    help_zh = Paragraphs(label=_("Help in Chinese"), characters=LONGEST_HELP, lang="zh-Hans")
    weight = Whole(label=_("Weight"), least=1, largest=100, required=True, help_text=_("All weights sum to 100."))
    low = Whole(label=_("Lowest score"), least=0, largest=99, required=True, initial=1)
    high = Whole(label=_("Highest score"), least=1, largest=100, required=True, initial=5)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: given.get(name) for name in ("key", "weight", "low", "high")} | both(given, "title") | both(given, "help")

    def kept(self) -> dict[str, Any]:
        data = self.cleaned_data
        numbers = {name: data[name] for name in ("weight", "low", "high")}
        return {"key": data["key"], "title": self.words("title"), "help": self.words("help"), **numbers}


class RuleRow(RowForm):
    telling = ("value", "words_en", "words_zh")
    fact = Choice(label=_("What people state"), choices=Fact.choices)
    test = Choice(label=_("How it is compared"), choices=Comparison.choices)
    value = Line(label=_("With what"), most=2000, help_text=_("A value of the list, several with commas, a number, or a day like 2020-12-31."))
    words_en = Line(label=_("The rule in English"), most=LONGEST_HELP, lang="en", help_text=_("Blank: it is said from its parts."))
    words_zh = Line(label=_("The rule in Chinese"), most=LONGEST_HELP, lang="zh-Hans")

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        values = given["value"] if isinstance(given["value"], list) else [given["value"]]
        said = ", ".join(spoken(given["fact"], one) for one in values)
        return {name: given.get(name) for name in ("key", "fact", "test")} | {"value": said} | both(given, "words")

    def kept(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"key": data["key"], "fact": data["fact"], "test": data["test"], "value": understood(data["fact"], data["test"], data["value"]),
                "words": self.words("words")}


def spoken(fact: str, value: Any) -> str:
    """A value as its writer would type it: a name without commas in it, else the code."""
    name = label(fact, value)["en"]
    return str(value) if COMMAS.search(name) or fact not in (Fact.CAREER_STAGE, Fact.DEGREE, Fact.WORK_COUNTRY, Fact.SECTOR) else name


def understood(fact: str, test: str, typed: str) -> Any:
    """What was typed as the rule keeps it: a code or a name in either language becomes the code. What isn't known stays, and is refused later."""
    if fact == Fact.YEARS_SINCE_DOCTORATE:
        return int(typed) if re.fullmatch(r"[0-9]{1,3}", typed) and int(typed) <= MOST_YEARS else typed
    if fact == Fact.DOCTORATE_ON:
        return typed
    known = {name.casefold(): value for value in known_values(fact) for name in (value, *label(fact, value).values(), _short(fact, value))}
    read = [known.get(one.strip().casefold(), one.strip()) for one in COMMAS.split(typed) if one.strip()]
    return read if test == Comparison.ONE_OF else known.get(typed.casefold(), typed)


def _short(fact: str, value: str) -> str:
    """"Z" of "Z: …": the levels' own names."""
    return label(fact, value)["en"].split(":")[0]


def rows_of(row: type[RowForm], data: QueryDict | None, standing: list[dict[str, Any]], more: int = 0) -> list[RowForm]:
    """The rows that were typed, or those that stand there and one blank."""
    if data is None:
        shown = [*(row(prefix=f"r{number}", initial=row.read(one)) for number, one in enumerate(standing)), row(prefix=f"r{len(standing)}")]
    else:
        count = data.get("rows", "")
        wanted = min(int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0, MOST_ROWS)
        shown = [row(data, prefix=f"r{number}") for number in range(wanted)]
        shown += [row(prefix=f"r{wanted + number}") for number in range(more)]
    for number, one in enumerate(shown):
        one.number = number
    return shown


def values_of(rows: list[RowForm]) -> list[dict[str, Any]]:
    """What the valid rows hold; new ones get a key."""
    kept = [one.kept() for one in rows if one.is_bound and not one.is_left_out]
    taken = {one["key"] for one in kept if one["key"]}
    for one in kept:
        if not one["key"]:
            one["key"] = new_key((one.get("title") or one.get("words") or {}).get("en", "") or str(one.get("fact", "")), taken)
    return kept
