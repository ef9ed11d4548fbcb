"""The words of letters: until when, and what the applicant reads of each state."""

from datetime import datetime

from accounts.zones import cities
from directory import wording
from exchanges.calls.deadlines import clocks


def until(due: datetime | None, zone: str, lang: str, reader: str = "") -> str:
    """An instant on the clock of the call and on those of both sides: "4 December 2026, 17:00 (London); …"; blank for none."""
    if due is None:
        return ""
    form, between = ("{} {:%H:%M}（{}）", "；") if lang == "zh-hans" else ("{}, {:%H:%M} ({})", "; ")
    return between.join(
        form.format(wording.day(one.shows, lang), one.shows, cities(lang).get(one.zone, one.zone)) for one in clocks(due, zone, reader)
    )
