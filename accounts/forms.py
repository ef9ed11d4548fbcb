"""The form of one's own settings."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.actor import Actor
from accounts.models import User
from accounts.models.users import validate_time_zone
from accounts.notices import choices
from accounts.vocabulary import Frequency, NoticeKind


class SettingsForm(forms.Form):
    """Name, language, time zone and, for each kind of notice, how often it comes by mail."""

    full_name = forms.CharField(
        label=_("Name"), max_length=200, required=False, error_messages={"max_length": _("Shorten your name to 200 characters.")},
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("zh-hans", "中文")],
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose a language from the list.")},
    )
    time_zone = forms.CharField(label=_("Time zone"), required=False, max_length=40, validators=[validate_time_zone],
                                error_messages={"max_length": _("Choose a time zone from the list.")})

    def __init__(self, *args: Any, actor: Actor, user: User, **kwargs: Any) -> None:
        chosen = choices.frequencies(user)
        self.kinds = choices.kinds_for(actor)
        kwargs["initial"] = {
            "full_name": user.full_name, "language": user.language, "time_zone": user.time_zone,
            **{f"often-{kind}": chosen[kind] for kind in self.kinds},
        }
        super().__init__(*args, **kwargs)
        for kind in self.kinds:
            self.fields[f"often-{kind}"] = forms.ChoiceField(
                label=kind.label, choices=Frequency.choices,
                error_messages={"required": _("Choose how often."), "invalid_choice": _("Choose from the list how often.")},
            )

    def clean_full_name(self) -> str:
        name: str = self.cleaned_data["full_name"]
        return " ".join(name.split())

    def frequencies(self) -> dict[str, str]:
        return {kind: self.cleaned_data[f"often-{kind}"] for kind in self.kinds}

    def kind_rows(self) -> Iterator[tuple[NoticeKind, Any]]:
        """Each kind with its field."""
        for kind in self.kinds:
            yield kind, self[f"often-{kind}"]

    def zones(self) -> list[tuple[Any, list[zones.Zone]]]:
        """The zones by region, in the page's language."""
        return list(zones.choices(get_language() or "en", str(self["time_zone"].value() or "")))
