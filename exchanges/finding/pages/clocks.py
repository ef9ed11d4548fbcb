"""A deadline as a page and a calendar tell it: on the clock that decides, on that of the other side, on the reader's."""

import math
import zoneinfo
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, get_timezone_name
from django.utils.translation import gettext as _

from accounts import zones
from directory import wording
from exchanges.calls import deadlines
from exchanges.calls.deadlines import CHINA, UK, Clock
from exchanges.calls.wording import city

LONG_DAYS = {"en": "EEEE d MMMM y", "zh-hans": "y年M月d日（EEEE）"}
MIDDLE, HOUR, MINUTE = 22, 10, 15  # of the face, and the lengths of its hands


@dataclass(frozen=True, slots=True)
class Line:
    """One clock of the row: `hour` and `minute` are the ends of the hands."""

    city: str
    time: str
    day: str
    zone: str
    iso: str
    night: bool
    decides: bool
    other_day: str
    hour: tuple[float, float]
    minute: tuple[float, float]


def lines(at: datetime, zone: str, reader: str, lang: str) -> list[Line]:
    """The clocks, that of the page's side first, the reader's last."""
    first = CHINA if lang.startswith("zh") else UK
    told = deadlines.clocks(at, zone, reader if reader in zoneinfo.available_timezones() else "")
    deciding = next(one for one in told if one.decides)
    ordered = sorted(told, key=lambda one: (one.is_reader and not one.decides and one.zone not in deadlines.SIDES, one.zone != first))
    return [_line(one, deciding, lang) for one in ordered]


def _line(one: Clock, deciding: Clock, lang: str) -> Line:
    apart = (one.shows.date() - deciding.shows.date()).days
    return Line(
        city=_("You, in %(city)s") % {"city": city(one.zone, lang)} if one.is_reader and one.zone not in deadlines.SIDES else city(one.zone, lang),
        time=wording.clock(one.shows, lang), day=long_day(one.shows, lang), zone=zone_name(one.shows, one.zone, lang), iso=one.shows.isoformat(),
        night=one.is_night, decides=one.decides,
        other_day=_("Already the next day") if apart > 0 else _("Still the day before") if apart < 0 else "",
        hour=hand((one.shows.hour % 12 + one.shows.minute / 60) / 12, HOUR), minute=hand(one.shows.minute / 60, MINUTE),
    )


def hand(turn: float, length: int) -> tuple[float, float]:
    """Where a hand ends after this part of a turn."""
    return round(MIDDLE + length * math.sin(turn * math.tau), 1), round(MIDDLE - length * math.cos(turn * math.tau), 1)


def zone_name(shows: datetime, zone: str, lang: str) -> str:
    """GMT, BST; Beijing time; UTC+1 elsewhere."""
    if zone == CHINA:
        return _("Beijing time")
    if zone == UK:
        return _("UK time") if lang.startswith("zh") else get_timezone_name(shows, width="short", locale="en_GB")
    return zones.offset(zone, shows)


def long_day(shows: datetime, lang: str) -> str:
    """Friday 15 January 2027; 2027年1月15日（星期五）."""
    return format_date(shows, LONG_DAYS.get(lang, LONG_DAYS["en"]), locale=wording.locale_of(lang))


def in_words(at: datetime, zone: str, lang: str) -> str:
    """15 January 2027, 17:00 GMT; 16 January 2027, 01:00 Beijing time."""
    told = deadlines.clocks(at, zone)
    parts = [short(one.shows, one.zone, lang) for one in sorted(told, key=lambda one: not one.decides)]
    return wording.clauses(parts, lang)


def short(shows: datetime, zone: str, lang: str) -> str:
    """15 January 2027, 17:00 GMT."""
    said = {"day": wording.day(shows, lang), "time": wording.clock(shows, lang), "zone": zone_name(shows, zone, lang)}
    return _("%(day)s, %(time)s %(zone)s") % said


def on_clock(at: datetime | None, zone: str, lang: str) -> str:
    """An instant on the clock of the call."""
    return short(at.astimezone(zoneinfo.ZoneInfo(zone)), zone, lang) if at else ""


def day_on_clock(at: datetime | None, zone: str, lang: str) -> str:
    """The day alone."""
    return wording.day(at.astimezone(zoneinfo.ZoneInfo(zone)), lang) if at else ""
