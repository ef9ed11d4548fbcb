"""The form of a host position: a host and a supervisor of the directory, found by name."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from directory.editing.inputs import Choice, Line
from directory.subjects import ford, label
from exchanges.calls.forms.fields import Whole
from exchanges.calls.models import HostPosition

WRITTEN = ("title_en", "title_zh", "unit_en", "unit_zh", "subject", "places")


def fields_of_research() -> list[tuple[str, str]]:
    lang = get_language() or "en"
    return [("", "—"), *((code, label(code, lang)) for code in ford())]


class PositionForm(forms.Form):
    title_en = Line(label=pgettext_lazy("position", "Title in English"), most=200, lang="en")
    title_zh = Line(label=pgettext_lazy("position", "Title in Chinese"), most=200, lang="zh-Hans")
    unit_en = Line(label=_("Unit in English"), most=200, lang="en")
    unit_zh = Line(label=_("Unit in Chinese"), most=200, lang="zh-Hans")
    subject = Choice(label=_("Field of research"), choices=fields_of_research, required=False)
    places = Whole(label=_("How many places"), least=0, largest=100_000, required=True, initial=1)
    host_text = Line(label=_("Find the host"), most=200, help_text=_("The name of an organisation, in any script; then press “Look it up”."))
    host = forms.CharField(required=False, max_length=40)
    supervisor_text = Line(label=_("Find the supervisor"), most=200, help_text=_("The name of a person; leave it blank where nobody is named."))
    supervisor = forms.CharField(required=False, max_length=40)

    @staticmethod
    def read(position: HostPosition | None) -> dict[str, Any]:
        if position is None:
            return {}
        names = {name: getattr(position, name) for name in WRITTEN}
        return names | {"host": position.host.uid, "supervisor": position.supervisor.uid if position.supervisor else ""}
