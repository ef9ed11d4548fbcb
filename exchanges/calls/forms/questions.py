"""The forms of a section and of a question, whose fields depend on its type."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from directory.editing.inputs import Choice, Line, Paragraphs, Several
from directory.vocabulary import Kind
from exchanges.calls.building import new_key
from exchanges.calls.figures import MOST_DECIMALS, kept
from exchanges.calls.forms.fields import Exact, LocalDay, Money, Whole
from exchanges.calls.lengths import CHARACTERS_A_WORD
from exchanges.calls.shapes.questions import MOST_CHARACTERS, MOST_TIMES, MOST_WORDS
from exchanges.calls.shapes.values import FILE_TYPES, LARGEST, LONGEST_HELP, LONGEST_TITLE, MOST_MB
from exchanges.calls.vocabulary import QuestionType
from exchanges.programmes.vocabulary import Currency

Shape = dict[str, Any]


class SectionForm(forms.Form):
    """What sections and questions have in common: a title and a help in both languages."""

    title_en = Line(label=pgettext_lazy("call", "Title in English"), most=LONGEST_TITLE, lang="en")
    title_zh = Line(label=pgettext_lazy("call", "Title in Chinese"), most=LONGEST_TITLE, lang="zh-Hans")
    help_en = Paragraphs(label=gettext_lazy("Help in English"), characters=LONGEST_HELP, lang="en")
    help_zh = Paragraphs(label=gettext_lazy("Help in Chinese"), characters=LONGEST_HELP, lang="zh-Hans")

    @staticmethod
    def read(thing: Shape) -> Shape:
        return {f"{name}_{lang}": (thing.get(name) or {}).get(lang, "") for name in ("title", "help") for lang in ("en", "zh")}

    def clean(self) -> Shape:
        if not self.errors and not self.cleaned_data["title_en"] and not self.cleaned_data["title_zh"]:
            self.add_error("title_en", _("Type a title, in English, in Chinese or in both."))
        return self.cleaned_data

    def kept(self) -> Shape:
        data = self.cleaned_data
        thing: Shape = {"title": {"en": data["title_en"], "zh": data["title_zh"]}}
        if data["help_en"] or data["help_zh"]:
            thing["help"] = {"en": data["help_en"], "zh": data["help_zh"]}
        return thing


class Choices(Paragraphs):
    """One choice a line, English and Chinese with | between them; a list of {"key", "title"}. The key of a choice that stood there stays."""

    standing: tuple[Shape, ...] = ()

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{one['title']['en']} | {one['title']['zh']}" for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line for line in str(super().clean(value)).split("\n") if line.strip(" |｜")]
        found: list[Shape] = []
        keys = {one["title"][lang]: one["key"] for one in self.standing for lang in ("zh", "en") if one["title"][lang]}
        taken = {one["key"] for one in self.standing}
        used: set[str] = set()
        for line in lines:
            en, _bar, zh = (part.strip() for part in re.sub("｜", "|", line).partition("|"))
            key = keys.get(en) or keys.get(zh)
            if key is None or key in used:
                key = new_key(en, taken)
            used.add(key)
            found.append({"key": key, "title": {"en": en, "zh": zh}})
        if len(found) < 2:
            raise ValidationError(_("Give at least two choices, one a line."), "too_few")
        return found


def fields_of(kind: str, inside: bool = False) -> dict[str, forms.Field]:
    """The fields that a type of question has of its own, by their names in its shape; `inside` a group money has one more."""
    least, most = gettext_lazy("The least"), gettext_lazy("The most")
    choices = Choices(label=gettext_lazy("Choices"), characters=20_000, help_text=gettext_lazy("One a line: English | 中文"))
    kinds: dict[str, dict[str, forms.Field]] = {
        QuestionType.TEXT: {
            "limit": Whole(label=gettext_lazy("Words at most, in English"), least=1, largest=MOST_WORDS, required=True, initial=300),
            "limit_zh": Whole(
                label=gettext_lazy("Characters at most, in Chinese"), least=1, largest=MOST_CHARACTERS,
                help_text=gettext_lazy("Counted as Word does: characters, marks and Latin words. Blank: two characters for each word, which is our "
                                       "rule of thumb; translators reckon with 1.3 to 1.8."),
            ),
        },
        QuestionType.CHOICE: {"choices": choices},
        QuestionType.CHOICES: {"choices": choices, "most": Whole(label=gettext_lazy("How many at most"), least=1, largest=80)},
        QuestionType.NUMBER: {
            "decimals": Whole(label=gettext_lazy("Decimals at most"), least=0, largest=MOST_DECIMALS, initial=0,
                              help_text=gettext_lazy("0: whole numbers only.")),
            "low": Exact(label=least, least=-LARGEST, largest=LARGEST), "high": Exact(label=most, least=-LARGEST, largest=LARGEST),
        },
        QuestionType.MONEY: {
            "currency": Choice(label=gettext_lazy("Currency"), choices=Currency.choices, help_text=gettext_lazy(
                "In a paired call each half has its own; the least and the most count where it is this one.")),
            "low": Money(label=least), "high": Money(label=most),
            **({"total": Money(label=gettext_lazy("The most over all entries together"))} if inside else {}),
            "budget": forms.BooleanField(
                label=gettext_lazy("This is what the applicant asks for: the budget"), required=False,
                help_text=gettext_lazy("The budget is the sum of all questions that say so, over all entries. In a paired call the cap of the half "
                                       "holds for it."),
            ),
        },
        QuestionType.DATE: {"low": LocalDay(label=gettext_lazy("Not before")), "high": LocalDay(label=gettext_lazy("Not after"))},
        QuestionType.FILE: {
            "types": Several(label=gettext_lazy("Types of file"), choices=[(one, one.upper()) for one in FILE_TYPES], initial=["pdf"]),
            "max_mb": Whole(label=gettext_lazy("Largest size, MB"), least=1, largest=MOST_MB, required=True, initial=10),
        },
        QuestionType.PROFILE: {"kinds": Several(label=gettext_lazy("What may be chosen"), choices=Kind.choices, initial=list(Kind.values))},
        QuestionType.GROUP: {"least": Whole(label=gettext_lazy("How often at least"), least=0, largest=MOST_TIMES),
                             "most": Whole(label=gettext_lazy("How often at most"), least=1, largest=MOST_TIMES, required=True, initial=5)},
    }
    return kinds[kind]


class QuestionForm(SectionForm):
    """One question of a type; `askable` are the earlier questions that its condition may name."""

    required = forms.BooleanField(label=gettext_lazy("Everybody must answer it"), required=False)
    shown_if = Choice(label=gettext_lazy("Shown only if"), choices=(), blank=gettext_lazy("Always shown"))

    def __init__(
        self, data: QueryDict | None, *, kind: str, standing: Shape, askable: list[Shape], inside: bool = False, is_budget: bool = False,
    ) -> None:
        """`inside` a group; `is_budget`: the answer counts as the budget as long as nobody says otherwise."""
        super().__init__(data, initial={"budget": is_budget} | self.read(standing))
        self.kind, self.own = kind, fields_of(kind, inside)
        for name, field in self.own.items():
            self.fields[name] = field
            if isinstance(field, Choices):
                field.standing = tuple(standing.get("choices", ()))
        self.order_fields(["title_en", "title_zh", "help_en", "help_zh", *self.own, "required", "shown_if"])
        lang = "zh" if (get_language() or "").startswith("zh") else "en"
        conditions = [
            (f"{one['key']}={choice['key']}", f"{_said(one, lang)}: {_said(choice, lang)}") for one in askable for choice in one["choices"]
        ]
        if conditions:
            self.fields["shown_if"].choices = [("", _("Always shown")), *conditions]  # type: ignore[attr-defined]
        else:
            del self.fields["shown_if"]

    @staticmethod
    def read(thing: Shape) -> Shape:
        found = SectionForm.read(thing)
        found |= {name: value for name, value in thing.items() if name not in {"title", "help", "key", "type", "questions", "shown_if"}}
        condition = thing.get("shown_if")
        return found | ({"shown_if": f"{condition['question']}={condition['is']}"} if condition else {})

    def clean(self) -> Shape:
        data = super().clean()
        if self.kind == QuestionType.NUMBER and not self.errors:
            places = data["decimals"] or 0
            for name in ("low", "high"):
                if data[name] is not None and data[name] != data[name].quantize(Decimal(1).scaleb(-places)):
                    self.add_error(name, _("This has more decimals than the answer may have."))
        return data

    def kept(self) -> Shape:
        data, thing = self.cleaned_data, super().kept() | {"type": self.kind, "required": self.cleaned_data["required"]}
        for name in self.own:
            if data[name] not in (None, "", []):
                thing[name] = data[name].isoformat() if self.kind == QuestionType.DATE else data[name]
        if self.kind == QuestionType.TEXT:
            thing.setdefault("limit_zh", min(CHARACTERS_A_WORD * thing["limit"], MOST_CHARACTERS))
        if self.kind == QuestionType.NUMBER:
            thing |= {name: kept(thing[name], data["decimals"] or 0) for name in ("low", "high") if name in thing}
        if data.get("shown_if"):
            question, _equals, choice = data["shown_if"].partition("=")
            thing["shown_if"] = {"question": question, "is": choice}
        return thing


def _said(thing: Shape, lang: str) -> str:
    return str(thing["title"][lang] or thing["title"]["en" if lang == "zh" else "zh"])
