"""Time zones as a list to choose from: by region of the world, with their cities in the reader's language."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import groupby

from babel import Locale
from babel.core import get_global
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What most readers want stands first, once more.
OFTEN = ("Europe/London", "Asia/Shanghai", "Asia/Hong_Kong", "UTC")
REGIONS: dict[str, str | Promise] = {
    "Africa": _("Africa"), "America": _("America"), "Antarctica": _("Antarctica"), "Arctic": _("Arctic"), "Asia": _("Asia"),
    "Atlantic": _("Atlantic"), "Australia": _("Australia"), "Europe": _("Europe"), "Indian": _("Indian Ocean"), "Pacific": _("Pacific"),
}
BABEL = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}


@dataclass(frozen=True)
class Zone:
    """One zone: its IANA id, and the city in the reader's language."""

    id: str
    label: str


@lru_cache(maxsize=4)
def cities(lang: str) -> dict[str, str]:
    """City by IANA id. The common locale data knows a renamed zone by its first name only (Asia/Calcutta), so each is asked by all its names."""
    known = Locale.parse(BABEL.get(lang, "en_GB")).time_zones
    first = {new: old for old, new in get_global("zone_aliases").items() if old in known}
    return {
        zone: known.get(zone, known.get(first.get(zone, ""), {})).get("city") or zone.partition("/")[2].replace("_", " ").replace("/", ", ")
        for zone in zoneinfo.available_timezones()
    }


def minutes_east(zone: str, now: datetime) -> int:
    """How far a zone's clock is before UTC, now."""
    away = now.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    return int(away.total_seconds() // 60) if away else 0


def offset(zone: str, now: datetime) -> str:
    """UTC+8, UTC−3:30, UTC."""
    minutes = minutes_east(zone, now)
    hours, rest = divmod(abs(minutes), 60)
    return "UTC" + (("+" if minutes > 0 else "−") + str(hours) + (f":{rest:02}" if rest else "") if minutes else "")


def label(zone: str, lang: str, now: datetime) -> str:
    """Shanghai (UTC+8)."""
    if zone == "UTC":
        return "UTC"
    left, right = ("（", "）") if lang == "zh-hans" else (" (", ")")
    return f"{cities(lang)[zone]}{left}{offset(zone, now)}{right}"


@lru_cache
def listed() -> tuple[str, ...]:
    """Every zone of the IANA database under its present name."""
    renamed = get_global("zone_aliases")
    return tuple(sorted(zone for zone in zoneinfo.available_timezones() if zone.partition("/")[0] in REGIONS and "/" in zone and zone not in renamed))


def choices(lang: str, chosen: str = "") -> Iterator[tuple[str | Promise, list[Zone]]]:
    """The zones by region, those often used first. A zone chosen before under an old name stays on the list."""
    now = datetime.now(UTC)
    yield _("Often used"), [Zone(zone, label(zone, lang, now)) for zone in OFTEN]
    every = sorted({*listed(), *([chosen] if "/" in chosen and chosen in zoneinfo.available_timezones() else [])})
    for region, zones in groupby(every, key=lambda zone: zone.partition("/")[0]):
        rows = [Zone(zone, label(zone, lang, now)) for zone in zones]
        # By the alphabet; in Chinese, which has none, from west to east.
        yield REGIONS.get(region, region), sorted(rows, key=lambda row: (minutes_east(row.id, now), row.id) if lang == "zh-hans" else (0, row.label))


def zone_of(name: str) -> tzinfo:
    """The zone of a user's choice; UTC where there is none or where the system no longer knows it."""
    try:
        return zoneinfo.ZoneInfo(name) if name else UTC
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return UTC
