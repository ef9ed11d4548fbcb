"""Posts and study: where somebody works, worked, studies or visits. The organisation is typed, then chosen from what the directory knows."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.editing import forms as shared
from directory.editing.forms import PartForm, RowForm, between, in_words
from directory.editing.inputs import Choice, Line
from directory.editing.organisations import Match, matches, named
from directory.models import Profile
from directory.models.affiliations import partial_date
from directory.vocabulary import AffiliationType, Kind

AS_WRITTEN = "as-written"


class PartialDate(Line):
    """A year, a month or a day: 2021, 2021-09, 2021-09-30."""

    def __init__(self, **kwargs: Any) -> None:
        own: dict[str, Any] = {"most": 10, "validators": [partial_date], "help_text": _("Like 2021 or 2021-09.")}
        super().__init__(**own | kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("/", "-").replace(".", "-")


class Post(RowForm):
    layout: ClassVar = ("organisation_text", "type", "role_en", "role_zh", "unit_en", "unit_zh", "start", "end", "is_primary")
    organisation_text = Line(
        most=300, required=True, wide="wide", label=_("Organisation"), error_messages={"required": _("Write where it is.")},
        help_text=_("Type its name in either language; you choose from the directory next."),
    )
    organisation = Line(most=20, widget=forms.HiddenInput)
    choice = Line(most=20, widget=forms.HiddenInput)
    type = Choice(wide="wide", choices=AffiliationType.choices, label=_("What is it?"), initial=AffiliationType.EMPLOYMENT.value)
    role_en = Line(lang="en", label=_("Post or degree in English"))
    role_zh = Line(lang="zh-Hans", label=_("Post or degree in Chinese"))
    unit_en = Line(lang="en", label=_("Unit in English"), help_text=_("Like Department of Engineering."))
    unit_zh = Line(lang="zh-Hans", label=_("Unit in Chinese"), help_text=_("Like 自动化学院."))
    start = PartialDate(label=_("Began"))
    end = PartialDate(label=_("Ended"), help_text=_("Empty while it lasts."))
    is_primary = forms.BooleanField(required=False, label=_("This is my main affiliation"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Match] = []

    @property
    def is_left_out(self) -> bool:
        typed = (name for name in self.layout if name not in ("type", "is_primary"))
        return bool(self.data.get(self.add_prefix("remove"))) or not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in typed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("start", ""), data.get("end", "")
        if start and end and end[: len(start)] < start[: len(end)]:
            self.add_error("end", _("This ends before it begins. Check both."))
        if data.get("organisation_text"):
            data["organisation"] = self._organisation(data)
        return data

    def _organisation(self, data: dict[str, Any]) -> Profile | None:
        """The organisation meant: the one chosen, the one that stood there under this name, or a question which of those found it is."""
        text, chosen = data["organisation_text"], data.get("choice", "")
        actor, standing = self.part.actor, {row.organisation_id for row in self.part.profile.affiliations.all()}
        if chosen == AS_WRITTEN:
            return None
        known = named(chosen or data.get("organisation", ""), actor, standing)
        if known and (chosen or known.is_called(text)):
            return known.profile
        written = {row.organisation_text for row in self.part.profile.affiliations.all() if row.organisation_id is None}
        if text in written:
            return None
        self.found = matches(text, actor)
        if self.found:
            self.add_error("organisation_text", ValidationError(_("Choose which organisation you mean, or keep the name as you wrote it."), "choose"))
        return None


class PostsPart(PartForm):
    name = "posts"
    title = _("Posts and study")
    intro = _("What an organisation has confirmed stays confirmed until you change the post.")
    kinds: ClassVar = frozenset({Kind.RESEARCHER.value})
    row, row_part, row_title, add_label = Post, "affiliations", _("Post"), _("Add another post")

    def read_rows(self) -> list[dict[str, Any]]:
        columns = ("type", "role_en", "role_zh", "unit_en", "unit_zh", "start", "end", "is_primary", "tier")
        found = []
        for row in self.profile.affiliations.select_related("organisation"):
            known = named(row.organisation.uid, self.actor, {row.organisation_id}) if row.organisation else None
            shown = {"organisation": known.profile.uid, "organisation_text": known.name} if known else {"organisation_text": row.organisation_text}
            found.append({column: getattr(row, column) for column in columns} | shown)
        return found

    def lines(self) -> list[shared.Line]:
        """In an overview a post is its kind, then where, as what, from when to when."""
        own, other = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
        found = []
        for row in (row for row in self.rows if row.initial):
            role = in_words(row[f"role_{own}"]) or in_words(row[f"role_{other}"])
            start, end = in_words(row["start"]), in_words(row["end"])
            years = f"{start} – {end or _('now')}".strip() if start or end else ""
            text = between().join(filter(None, (in_words(row["organisation_text"]), role, years)))
            found.append(shared.Line(in_words(row["type"]), text, row.initial.get("tier", 0)))
        return found

    def check_rows(self, rows: list[Any]) -> None:
        main = [row for row in rows if row.cleaned_data["is_primary"]]
        for row in main[1:]:
            row.add_error("is_primary", ValidationError(_("Only one affiliation can be the main one."), "twice"))

    def written(self) -> dict[str, Any]:
        return {"affiliations": [_values(row.cleaned_data) for row in self.kept()]}


def _values(data: dict[str, Any]) -> dict[str, Any]:
    kept = ("type", "role_en", "role_zh", "unit_en", "unit_zh", "start", "end", "is_primary", "tier")
    organisation = data["organisation"] or None
    return {key: data[key] for key in kept} | {"organisation": organisation, "organisation_text": "" if organisation else data["organisation_text"]}
