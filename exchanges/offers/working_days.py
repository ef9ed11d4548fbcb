"""Working days of England and Wales and of mainland China, from the `holidays` package.

It knows the weekends and public holidays of both, and the weekends on which China works to make up for a holiday, as far as the State Council had
announced them when the package was made. For years not announced yet China's holidays are counted on their statutory days, without the days made up;
`unannounced` tells which these are, and whoever counts says so to staff.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from exchanges.calls.deadlines import NoSuchTime, resolve
from exchanges.calls.vocabulary import WorkCalendar

COUNTED = {WorkCalendar.ENGLAND: ("GB-ENG",), WorkCalendar.CHINA: ("CN",), WorkCalendar.BOTH: ("GB-ENG", "CN")}


@lru_cache
def _calendar(name: str) -> holidays.HolidayBase:
    country, _dash, part = name.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def is_working_day(day: date, calendar: str) -> bool:
    """Whether everybody whose days the calendar counts works on that day."""
    return all(_calendar(name).is_working_day(day) for name in COUNTED[WorkCalendar(calendar)])


def after(day: date, days: int, calendar: str) -> date:
    """The `days`th working day after `day`, which itself does not count."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, calendar)
    return day


def last_announced() -> int:
    """The last year of which the weekends that China works are known here."""
    known: dict[int, object] = _calendar("CN").special_public_holidays
    return max(known)


def unannounced(sent_at: datetime, expires_at: datetime, calendar: str, zone: str) -> list[int]:
    """The years whose days were counted between the two, on the clock of `zone`, without what has not been announced; none where China isn't
    counted."""
    if "CN" not in COUNTED[WorkCalendar(calendar)]:
        return []
    first, last = (at.astimezone(ZoneInfo(zone)).year for at in (sent_at, expires_at - timedelta(microseconds=1)))
    return [year for year in range(first, last + 1) if year > last_announced()]


def answer_before(sent_at: datetime, days: int, calendar: str, zone: str) -> datetime:
    """The first instant at which it is too late: when the last of so many working days has ended on the clock of `zone`. The day on which the
    offer is sent does not count."""
    last = after(sent_at.astimezone(ZoneInfo(zone)).date(), days, calendar)
    midnight = datetime.combine(last + timedelta(days=1), time())
    try:
        return resolve(midnight, zone).at
    except NoSuchTime as gap:  # some zones turn their clocks at midnight
        return resolve(gap.after, zone).at
