"""What people type about a placement: days, reasons, what was checked, a paper, a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.calls import figures
from exchanges.placements.vocabulary import CheckKind, PaperKind

LONGEST = 2000
EARLIEST, LATEST = 2000, 2100  # years
DAY_LIKE = _("Choose a day, like 2027-01-15.")
UNSEEN = _("This text holds a character that can’t be seen. Type it by hand instead of pasting it.")


class DayField(forms.DateField):
    """A day as browsers send it, and as people write it where a browser has no field for days."""

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"required": DAY_LIKE, "invalid": DAY_LIKE}, **options)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return figures.day(value[:40])
        except figures.Unread:
            raise forms.ValidationError(DAY_LIKE, "invalid") from None

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(DAY_LIKE)
        return day


class WordsField(forms.CharField):
    """A few lines of text."""

    def __init__(self, required_words: Any = "", most: int = LONGEST, **options: Any) -> None:
        errors = {
            "required": required_words, "null_characters_not_allowed": UNSEEN,
            "max_length": _("Shorten this to %(limit_value)d characters; it has %(show_value)d."),
        }
        super().__init__(required=bool(required_words), max_length=most, error_messages=errors, **options)


WHY = _("Say why, so that it can be understood later.")


class MoveForm(forms.Form):
    """A move that asks for nothing; `version` is the placement that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**31)


class DaysForm(MoveForm):
    """The planned first and last day."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    reason = WordsField(label=_("Why (when the days lie outside the call’s)"))


class HostDaysForm(DaysForm):
    """The same for the host."""

    reason = WordsField(label=_("Note (optional)"))


class ForHostForm(DaysForm):
    """A coordinator records what the host said."""

    reason = WordsField(_("Say how the host confirmed."), label=_("How the host confirmed, and why the days lie outside the call’s if they do"))


class DayForm(MoveForm):
    """A day that has happened."""

    day = DayField(label=_("Day"))


class CancelForm(MoveForm):
    reason = WordsField(WHY, label=_("Why"))
    is_force_majeure = forms.BooleanField(required=False, label=_("Force majeure: nobody could have helped it"))


class CurtailForm(CancelForm):
    day = DayField(label=_("Last day there"))
    field_order = ("day", "reason", "is_force_majeure")


MOVES: dict[str, type[MoveForm]] = {
    "host-confirm": HostDaysForm, "confirm-for-host": ForHostForm, "arrive": DayForm, "depart": DayForm, "cancel": CancelForm, "curtail": CurtailForm,
}


class CheckForm(forms.Form):
    """What was checked, or that it isn't needed."""

    act = forms.ChoiceField(choices=[("check", _("Checked")), ("not-needed", _("Checked: not needed"))], label=_("Outcome"),
                            error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")})
    note = WordsField(_("Write what was checked and with whom."), most=500, label=_("What was checked, and with whom"))
    reference = WordsField(most=100, label=_("Reference (optional)"))
    valid_until = DayField(required=False, label=_("Holds until (optional)"))


class ReasonForm(forms.Form):
    reason = WordsField(WHY, label=_("Why"))


class TopicForm(forms.Form):
    what = WordsField(_("Write what changed in the topic."), label=_("What it is now"))


class AddCheckForm(forms.Form):
    kind = forms.ChoiceField(choices=CheckKind.choices, label=pgettext_lazy("before travelling", "Check"), error_messages={
        "required": _("Choose one."), "invalid_choice": _("Choose one."),
    })
    is_blocking = forms.BooleanField(required=False, label=_("The person can’t confirm before it is checked"))


class HostForm(forms.Form):
    """Which host of the programme."""

    host = forms.IntegerField(label=_("Host"), max_value=2**62, error_messages={"required": _("Choose a host."), "invalid": _("Choose a host.")})


class PaperForm(forms.Form):
    kind = forms.ChoiceField(choices=PaperKind.choices, label=pgettext_lazy("paper", "What it is"), error_messages={"required": _("Choose one."),
                                                                                              "invalid_choice": _("Choose one.")})
    file = forms.FileField(label=_("File"), max_length=200, error_messages={
        "required": _("Choose a file."), "invalid": _("Choose a file."), "missing": _("Choose a file."),
        "empty": _("This file is empty, so nothing was stored. Choose it again, or choose another one."),
        "max_length": _("Give the file a shorter name and choose it again; nothing was stored."),
    })


class OpenForm(forms.Form):
    reason = WordsField(_("Write what you need this paper for; the person reads it. Nothing was opened."), most=200, label=_("What you need it for"))


class ReportForm(forms.Form):
    """The text of a report; `version` is the one that was begun from."""

    text = forms.CharField(required=False, label=_("Report"), error_messages={"null_characters_not_allowed": UNSEEN})
    version = forms.IntegerField(min_value=0, max_value=2**31)


class AnswerForm(forms.Form):
    """What a coordinator says to a report; a question is needed to return it."""

    question = WordsField(label=_("Question (when you return it)"))
    version = forms.IntegerField(min_value=0, max_value=2**31)
