"""The forms of programmes: their names, and who gets a role."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressField
from accounts.models import User
from exchanges.programmes.vocabulary import ProgrammeRoleName

NOBODY = _("Nobody has an account with this address. Ask the person to make one, then come back; nothing was changed.")


class ProgrammeForm(forms.Form):
    name_en = forms.CharField(max_length=200, label=_("Name in English"), error_messages={"required": _("Type the English name.")})
    name_zh = forms.CharField(max_length=200, label=_("Name in Chinese"), error_messages={"required": _("Type the Chinese name.")})


class RoleForm(forms.Form):
    """Somebody with an account, by their address."""

    email = AddressField(label=_("E-mail address"))
    role = forms.ChoiceField(choices=ProgrammeRoleName.choices, label=_("Role"), error_messages={"required": _("Choose a role.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Type the e-mail address of the person.")

    def clean(self) -> dict[str, Any]:
        """Adds the account as `user`."""
        address = self.cleaned_data.get("email")
        if address:
            self.cleaned_data["user"] = User.objects.filter(email=address).first()
            if self.cleaned_data["user"] is None:
                self.add_error("email", NOBODY)
        return self.cleaned_data
