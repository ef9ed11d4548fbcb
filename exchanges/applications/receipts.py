"""The receipt of a sent application: on the page, by mail once, and as an accessible PDF in either language."""

import json
import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import typst
from babel.dates import format_date
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import outbox
from directory import wording
from exchanges.applications.glyphs import BOX, all_fitting, shown_by
from exchanges.applications.models import Revision
from exchanges.applications.reading import as_rows
from exchanges.calls.deadlines import clocks
from exchanges.calls.wording import city

SOURCE = Path(__file__).with_name("receipt.typ")
FONT = "NotoSansSC-Regular.otf"


@dataclass(frozen=True)
class ClockLine:
    """An instant on one clock, in words: the city, the day with its weekday and the time."""

    city: str
    shows: str
    zone: str
    decides: bool
    is_reader: bool


def clock_lines(at: datetime, zone: str, reader: str = "") -> list[ClockLine]:
    """The instant on the clock of the call, of both sides and of the reader, in the reader's language."""
    lang = translation.get_language() or "en"
    return [
        ClockLine(city(one.zone, lang), _when(one.shows, lang), one.zone, one.decides, one.is_reader)
        for one in clocks(at, zone, reader)
    ]


def _when(shows: datetime, lang: str) -> str:
    weekday = format_date(shows, "EEEE", locale=wording.locale_of(lang))
    day, time = wording.day(shows, lang), f"{shows:%H:%M:%S}" if shows.second else f"{shows:%H:%M}"
    return f"{day}（{weekday}）{time}" if lang.startswith("zh") else f"{weekday} {day}, {time}"


def moment_in_words(at: datetime, zone: str, lang: str) -> str:
    """The instant on the clock of a zone, with the city: for a sentence."""
    shows = at.astimezone(zoneinfo.ZoneInfo(zone))
    with translation.override(lang):
        said = {"city": city(zone, lang), "when": f"{wording.day(shows, lang)}{'' if lang.startswith('zh') else ', '}{shows:%H:%M}"}
        return _("%(when)s (%(city)s time)") % said


def facts_of(revision: Revision, lang: str) -> dict[str, Any]:
    """What a receipt says, in a language."""
    application, call = revision.application, revision.application.call
    with translation.override(lang):
        chinese = lang.startswith("zh")
        return {
            "number": application.number, "title": application.title, "revision": revision.number, "late": revision.is_late,
            "call": (call.title_zh or call.title_en) if chinese else (call.title_en or call.title_zh),
            "programme": call.programme.name_zh if chinese else call.programme.name_en, "sha256": revision.sha256,
            "times": [f"{one.city}: {one.shows}" if not chinese else f"{one.city}：{one.shows}"
                      for one in clock_lines(revision.received_at, call.zone, application.applicant.time_zone)],
            "link": f"{settings.SITE_URL}/{lang}/account/applications/{application.uid}",
        }


def mail(revision: Revision) -> None:
    """The receipt by mail, once a sent copy, in the transaction that made it."""
    applicant = revision.application.applicant
    outbox.post(
        "applications/receipt", to=applicant, facts=facts_of(revision, applicant.language), dedupe_key=f"application-receipt:{revision.pk}",
    )


@lru_cache(maxsize=1)
def _fonts() -> tuple[str, list[str]]:
    return SOURCE.read_text(encoding="utf-8"), [str(Path(str(fonts.__file__)).parent)]


def pdf(revision: Revision, lang: str) -> bytes:
    """The receipt and all answers as a tagged PDF (PDF/UA-1). What people wrote goes in as data alone and never becomes Typst source."""
    source, font_paths = _fonts()
    facts = facts_of(revision, lang)
    with translation.override(lang):
        data: dict[str, Any] = {
            "lang": "zh" if lang.startswith("zh") else "en", "region": "CN" if lang.startswith("zh") else "GB",
            "heading": _("Receipt of an application"), "about": [
                [_("Number"), facts["number"]], [_("Programme"), facts["programme"]],
                [pgettext("exchange", "Call"), facts["call"]], [pgettext("application", "Title"), facts["title"]],
                [_("Sent by"), revision.application.applicant.full_name], [pgettext("of an application", "Received"), "\n".join(facts["times"])],
                [_("Sent copy"), str(revision.number)],
            ],
            "late": _("It arrived after the closing time, within the grace.") if revision.is_late else "",
            "hash_title": _("SHA-256 of the sent copy"), "hash": revision.sha256, "answers": _("What was sent"),
            "none": _("Not answered"), "rows": [_row(one) for one in as_rows(revision.application, revision, lang=lang)],
            "title": f"{facts['number']} · {facts['call']}",
        }
        data = all_fitting(data, shown_by(Path(font_paths[0]) / FONT))
        if BOX in json.dumps(data, ensure_ascii=False):
            data["about"].append([_("Not shown"), _("Each □ is a sign that this PDF has no letter for. The sent copy on the site shows it.")])
    return typst.compile(
        source.encode(), font_paths=typst.Fonts(include_system_fonts=False, font_paths=font_paths), format="pdf", pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(revision.received_at.timestamp()),
    )


def _row(row: Any) -> dict[str, str]:
    value = "\n".join(one.name for one in row.files) if row.files else row.value
    return {"section": row.section, "title": row.title, "value": value}
