"""The forms of a call's parts: what stands there now, and what was typed as services.edit takes it."""

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import zones
from directory.editing.inputs import Choice, Line, Paragraphs, Several
from directory.subjects import ford, label
from exchanges.calls import deadlines
from exchanges.calls.forms.fields import LocalDay, LocalTime, Money, Whole
from exchanges.calls.forms.rows import CriterionRow, DocumentRow, RowForm, RuleRow
from exchanges.calls.models import LONGEST_GRACE, Call
from exchanges.calls.services.dating import instant
from exchanges.calls.vocabulary import LettersAsked, ReviewMode, WorkCalendar
from exchanges.errors import Text
from exchanges.programmes.vocabulary import Currency


def subject_choices() -> list[tuple[str, str]]:
    lang = get_language() or "en"
    return [(code, label(code, lang)) for code in ford()]


class PartForm(forms.Form):
    """`columns` are read from the call and given back under the same names; `row` is what the part has several of, in the JSON column
    `row_column`."""

    part = ""
    intro: Text = ""
    columns: tuple[str, ...] = ()
    row: type[RowForm] | None = None
    row_column: str = ""
    row_title: Text = ""
    add_label: Text = ""

    @classmethod
    def read(cls, call: Call) -> dict[str, Any]:
        return {name: getattr(call, name) for name in cls.columns}

    def given(self, call: Call) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.columns}


class TextsForm(PartForm):
    part = "texts"
    intro = _("Every text is written in both languages before the call opens.")
    columns = ("title_en", "title_zh", "summary_en", "summary_zh", "text_en", "text_zh", "subjects")
    title_en = Line(label=pgettext_lazy("call", "Title in English"), most=200, lang="en")
    title_zh = Line(label=pgettext_lazy("call", "Title in Chinese"), most=200, lang="zh-Hans")
    summary_en = Paragraphs(label=_("Summary in English"), characters=1000, lang="en", help_text=_("Two or three sentences, for lists."))
    summary_zh = Paragraphs(label=_("Summary in Chinese"), characters=1000, lang="zh-Hans")
    text_en = Paragraphs(label=_("The call in English"), characters=20000, lang="en", help_text=_("What is offered, to whom, and how it is decided."))
    text_zh = Paragraphs(label=_("The call in Chinese"), characters=20000, lang="zh-Hans")
    subjects = Several(label=_("Fields of research"), choices=subject_choices, help_text=_("None: those of the programme."))


