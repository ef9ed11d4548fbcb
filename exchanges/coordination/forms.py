"""What coordinators type: which applications, which act, which words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.applications.states import TRANSITIONS
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.coordination.bulk import ACTS

SENT = [(value, label) for value, label in ApplicationStatus.choices if value not in {"draft", "not-sent"}]


class ChoiceForm(forms.Form):
    """Which applications: by status; none chosen means all."""

    status = forms.MultipleChoiceField(choices=SENT, required=False, label=_("Status"), error_messages={
        "invalid_choice": _("“%(value)s” is no status. Choose from the list."),
    })


class ListForm(ChoiceForm):
    """The same, and by words: of the number, the title, the applicant’s name or address."""

    q = forms.CharField(required=False, max_length=200, label=_("Number, title or name"), error_messages={
        "max_length": _("Look for fewer words: 200 characters at most."), "null_characters_not_allowed": _("Look for letters and digits."),
    })


class ActForm(forms.Form):
    """Which act, and why where the act asks for a reason."""

    act = forms.ChoiceField(choices=[(name, TRANSITIONS[name].label) for name in ACTS], label=_("What to do"), error_messages={
        "required": _("Choose what to do. Nothing was changed."), "invalid_choice": _("This can’t be done to many at once. Nothing was changed."),
    })
    reason = forms.CharField(required=False, max_length=2000, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """A reason where the act needs one."""
        act, reason = self.cleaned_data.get("act"), self.cleaned_data.get("reason", "")
        if act and TRANSITIONS[act].needs_reason and not reason.strip():
            self.add_error("reason", _("Say why: applicants ask. Nothing was changed."))
        return self.cleaned_data


class MailForm(ChoiceForm):
    """A letter in both languages, and to whom."""

    subject_en = forms.CharField(max_length=200, label=_("Subject in English"), error_messages={"required": _("Type the English subject.")})
    text_en = forms.CharField(max_length=10000, label=_("Letter in English"), widget=forms.Textarea(attrs={"rows": 10}),
                              error_messages={"required": _("Type the English letter.")})
    subject_zh = forms.CharField(max_length=200, label=_("Subject in Chinese"), error_messages={"required": _("Type the Chinese subject.")})
    text_zh = forms.CharField(max_length=10000, label=_("Letter in Chinese"), widget=forms.Textarea(attrs={"rows": 10}),
                              error_messages={"required": _("Type the Chinese letter.")})
