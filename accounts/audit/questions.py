"""A question to the audit log as staff type it, and its answer as a table."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.audit.asking import Question
from accounts.models import AuditEvent, User
from accounts.vocabulary import Outcome

# What a spreadsheet may read as the start of a formula, half and full width.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = ("at", "who", "user", "right", "act", "object_type", "object_id", "outcome", "address", "request_id", "reason", "facts")


class QuestionForm(forms.Form):
    """Every field may stay blank. Days are those of the reader's zone."""

    act = forms.RegexField(r"^[a-z][a-z0-9.-]*$", required=False, max_length=60, label=pgettext_lazy("audit", "What"))
    actor = forms.CharField(required=False, max_length=320, label=pgettext_lazy("audit", "Who"))
    on = forms.CharField(required=False, max_length=72, label=_("On what"))
    outcome = forms.ChoiceField(choices=[("", _("Any")), *Outcome.choices], required=False, label=_("Outcome"))
    since = forms.DateField(required=False, label=pgettext_lazy("audit", "From"))
    until = forms.DateField(required=False, label=pgettext_lazy("audit", "To"))

    def __init__(self, data: Any, *, zone: tzinfo = UTC) -> None:
        super().__init__(data)
        self.zone = zone
        self.fields["act"].error_messages["invalid"] = _("Type an act as it stands in the list: membership.join, or membership. for all of them.")
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = _("Choose a day, like 2026-11-23.")

    def clean_actor(self) -> int | None:
        """A number of a user, or an address."""
        typed = self.cleaned_data["actor"].strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) < 18:
            return int(typed)
        found = User.objects.filter(email=typed.lower()).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("No account has this address. Type a whole e-mail address, or the number of an account."))
        return int(found)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return self.cleaned_data

    def question(self) -> Question:
        """What was asked, once the form is valid."""
        asked = self.cleaned_data
        kind, _colon, key = asked["on"].partition(":")
        return Question(
            act=asked["act"], actor=asked["actor"], object_type=kind.strip(), object_id=key.strip(), outcome=asked["outcome"],
            since=self._start(asked["since"]), until=self._start(asked["until"], 1),
        )

    def _start(self, day: date | None, later: int = 0) -> datetime | None:
        if day is None or day.year < 1970 or day.year > 9000:
            return None
        return datetime.combine(day + timedelta(days=later), time.min, self.zone)

    def as_query(self) -> dict[str, str]:
        """The fields that were filled in, as they were typed: for the address of the next page."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


def cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.lstrip(" \u3000").startswith(DANGEROUS) else text


def table(events: Iterator[AuditEvent]) -> Iterator[list[str]]:
    """Rows of COLUMNS; times in UTC."""
    for event in events:
        row = (
            event.at.astimezone(UTC).isoformat(timespec="seconds"), event.actor_kind, event.actor_id, event.right, event.act, event.object_type,
            event.object_id, event.outcome, event.address, event.request_id, event.reason, event.facts or "",
        )
        yield [cell(value) for value in row]
