"""What people type about belonging: a message, an address to invite."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressField, is_unseen
from directory.vocabulary import MembershipRole

LONGEST = 500


class MessageForm(forms.Form):
    """A few lines to those who will answer."""

    message = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea,
        error_messages={
            "max_length": _("Shorten your message to 500 characters; it has %(show_value)s."),
            "null_characters_not_allowed": _("This message holds a character that can’t be seen. Type it by hand instead of pasting it."),
        },
    )

    def clean_message(self) -> str:
        text = str(self.cleaned_data["message"]).replace("\r\n", "\n")
        return "".join(char for char in text if char == "\n" or not is_unseen(char)).strip()


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write to them."""

    email = AddressField()
    role = forms.ChoiceField(
        choices=MembershipRole.choices, error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role from the list.")},
    )
    language = forms.ChoiceField(
        choices=[("en", "English"), ("zh-hans", "中文")],
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose a language from the list.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("role", MembershipRole.MEMBER)
