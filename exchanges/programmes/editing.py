"""The form of a programme: all its fields, in both languages."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.editing.inputs import Choice, Line, Paragraphs, Several, Website
from directory.subjects import ford, label
from directory.vocabulary import CareerStage
from exchanges.programmes.models import Programme
from exchanges.programmes.services import WRITTEN
from exchanges.programmes.vocabulary import Currency, ProgrammeKind, TravelDirection

LANGUAGES = [("en", _("English")), ("zh-Hans", _("Chinese"))]  # BCP 47, as profiles name theirs


def subject_choices() -> list[tuple[str, str]]:
    lang = get_language() or "en"
    return [(code, label(code, lang)) for code in ford()]


class WholeProgrammeForm(forms.Form):
    name_en = Line(label=_("Name in English"), most=200, lang="en", required=True, error_messages={"required": _("Type the English name.")})
    name_zh = Line(label=_("Name in Chinese"), most=200, lang="zh-Hans", required=True, error_messages={"required": _("Type the Chinese name.")})
    summary_en = Paragraphs(label=_("Summary in English"), characters=4000, lang="en")
    summary_zh = Paragraphs(label=_("Summary in Chinese"), characters=4000, lang="zh-Hans")
    kind = Choice(label=_("Kind"), choices=ProgrammeKind.choices)
    direction = Choice(label=_("Who travels where"), choices=TravelDirection.choices)
    funding_en = Paragraphs(label=_("What is funded, in English"), characters=2000, lang="en")
    funding_zh = Paragraphs(label=_("What is funded, in Chinese"), characters=2000, lang="zh-Hans")
    currency = Choice(label=_("Currency"), choices=Currency.choices)
    website = Website(label=_("Website"))
    languages = Several(label=_("Languages in which one can take part"), choices=LANGUAGES)
    career_stages = Several(label=_("Career stages"), choices=CareerStage.choices)
    subjects = Several(label=_("Fields of research"), choices=subject_choices)

    @staticmethod
    def read(programme: Programme) -> dict[str, Any]:
        return {name: getattr(programme, name) for name in WRITTEN}
