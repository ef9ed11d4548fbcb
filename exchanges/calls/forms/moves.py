"""What a move of a call asks: a reason, and a new closing time where the call is opened again."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.editing.inputs import Paragraphs
from exchanges.calls.forms.fields import LocalTime
from exchanges.calls.states import TRANSITIONS


class MoveForm(forms.Form):
    reason = Paragraphs(label=_("Why"), characters=1000, help_text=_("It stays in the history of the call."))
    closes = LocalTime(label=_("Closes"))

    def __init__(self, data: QueryDict | None, *, name: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].required = TRANSITIONS[name].needs_reason
        self.fields["reason"].error_messages["required"] = _("Say why, so that it can be understood later. Nothing was changed.")
        if name != "reopen":
            del self.fields["closes"]
