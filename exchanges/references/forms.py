"""What referees, applicants and coordinators type about letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressField, NameField
from exchanges.references.errors import TOO_LONG
from exchanges.references.services.answering import LONGEST

LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
MORE_DAYS = [(3, _("3 days")), (7, _("a week")), (14, _("two weeks")), (28, _("four weeks"))]


class RefereeForm(forms.Form):
    """Who is named."""

    name = NameField(label=_("Name"))
    email = AddressField(label=_("E-mail address"))
    organisation = forms.CharField(max_length=200, required=False)
    relation = forms.CharField(max_length=200, required=False)
    language = forms.ChoiceField(choices=LANGUAGES, error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose a language.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = _("Type their name.")
        self.fields["email"].error_messages["required"] = _("Type their e-mail address.")


class AnswerForm(forms.Form):
    """Will they write one?"""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")], error_messages={"required": _("Choose yes or no.")})
    reason = forms.CharField(max_length=500, required=False)


class WriteForm(forms.Form):
    """The letter as text, and which version of it was on the page."""

    text = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=1, max_value=10**6)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text.strip()) > LONGEST:
            raise forms.ValidationError(TOO_LONG % {"most": f"{LONGEST:,}"})
        return text


class DaysForm(forms.Form):
    """How much more time somebody gets."""

    days = forms.ChoiceField(choices=MORE_DAYS, required=False)

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"] or 0)
