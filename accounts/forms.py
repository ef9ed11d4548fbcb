"""The forms of signing in, with errors that say what to do."""

from typing import Any

from allauth.account import forms
from django.forms import Field
from django.utils.translation import gettext_lazy as _


def _say(field: Field, required: Any, invalid: Any = None) -> None:
    field.error_messages |= {"required": required} | ({"invalid": invalid} if invalid else {})
    for validator in field.validators:
        if invalid and hasattr(validator, "message") and getattr(validator, "code", "") == "invalid":
            validator.message = invalid


ADDRESS = _("Type your e-mail address.")
WHOLE_ADDRESS = _("Type a whole e-mail address, like name@example.org.")


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], ADDRESS, WHOLE_ADDRESS)
        _say(self.fields["password"], _("Type your password."))


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], ADDRESS, WHOLE_ADDRESS)


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password1"], _("Type a new password."))
        _say(self.fields["password2"], _("Type the new password again."))
