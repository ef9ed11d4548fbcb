"""Offers and needs: what a profile offers or seeks, always until a day."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.editing import forms as shared
from directory.editing.forms import PartForm, RowForm, in_words
from directory.editing.inputs import Choice, Line, Paragraphs
from directory.vocabulary import Direction, InterestType

FARTHEST = timedelta(days=3 * 366)


class Offer(RowForm):
    layout: ClassVar = ("direction", "type", "title_en", "title_zh", "text_en", "text_zh", "day", "month", "year")
    direction = Choice(choices=Direction.choices, blank=_("Choose"), label=_("Do you offer it or seek it?"))
    type = Choice(choices=InterestType.choices, blank=_("Choose"), label=_("What?"))
    title_en = Line(lang="en", wide="wide", label=_("Title in English"))
    title_zh = Line(lang="zh-Hans", wide="wide", label=_("Title in Chinese"))
    text_en = Paragraphs(
        words=200, lang="en", label=_("Conditions in English"), help_text=_("For whom and for how long."),
    )
    text_zh = Paragraphs(characters=400, lang="zh-Hans", label=_("Conditions in Chinese"), help_text=_("One language is enough to begin with."))
    day = Line(most=2, label=_("Day"))
    month = Line(most=2, label=_("Month"))
    year = Line(most=4, label=_("Year"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, words in (("direction", _("Choose whether you offer it or seek it.")), ("type", _("Choose what it is about."))):
            if name not in self.errors and not data.get(name):
                self.add_error(name, words)
        if not {"day", "month", "year"} & self.errors.keys():
            try:
                data["expires_on"] = self._until(data)
            except ValidationError as wrong:
                self.add_error("day", wrong)
        return data

    def _until(self, data: dict[str, Any]) -> date:
        parts = [data.get(name, "") for name in ("year", "month", "day")]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError(_("Write the last day it holds: day, month and year, like 31 1 2027."), "required")
        try:
            until = date(*(int(part) for part in parts))
        except ValueError:
            raise ValidationError(_("There is no such day. Check day, month and year."), "invalid") from None
        today = self.part.actor.now.date()
        standing = self.part.profile.interests.filter(direction=data.get("direction"), type=data.get("type"), expires_on=until)
        if until < today and not standing.exists():
            raise ValidationError(_("This day has passed. Write a day to come."), "past")
        if until > today + FARTHEST:
            raise ValidationError(_("Write a day within three years; you can renew it then."), "far")
        return until

    @property
    def date_fields(self) -> list[Any]:
        return [self[name] for name in ("day", "month", "year")]


class OffersPart(PartForm):
    name = "offers"
    title = _("Offers and needs")
    intro = _("Each is shown until its last day and found by people who look for just that.")
    row, row_part, row_title, add_label = Offer, "interests", _("Offer or need"), _("Add another offer or need")

    def read_rows(self) -> list[dict[str, Any]]:
        columns = ("direction", "type", "title_en", "title_zh", "text_en", "text_zh", "tier")
        return [
            {column: getattr(row, column) for column in columns}
            | {"day": row.expires_on.day, "month": row.expires_on.month, "year": row.expires_on.year}
            for row in self.profile.interests.order_by("direction", "expires_on", "pk")
        ]

    def written(self) -> dict[str, Any]:
        kept = ("direction", "type", "title_en", "title_zh", "text_en", "text_zh", "expires_on", "tier")
        return {"interests": [{key: row.cleaned_data[key] for key in kept} for row in self.kept()]}

    def lines(self) -> list[shared.Line]:
        """In an overview an offer is its direction and its title, or what it is about."""
        own, other = ("title_zh", "title_en") if (get_language() or "").startswith("zh") else ("title_en", "title_zh")
        return [
            shared.Line(in_words(row["direction"]), in_words(row[own]) or in_words(row[other]) or in_words(row["type"]), row.initial.get("tier", 0))
            for row in self.rows if row.initial
        ]
