"""Where a profile is: in words, on the map, and on its clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime
from django.utils.translation import gettext as _

from directory import places, wording
from directory.models import Location, Place
from directory.pages.sources import Sources
from directory.pages.texts import Said, is_chinese, say

# Countries and regions with one clock that we know; for others the page says no local time.
ZONES = {
    "GB": "Europe/London", "CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "MO": "Asia/Macau", "TW": "Asia/Taipei", "SG": "Asia/Singapore",
    "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "IE": "Europe/Dublin", "FR": "Europe/Paris", "DE": "Europe/Berlin", "IT": "Europe/Rome",
    "NL": "Europe/Amsterdam", "BE": "Europe/Brussels", "CH": "Europe/Zurich", "SE": "Europe/Stockholm", "IN": "Asia/Kolkata",
}


@dataclass(frozen=True)
class Whereabouts:
    """One place. `line` is the short form for sentences: Nanjing, Jiangsu; 江苏南京."""

    city: Said | None
    also: Said | None  # the city in the other language
    subdivision: str
    country: str
    country_code: str
    line: str
    slug: str
    lat: float | None
    lng: float | None
    note: int | None


def whereabouts(rows: Iterable[Location], lang: str, sources: Sources) -> list[Whereabouts]:
    """Places of a profile, the main one first."""
    return [_one(row.place, lang, sources.number(row.assertion_id) or sources.of_field("place")) for row in rows]


def _one(place: Place, lang: str, note: int | None) -> Whereabouts:
    city = say(place.city_en, place.city_zh, lang)
    both = place.city_en and place.city_zh
    country = places.country_name(place.country, lang)
    subdivision = places.subdivision_name(place.subdivision, lang, place.subdivision_name) if place.subdivision or place.subdivision_name else ""
    wide = subdivision if place.subdivision in places.subdivisions() else country
    name = city.value if city else ""
    if not name or wide.endswith(name):  # 中国香港 says 香港 already
        line = wide
    else:
        line = f"{wide}{name}" if is_chinese(lang) else f"{name}, {wide}"
    return Whereabouts(
        city=city, also=Said(place.city_zh, "zh-Hans") if both and not is_chinese(lang) else None,
        subdivision="" if subdivision == name else subdivision, country=country, country_code=place.country, line=line, slug=place.slug,
        lat=place.lat, lng=place.lng, note=note,
    )


def local_time(country: str, now: datetime, lang: str) -> str:
    """09:40 on Sunday; 星期日09:40. "" where the country has several clocks or the machine knows none."""
    try:
        there = now.astimezone(ZoneInfo(ZONES[country]))
    except (KeyError, ZoneInfoNotFoundError):
        return ""
    weekday = format_datetime(there, "EEEE", locale=wording.locale_of(lang))
    return _("%(time)s on %(weekday)s") % {"time": wording.clock(there, lang), "weekday": weekday}
