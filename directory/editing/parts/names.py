"""Names in both scripts, as the bearer writes them. The order is read off the name as written; nothing is put together or turned round."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import wording
from directory.editing import forms as shared
from directory.editing.forms import Block, PartForm, RowForm
from directory.editing.inputs import Choice, Line, Who
from directory.editing.rows import NewName
from directory.models import Name, Researcher
from directory.names import has_han, shown_names
from directory.vocabulary import Kind, NameOrder, NameType, Visibility

PEOPLE = frozenset({Kind.RESEARCHER.value})
LANGS = [("en", _("English")), ("zh", _("Chinese")), ("", _("Another"))]
NOT_IN_IT = _("This family name is not in the name as you wrote it. Write it just as it stands there.")


def parted(value: str, family: str) -> tuple[str, str, str]:
    """(given, family, order) of a name as written: "Shen Ruolan" and "Shen" → ("Ruolan", "Shen", family-first). Raises ValueError."""
    if not family:
        return "", "", ""
    if value.casefold().startswith(family.casefold()):
        return value[len(family):].strip(" ,，·"), value[: len(family)], NameOrder.FAMILY_FIRST
    if value.casefold().endswith(family.casefold()):
        return value[: -len(family)].strip(), value[-len(family):], NameOrder.GIVEN_FIRST
    raise ValueError(family)


def main_name(value: str, lang: str, family: str) -> NewName:
    given, family, order = parted(value, family)
    return NewName(value, lang, preferred=True, given=given, family=family, order=order)


def as_new(row: Name, **changed: Any) -> NewName:
    """A name as it stands, ready to be written again."""
    same: dict[str, Any] = {"type": row.type, "preferred": row.is_preferred, "tier": row.tier}
    same |= {"given": row.given, "family": row.family, "order": row.order}
    return NewName(row.value, row.lang, **(same | changed))


class NameFields(forms.Form):
    """The two names that pages show. A person needs one of them; the family name is asked so that lists and letters get it right."""

    name_en = Line(most=200, lang="en", label=_("Name in Latin letters"), help_text=_("As you write it, in your own order."))
    family_en = Line(most=100, lang="en", label=_("Family name in it"), help_text=_("Empty if there is none."))
    name_zh = Line(most=100, lang="zh-Hans", label=_("Name in Chinese characters"), help_text=_("Empty if you have none."))
    family_zh = Line(most=20, lang="zh-Hans", label=_("Family name in it"), help_text=_("Empty if there is none."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for lang in ("en", "zh"):
            try:
                parted(data.get(f"name_{lang}", ""), data.get(f"family_{lang}", ""))
            except ValueError:
                self.add_error(f"family_{lang}", NOT_IN_IT)
        if data.get("name_zh") and not has_han(data["name_zh"]):
            self.add_error("name_zh", _("Write this name in Chinese characters, or leave it empty."))
        if not self.errors and not data.get("name_en") and not data.get("name_zh"):
            self.add_error("name_en", _("Write at least one name."))
        return data

    def names(self) -> list[NewName]:
        """The names typed; call it when valid."""
        data = self.cleaned_data
        return [main_name(data[f"name_{lang}"], lang, data.get(f"family_{lang}", "")) for lang in ("en", "zh") if data.get(f"name_{lang}")]


class OtherName(RowForm):
    layout: ClassVar = ("value", "type", "lang")
    value = Line(most=300, required=True, label=_("Name"), error_messages={"required": _("Write the name.")})
    type = Choice(choices=[one for one in NameType.choices if one[0] != NameType.DISPLAY], label=_("What is it?"), initial=NameType.ALIAS.value)
    lang = Choice(choices=LANGS, required=False, label=_("Language"))
    tier = Who(initial=Visibility.PRIVATE.value)  # a former name is nobody's business until its bearer says so

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = {name.lang for name in self.part.profile.names.all()} - dict(LANGS).keys()
        page = get_language() or "en"
        self.fields["lang"].choices = [*LANGS, *((code, wording.language_in_full(code, page)) for code in sorted(more))]  # type: ignore[attr-defined]
        self.fields["type"].choices = NameType.choices  # type: ignore[attr-defined]

    @property
    def is_left_out(self) -> bool:
        return bool(self.data.get(self.add_prefix("remove"))) or not str(self.data.get(self.add_prefix("value"), "")).strip()


class NamesPart(PartForm, NameFields):
    name = "names"
    title = _("Names")
    blocks: ClassVar = (
        Block("names", _("Name shown on pages"), ("name_en", "family_en", "name_zh", "family_zh"), _("Everybody may see these.")),
        Block("title", _("Title"), ("title_en", "title_zh"), kinds=PEOPLE),
    )
    row, row_part, row_title, add_label = OtherName, "names", _("Other name"), _("Add another name")
    row_intro = _("Former names, other spellings, short forms: they help people to find you, as far as you let them be seen.")
    title_en = Line(most=60, lang="en", label=_("Title in English"), help_text=_("Like Dr or Professor."))
    title_zh = Line(most=60, lang="zh-Hans", label=_("Title in Chinese"), help_text=_("Like 博士 or 教授."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.profile.kind != Kind.RESEARCHER:
            for name in ("family_en", "family_zh"):
                self.fields.pop(name)
            self.fields["name_en"].label, self.fields["name_en"].help_text = _("Name in English"), ""
            self.fields["name_zh"].label, self.fields["name_zh"].help_text = _("Name in Chinese"), ""

    def _main(self) -> dict[str, Name]:
        """The rows behind the names that pages show, by "en" and "zh"."""
        rows = list(self.profile.names.filter(tier=0).order_by("-is_preferred", "id"))
        shown = shown_names(rows)
        return {lang: next(row for row in rows if row.value == value) for lang, value in shown.items() if value}

    def read(self) -> dict[str, Any]:
        person = Researcher.objects.filter(profile=self.profile).values("title_en", "title_zh").first()
        main = self._main()
        names = {f"name_{lang}": row.value for lang, row in main.items()} | {f"family_{lang}": row.family for lang, row in main.items()}
        return names | dict(person or {})

    def read_rows(self) -> list[dict[str, Any]]:
        main = {row.pk for row in self._main().values()}
        return [
            {"value": row.value, "type": row.type, "lang": row.lang, "tier": row.tier}
            for row in self.profile.names.order_by("id") if row.pk not in main
        ]

    def check_rows(self, rows: list[Any]) -> None:
        seen = {(name.value, name.lang, name.type) for name in self._shown()}
        for row in rows:
            key = (row.cleaned_data["value"], row.cleaned_data["lang"], row.cleaned_data["type"])
            if key in seen:
                row.add_error("value", ValidationError(_("This name stands here twice."), "twice"))
            seen.add(key)

    def _shown(self) -> list[NewName]:
        """The names shown. One that nobody changed is written as it stands, so it keeps its source."""
        main, kept = self._main(), []
        for name in self.names():
            row = main.get(name.lang)
            same = row is not None and row.value == name.value and (row.family == name.family or "family_en" not in self.fields)
            kept.append(as_new(row) if row is not None and same else name)
        return list({(name.value, name.lang, name.type): name for name in kept}.values())

    def written(self) -> dict[str, Any]:
        shown = self._shown()
        taken = {name.lang for name in shown if name.preferred}
        standing = {(row.value, row.lang, row.type): row for row in self.profile.names.all()}
        others = []
        for row in self.kept():
            data = row.cleaned_data
            known = standing.get((data["value"], data["lang"], data["type"]))
            preferred = bool(known and known.is_preferred and known.lang not in taken and data["tier"] == Visibility.PUBLIC)
            name = NewName(data["value"], data["lang"], data["type"], tier=data["tier"])
            others.append(as_new(known, tier=data["tier"], preferred=preferred) if known else name)
        titles = {key: self.cleaned_data[key] for key in ("title_en", "title_zh") if key in self.fields}
        return {"names": [*shown, *others]} | titles

    def lines(self) -> list[shared.Line]:
        """In an overview the family name needs no line of its own: it stands in the name."""
        family = str(NameFields.base_fields["family_en"].label)
        return [line for line in super().lines() if line.label != family]