class DatesForm(PartForm):
    part = "dates"
    intro = _("Dates are local time in the zone of the call. Once people have begun to apply, deadlines move later, never earlier.")
    columns = ("zone", "is_rolling", "grace", "stages", "decisions_on", "starts_on", "ends_on")
    zone = Choice(label=_("Time zone"), choices=())
    opens = LocalTime(label=_("Opens"))
    closes = LocalTime(label=_("Closes"))
    is_rolling = forms.BooleanField(label=_("Rolling: open until somebody closes it"), required=False)
    grace = Whole(label=_("Grace, minutes"), least=0, largest=LONGEST_GRACE, help_text=_("What arrives in it is taken, and marked as late."))
    stages = Choice(label=_("Stages"), choices=[("1", _("One: the application")), ("2", _("Two: a concept, then the full application"))])
    full_closes = LocalTime(label=_("Full applications close"))
    decisions_on = LocalDay(
        label=_("Decisions expected by"),
        help_text=_("Optional, like 2027-03-01. Applicants read it on the call and on their own page; once it has passed, that is said."),
    )
    starts_on = LocalDay(label=_("Exchanges begin"))
    ends_on = LocalDay(label=_("Exchanges end"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.initial.get("zone") or ""
        rows = zones.choices(get_language() or "en", str(now))
        self.fields["zone"].choices = [(group, [(zone.id, zone.label) for zone in listed]) for group, listed in rows]  # type: ignore[attr-defined]

    @classmethod
    def read(cls, call: Call) -> dict[str, Any]:
        return super().read(call) | {name: getattr(call, f"{name}_local") for name in ("opens", "closes", "full_closes")}

    def given(self, call: Call) -> dict[str, Any]:
        given = super().given(call)
        times = {name: self.cleaned_data[name] for name in ("opens", "closes", "full_closes")}
        return given | times | {"stages": int(given["stages"]), "grace": given["grace"] or 0}


class PlacesForm(PartForm):
    part = "places"
    columns = ("places",)
    places = Whole(label=_("How many places"), least=0, largest=100_000, required=True, help_text=_("In all, over every position."))


class DocumentsForm(PartForm):
    part = "documents"
    intro = _("Files that everybody sends with the application, beside those that questions ask for.")
    row, row_column, row_title, add_label = DocumentRow, "documents", _("Document"), _("Another document")


class EligibilityForm(PartForm):
    part = "eligibility"
    intro = _("Rules that people can check themselves against before they apply. Nobody is refused by them, and what they state isn’t kept.")
    row, row_column, row_title, add_label = RuleRow, "eligibility", _("Rule"), _("Another rule")


class LocalInstant(PartForm):
    """A part with moments that are typed in the call's zone and kept as instants."""

    instants: ClassVar[dict[str, str]] = {}  # field → column

    @classmethod
    def read(cls, call: Call) -> dict[str, Any]:
        zone = zoneinfo.ZoneInfo(call.zone)
        moments = {field: getattr(call, column) for field, column in cls.instants.items()}
        return super().read(call) | {field: at.astimezone(zone) if at else None for field, at in moments.items()}

    def given(self, call: Call) -> dict[str, Any]:
        found = super().given(call)
        for field, column in self.instants.items():
            local = self.cleaned_data[field]
            found[column] = instant(local, call.zone, field).at if local else None
        return found


class ReviewForm(LocalInstant):
    part = "review"
    columns = ("review_mode", "reviews_wanted")
    instants: ClassVar = {"reviews_due": "reviews_due_at"}
    review_mode = Choice(label=_("Who learns whose name"), choices=ReviewMode.choices)
    reviews_wanted = Whole(label=_("Reviews an application"), least=1, largest=10, required=True)
    reviews_due = LocalTime(label=_("Reviews are due"))
    row, row_column, row_title, add_label = CriterionRow, "rubric", _("Criterion"), _("Another criterion")


class LettersForm(LocalInstant):
    part = "letters"
    columns = ("letters_wanted", "letters_asked")
    instants: ClassVar = {"letters_due": "letters_due_at"}
    letters_wanted = Whole(label=_("Letters an application"), least=0, largest=10, required=True)
    letters_asked = Choice(label=_("When referees are asked"), choices=LettersAsked.choices)
    letters_due = LocalTime(label=_("Letters are due"))


class OffersForm(PartForm):
    part = "offers"
    columns = ("offer_days", "offer_calendar", "one_place_each", "is_paired")
    offer_days = Whole(label=_("Working days to answer an offer"), least=1, largest=90, required=True)
    offer_calendar = Choice(label=_("Working days of"), choices=WorkCalendar.choices)
    one_place_each = forms.BooleanField(label=_("Accepting an offer withdraws the person’s other applications in the programme"), required=False)
    is_paired = forms.BooleanField(label=_("Paired: a UK half and a Chinese half, valid only together"), required=False)
    uk_currency = Choice(label=_("Currency of the UK half"), choices=Currency.choices, blank="—")
    uk_cap = Money(label=_("The most the UK half may ask for"))
    cn_currency = Choice(label=_("Currency of the Chinese half"), choices=Currency.choices, blank="—")
    cn_cap = Money(label=_("The most the Chinese half may ask for"))

    @classmethod
    def read(cls, call: Call) -> dict[str, Any]:
        halves: Mapping[str, Any] = call.halves or {}
        return super().read(call) | {f"{side}_{name}": halves.get(side, {}).get(name, "") for side in ("uk", "cn") for name in ("currency", "cap")}

    def given(self, call: Call) -> dict[str, Any]:
        data = self.cleaned_data
        halves = {side: {"currency": data[f"{side}_currency"], "cap": data[f"{side}_cap"]} for side in ("uk", "cn")}
        return super().given(call) | {"halves": halves if data["is_paired"] else {}}


FORMS: dict[str, type[PartForm]] = {
    one.part: one for one in (TextsForm, DatesForm, PlacesForm, DocumentsForm, EligibilityForm, ReviewForm, LettersForm, OffersForm)
}


def looked_at(form: DatesForm, now: datetime) -> list[tuple[Any, datetime, str, bool]]:
    """Each moment that was typed: its label, the instant, the zone, and whether its clock shows it twice; what can't be resolved is
    left out, its error says why."""
    found = []
    for name in ("opens", "closes", "full_closes"):
        local = form.cleaned_data.get(name) if form.is_bound else form.initial.get(name)
        zone = str((form.cleaned_data if form.is_bound else form.initial).get("zone") or "")
        if not isinstance(local, datetime) or not zone or not now.year - 50 < local.year < now.year + 50:
            continue
        try:
            read = deadlines.resolve(local.replace(tzinfo=UTC), zone)
        except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError):
            continue
        found.append((form.fields[name].label, read.at, zone, read.twice))
    return found
