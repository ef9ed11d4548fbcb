"""Numbers, dates and languages in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from directory import wording


def test_one_instant_is_two_days_in_two_zones_whichever_is_asked_first():
    closing = datetime(2026, 12, 17, 17, tzinfo=UTC)
    for name, said in [("Europe/London", "17 December 2026"), ("Asia/Shanghai", "18 December 2026"), ("Europe/London", "17 December 2026")]:
        assert wording.day(closing.astimezone(ZoneInfo(name)), "en") == said
    assert wording.day(closing.astimezone(ZoneInfo("Asia/Shanghai")), "zh-hans") == "2026年12月18日"


@pytest.mark.parametrize(("given", "short", "said"), [
    ("2027-01-15", False, "15 January 2027"), ("2027-01-15T23:59:00Z", True, "15 Jan 2027"),
    (datetime(2027, 1, 15, 9, tzinfo=UTC), True, "15 Jan 2027"),
])
def test_a_day_is_written_from_a_text_or_a_time(given: str | datetime, short: bool, said: str):
    assert wording.day(given, "en", short) == said
