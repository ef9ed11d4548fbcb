"""What coordinators type: filters of the panel, who is asked to review, decisions, moves of an application, notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.subjects import ford
from exchanges.applications.models import Application
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.calls.models import Call
from exchanges.reviews.assigning import reviewers_of
from exchanges.reviews.deciding import positions_of
from exchanges.reviews.inputs import clean
from exchanges.reviews.judging import OFFERED
from exchanges.reviews.labels import position_name, subject_name
from exchanges.reviews.panel import Narrowed
from exchanges.reviews.vocabulary import Outcome


class Words(forms.CharField):
    """Text of several lines; what no text needs is left out."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(max_length=most, required=options.pop("required", False), strip=False, widget=forms.Textarea, **options)

    def to_python(self, value: Any) -> str:
        return clean(str(value or ""))


class PanelForm(forms.Form):
    """The filters, in the address; what isn't known narrows nothing."""

    status = forms.ChoiceField(required=False, label=_("Status"))
    subject = forms.ChoiceField(required=False, label=_("Field"))
    host = forms.ChoiceField(required=False, label=_("Host"))
    missing = forms.BooleanField(required=False, label=_("Reviews missing"))
    wide = forms.BooleanField(required=False, label=_("Wide spread"))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = [one for one in ApplicationStatus.choices if one[0] not in {"draft", "not-sent"}]
        self.fields["status"].choices = [("", _("In the running")), *statuses]  # type: ignore[attr-defined]
        self.fields["subject"].choices = [("", _("All fields")), *((code, subject_name(code)) for code in ford())]  # type: ignore[attr-defined]
        hosts = [(one.uid, position_name(one)) for one in call.positions.select_related("host")]
        self.fields["host"].choices = [("", _("All hosts")), *hosts]  # type: ignore[attr-defined]
        self.has_hosts = bool(hosts)

    def narrowed(self) -> Narrowed:
        self.is_valid()
        return Narrowed(**{name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)})


class AskForm(forms.Form):
    """One reviewer of the programme."""

    reviewer = forms.TypedChoiceField(coerce=int, label=_("Reviewer"), error_messages={"required": _("Choose a reviewer.")})

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[int, User] = {one.pk: one for one in reviewers_of(call)}
        self.fields["reviewer"].choices = [("", "—"), *((key, str(one)) for key, one in self.people.items())]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        return self.people[self.cleaned_data["reviewer"]]


class MoveForm(forms.Form):
    """One move of an application, with what it needs."""

    move = forms.ChoiceField(choices=[(name, name) for name in OFFERED], label=_("What to do"))
    reason = Words(2000, label=_("Reason"))
    info_wanted = Words(5000, label=_("What is missing"))
    info_days = forms.IntegerField(
        required=False, min_value=1, max_value=90, label=_("Days to answer"), error_messages={"invalid": _("Type a whole number of days.")}
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("move") == "ask-info" and not self.cleaned_data.get("info_wanted"):
            self.add_error("info_wanted", _("Say what is missing, in the applicant’s language. Nothing was changed."))
        return self.cleaned_data


class NoteForm(forms.Form):
    """A note of the panel for itself."""

    text = Words(5000, required=True, label=_("Note"), error_messages={"required": _("Type the note first.")})


class DecisionForm(forms.Form):
    """The decision about one application, with all that belongs to it."""

    outcome = forms.ChoiceField(required=False, label=_("Decision"))
    rank = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        label=_("Rank on the waiting list"),
        error_messages={"invalid": _("A rank is a whole number from 1.")},
    )
    position = forms.ChoiceField(required=False, label=_("Position"))
    conditions = Words(5000, label=_("Conditions"))
    letter = Words(5000, label=_("Own words of the letter"))
    override = Words(2000, label=_("Why with fewer reviews"))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.positions = {one.uid: one for one in positions_of(application)}
        self.fields["outcome"].choices = outcomes(application.call, application.stage)  # type: ignore[attr-defined]
        named = ((uid, position_name(one)) for uid, one in self.positions.items())
        self.fields["position"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "position": self.positions.get(self.cleaned_data["position"])}


def outcomes(call: Call, stage: int) -> list[tuple[str, Any]]:
    """What can be decided at this stage; blank is what is still to be discussed."""
    fits = [one for one in Outcome.choices if one[0] != Outcome.INVITE or (call.stages == 2 and stage == 1)]
    return [("", _("Discuss")), *fits]
