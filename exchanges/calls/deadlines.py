"""Local time in a named zone, resolved once; and the same instant on the clocks of those who read it."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Where the two sides live.
UK, CHINA = "Europe/London", "Asia/Shanghai"
SIDES = (UK, CHINA)


class NoSuchTime(ValueError):
    """The clock of the zone jumps over this time. `before` and `after` are the nearest times there are, as that clock shows them."""

    def __init__(self, local: datetime, before: datetime, after: datetime) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M}")
        self.local, self.before, self.after = local, before, after


@dataclass(frozen=True)
class Resolved:
    """`at` is the instant, in UTC; `twice` says that the clock shows this time twice that night and the first is meant."""

    at: datetime
    twice: bool = False


def resolve(local: datetime, zone: str) -> Resolved:
    """The instant at which clocks in `zone` show `local` (its tzinfo is ignored). Raises NoSuchTime in the gap of a spring night; of the two
    of an autumn night it is the first. Raises zoneinfo.ZoneInfoNotFoundError for a zone that isn't one."""
    place = zoneinfo.ZoneInfo(zone)
    naive = local.replace(tzinfo=None)
    first, second = (naive.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(place).replace(tzinfo=None) != naive:
        # In the gap fold=0 reads the old offset, fold=1 the new: the gap's edges are one minute before and at its end.
        gap = abs(first - second)
        raise NoSuchTime(naive, naive - gap, naive + gap)
    return Resolved(min(first, second), twice=first != second)


@dataclass(frozen=True)
class Clock:
    """One clock of a deadline: `zone`, what it shows then, and whether this clock decides."""

    zone: str
    shows: datetime
    decides: bool
    is_reader: bool

    @property
    def is_night(self) -> bool:
        return not 6 <= self.shows.hour < 21


def clocks(at: datetime, zone: str, reader: str = "") -> list[Clock]:
    """The instant on the clock of the call, on those of both sides, and on the reader's; zones that show the same are told once."""
    found: list[Clock] = []
    for name in dict.fromkeys([zone, *SIDES, reader or zone]):
        shows = at.astimezone(zoneinfo.ZoneInfo(name))
        same = next((one for one in found if one.shows.replace(tzinfo=None) == shows.replace(tzinfo=None)), None)
        if same is None:
            found.append(Clock(name, shows, decides=name == zone, is_reader=name == reader))
    return found


def time_left(until: datetime, now: datetime) -> timedelta:
    """How long it still is; zero when it is over."""
    return max(until - now, timedelta())
