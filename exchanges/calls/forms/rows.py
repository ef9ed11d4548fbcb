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
    """One row, kept under the names of its fields: those of `plain` as they are, those of `said` in two languages from `…_en` and `…_zh`. It was
    filled in where one of `telling` was."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    remove = forms.BooleanField(label=_("Delete this entry"), required=False)
    number = 0
    plain: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()

    @property
    def is_left_out(self) -> bool:
        """Whether the row counts for nothing."""
        if not self.is_bound:
            return False
        typed = any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.telling)
        return bool(self.data.get(self.add_prefix("remove"))) or not typed

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show of a row that is kept."""
        words = {f"{name}_{lang}": (given.get(name) or {}).get(lang, "") for name in cls.said for lang in ("en", "zh")}
        return {name: given.get(name) for name in ("key", *cls.plain)} | words

    def kept(self) -> dict[str, Any]:
        """What is kept of a row that was typed."""
        words = {name: {lang: self.cleaned_data[f"{name}_{lang}"] for lang in ("en", "zh")} for name in self.said}
        return {name: self.cleaned_data[name] for name in ("key", *self.plain)} | words


class TitledRow(RowForm):
    """A row with a name and some help."""

    said = ("title", "help")
    telling: tuple[str, ...] = ("title_en", "title_zh")
    title_en = Line(label=_("Name in English"), most=LONGEST_TITLE, lang="en")
    title_zh = Line(label=_("Name in Chinese"), most=LONGEST_TITLE, lang="zh-Hans")
    help_en = Paragraphs(label=_("Help in English"), characters=LONGEST_HELP, lang="en")
    help_zh = Paragraphs(label=_("Help in Chinese"), characters=LONGEST_HELP, lang="zh-Hans")


class DocumentRow(TitledRow):
    plain = ("types", "max_mb", "required")
    types = Several(label=_("Types of file"), choices=[(one, one.upper()) for one in FILE_TYPES], initial=["pdf"])
    max_mb = Whole(label=_("Largest size, MB"), least=1, largest=MOST_MB, initial=10)
    required = forms.BooleanField(label=_("Everybody must send it"), required=False)

    def kept(self) -> dict[str, Any]:
        kept = super().kept()
        return kept | {"max_mb": kept["max_mb"] or 10, "types": kept["types"] or ["pdf"]}


class CriterionRow(TitledRow):
    plain = ("weight", "low", "high")
    telling = (*TitledRow.telling, "weight")
    weight = Whole(label=_("Weight"), least=1, largest=100, required=True, help_text=_("All weights sum to 100."))
    low = Whole(label=_("Lowest score"), least=0, largest=99, required=True, initial=1)
    high = Whole(label=_("Highest score"), least=1, largest=100, required=True, initial=5)


class RuleRow(RowForm):
    plain = ("fact", "test", "value")
    said = ("words",)
    telling = ("value", "words_en", "words_zh")
    fact = Choice(label=_("What people state"), choices=Fact.choices)
    test = Choice(label=_("How it is compared"), choices=Comparison.choices)
    value = Line(label=_("With what"), most=2000, help_text=_("A value of the list, several with commas, a number, or a day like 2020-12-31."))
    words_en = Line(label=_("The rule in English"), most=LONGEST_HELP, lang="en", help_text=_("Blank: it is said from its parts."))
    words_zh = Line(label=_("The rule in Chinese"), most=LONGEST_HELP, lang="zh-Hans")

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        values = given["value"] if isinstance(given["value"], list) else [given["value"]]
        return super().read(given) | {"value": ", ".join(spoken(given["fact"], one) for one in values)}

    def kept(self) -> dict[str, Any]:
        kept = super().kept()
        return kept | {"value": understood(kept["fact"], kept["test"], kept["value"])}


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
