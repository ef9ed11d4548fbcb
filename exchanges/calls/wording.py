"""An instant in words: until when something is taken, on which clocks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from accounts.zones import cities
from directory import wording
from exchanges.calls.deadlines import CHINA, clocks

# {:%H:%M} is 17:00.
FORMS = {"en": "{}, {:%H:%M} ({})", "zh-hans": "{} {:%H:%M}（{}）"}


def city(zone: str, lang: str) -> str:
    """By what people call the clock: Beijing, not Shanghai."""
    with override(lang):
        return gettext("Beijing") if zone == CHINA else cities(lang).get(zone, zone)


def shortly(due: datetime | None, zone: str, lang: str) -> str:
    """The instant on the clock of the call alone, for lists: "4 Dec 2026, 17:00 (London)"."""
    if due is None:
        return ""
    shows = due.astimezone(ZoneInfo(zone))
    return (FORMS["zh-hans"] if lang == "zh-hans" else FORMS["en"]).format(wording.day(shows, lang, short=True), shows, city(zone, lang))


def until(due: datetime | None, zone: str, lang: str, reader: str = "") -> str:
    """An instant on the clock of the call and on those of both sides: "4 December 2026, 17:00 (London); …"; blank for none."""
    if due is None:
        return ""
    form = FORMS["zh-hans" if lang == "zh-hans" else "en"]
    with override(lang):
        told = [form.format(wording.day(one.shows, lang), one.shows, city(one.zone, lang)) for one in clocks(due, zone, reader)]
    return wording.clauses(told, lang)
