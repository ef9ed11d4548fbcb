"""What every part of a profile's form shares: blocks of fields with who may see them, rows one can add to, and how both become values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory.editing.inputs import WHO, Keywords, Who
from directory.errors import Text
from directory.models import Profile
from directory.rules import writable_fields
from directory.vocabulary import TIERED_FIELDS, Kind, Visibility

MOST_ROWS = 40


@dataclass(frozen=True)
class Block:
    """Fields under one heading that one answer to "who may see it" holds for. `part` is what the rule of writing calls them."""

    part: str
    legend: Text
    fields: tuple[str, ...]
    hint: Text = ""
    kinds: frozenset[str] = frozenset(Kind.values)

    @property
    def who(self) -> str:
        """The name of its field of who may see it, "" where everybody may."""
        return f"who_{self.part}" if self.part in TIERED_FIELDS else ""


@dataclass(frozen=True)
class Line:
    """One thing as it stands, for an overview: what it is, what it says, who sees it (None: everybody always)."""

    label: str
    value: str
    tier: int | None = None
    lang: str = ""


class RowForm(forms.Form):
    """One row of several. A row without content, or marked to be removed, is left out."""

    layout: ClassVar[tuple[str, ...]] = ()
    tier = Who()
    remove = forms.BooleanField(required=False)
    fixed = False  # others have verified it: only who sees it may be changed

    def __init__(self, *args: Any, part: "PartForm", number: int, **kwargs: Any) -> None:
        self.part, self.number = part, number
        own: dict[str, Any] = {"prefix": f"r{number}", "use_required_attribute": False}
        super().__init__(*args, **kwargs | own)
        _name_who(self.fields["tier"], part.profile)

    @property
    def is_left_out(self) -> bool:
        typed = self.data.get(self.add_prefix("remove"))
        return bool(typed) or not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.layout)

    def bound(self) -> list[BoundField]:
        return [self[name] for name in self.layout if name in self.fields]


class PartForm(forms.Form):
    """A part of a profile: `blocks` of its own fields and, where it has any, rows of `row`."""

    name: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    intro: ClassVar[Text] = ""
    kinds: ClassVar[frozenset[str]] = frozenset(Kind.values)
    blocks: ClassVar[tuple[Block, ...]] = ()
    row: ClassVar[type[RowForm] | None] = None
    row_part: ClassVar[str] = ""  # what the rule of writing calls the rows
    row_title: ClassVar[Text] = ""
    row_intro: ClassVar[Text] = ""
    add_label: ClassVar[Text] = ""
    is_cut = False  # it came without the number of its rows

    def __init__(self, profile: Profile, actor: Actor, data: Mapping[str, Any] | None = None, *, more: int = 0) -> None:
        self.profile, self.actor = profile, actor
        self.writable = writable_fields(actor, profile)
        super().__init__(data, initial=self.read(), use_required_attribute=False)
        for block in self.blocks:
            shown = block.part in self.writable and profile.kind in block.kinds
            if block.who and shown:
                self.fields[block.who] = Who(initial=profile.field_tiers.get(block.part, Visibility.PUBLIC))
                _name_who(self.fields[block.who], profile)
            for name in block.fields if not shown else ():
                self.fields.pop(name, None)
        self.rows = self._rows(data, more) if self.row_part in self.writable else []

    def _rows(self, data: Mapping[str, Any] | None, more: int) -> list[RowForm]:
        if self.row is None:
            return []
        if data is None:
            standing = self.read_rows()
            rows = [self.row(initial=row, part=self, number=number) for number, row in enumerate(standing)]
            blank = 1 if not standing else 0
            return rows + [self.row(part=self, number=len(rows) + number) for number in range(blank + more)]
        typed = str(data.get("rows", ""))
        if not (typed.isascii() and typed.isdigit() and len(typed) < 4):  # cut short: no word of any row is no word that they should go
            self.is_cut = True
            return self._rows(None, more)
        count = min(int(typed), MOST_ROWS)
        rows = [self.row(data, part=self, number=number) for number in range(count)]
        return rows + [self.row(part=self, number=count + number) for number in range(more) if count + number < MOST_ROWS]

    # What each part says of itself

    def read(self) -> dict[str, Any]:
        """The values of its own fields as they stand."""
        return {}

    def read_rows(self) -> list[dict[str, Any]]:
        return []

    def written(self) -> dict[str, Any]:
        """The fields for the service, once it is valid."""
        return {}

    def check_rows(self, rows: list[Any]) -> None:
        """Complain of what only shows when all rows are seen together."""

    # What the page and the service ask

    def is_valid(self) -> bool:
        kept = self.kept()
        whole = [super().is_valid(), *(row.is_valid() for row in kept)]
        if all(whole):
            self.check_rows(kept)
        return not self.is_cut and not self.errors and not any(row.errors for row in kept)

    def kept(self) -> list[RowForm]:
        """The rows that were filled in."""
        return [row for row in self.rows if row.is_bound and not row.is_left_out]

    def tiers(self) -> dict[str, int]:
        return {block.part: self.cleaned_data[block.who] for block in self.blocks if block.who and block.who in self.fields}

    def parts(self) -> set[str]:
        """What it writes, in the words of the rule."""
        own = {block.part for block in self.blocks if any(name in self.fields for name in block.fields)}
        return own | ({self.row_part} if self.rows else set())

    def groups(self) -> Iterator[tuple[Block, list[BoundField], BoundField | None]]:
        """Its blocks with the fields that this writer may fill in."""
        for block in self.blocks:
            fields = [self[name] for name in block.fields if name in self.fields]
            if fields:
                yield block, fields, self[block.who] if block.who in self.fields else None

    def faults(self) -> list[tuple[str, str]]:
        """Every error with the id of its field, in the order of the page."""
        forms_of = (self, *self.kept())
        return [(form[name].id_for_label, str(error)) for form in forms_of for name in form.fields for error in form.errors.get(name, ())]

    def lines(self) -> list[Line]:
        """What stands there now, for the overview."""
        found = []
        for block, fields, who in self.groups():
            tier = self.profile.field_tiers.get(block.part, 0) if who else None
            found += [Line(str(field.label), text, tier, getattr(field.field, "lang", "")) for field in fields if (text := in_words(field))]
        for row in self.rows:
            text = between().join(filter(None, (in_words(field) for field in row.bound())))
            if row.initial and text:
                found.append(Line(str(self.row_title), text, row.initial.get("tier", 0)))
        return found


def in_words(field: BoundField) -> str:
    """A value as a reader would read it: the words of choices, one line."""
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices is None:
        gap = between() if isinstance(field.field, Keywords) else " "
        return "" if value in (None, "") or isinstance(value, bool) else gap.join(str(value).split("\n"))
    words: dict[str, str] = {}
    for key, label in choices:
        words |= {str(k): str(w) for k, w in label} if isinstance(label, list | tuple) else {str(key): str(label)}
    several = value if isinstance(value, list) else [value]
    return between().join(words.get(str(one), str(one)) for one in several if one not in (None, ""))


def between() -> str:
    """What stands between the things of a list, in the language of the page."""
    return "、" if (get_language() or "").startswith("zh") else ", "


def _name_who(field: Any, profile: Profile) -> None:
    """ "Only me" is for people; an organisation's own are several."""
    if profile.kind != Kind.RESEARCHER:
        field.choices = [*WHO[:3], (Visibility.PRIVATE.value, _("Only its managers and the staff"))]
