"""Working days of both countries, and when an offer runs out."""

import zoneinfo
from datetime import UTC, date, datetime

import pytest

from exchanges.offers.working_days import after, answer_before, is_working_day, last_announced, unannounced


@pytest.mark.parametrize(("day", "england", "china"), [
    ("2026-02-14", False, True),  # a Saturday that China works for the Spring Festival
    ("2026-02-17", True, False),  # Chinese New Year
    ("2026-12-25", False, True),
    ("2026-12-28", False, True),  # Boxing Day, moved to Monday
    ("2026-10-01", True, False),  # National Day
    ("2026-11-21", False, False),  # a Saturday
    ("2026-11-23", True, True),
])
def test_who_works_when(day, england, china):
    when = date.fromisoformat(day)
    assert (is_working_day(when, "GB-ENG"), is_working_day(when, "CN"), is_working_day(when, "both")) == (england, china, england and china)


def test_the_day_of_the_offer_does_not_count():
    assert after(date(2026, 11, 20), 1, "both") == date(2026, 11, 23)
    assert after(date(2026, 12, 23), 2, "GB-ENG") == date(2026, 12, 29)
    assert after(date(2026, 9, 30), 1, "CN") == date(2026, 10, 8)


@pytest.mark.parametrize(("zone", "expires"), [("Europe/London", "2026-12-05T00:00:00+00:00"), ("Asia/Shanghai", "2026-12-04T16:00:00+00:00")])
def test_it_runs_out_when_the_last_working_day_ends_on_the_clock_of_the_call(zone, expires):
    sent = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert answer_before(sent, 10, "GB-ENG", zone) == datetime.fromisoformat(expires)


def test_the_day_is_that_of_the_zone_and_nights_of_clock_changes_are_whole():
    assert answer_before(datetime(2026, 11, 22, 23, tzinfo=UTC), 1, "CN", "Asia/Shanghai") == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert answer_before(datetime(2027, 3, 26, 9, tzinfo=UTC), 1, "CN", "Europe/London") == datetime(2027, 3, 29, 23, tzinfo=UTC)


def test_a_midnight_that_does_not_exist_is_the_first_minute_after():
    cairo = zoneinfo.ZoneInfo("Africa/Cairo")  # turns its clock at midnight of the last Friday of April
    assert answer_before(datetime(2026, 4, 22, 9, tzinfo=UTC), 1, "GB-ENG", "Africa/Cairo") == datetime(2026, 4, 24, 1, tzinfo=cairo)


@pytest.mark.parametrize(("calendar", "days", "told"), [("CN", 10, True), ("both", 10, True), ("GB-ENG", 10, False), ("CN", 1, False)])
def test_years_that_china_has_not_announced_are_told(calendar, days, told):
    year = last_announced()
    sent = datetime(year, 12, 28, 9, tzinfo=UTC)
    assert unannounced(sent, answer_before(sent, days, calendar, "Europe/London"), calendar, "Europe/London") == ([year + 1] if told else [])


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Shanghai", "America/New_York"])
def test_the_last_day_of_an_announced_year_is_whole_on_the_clock_of_the_call(zone):
    here = zoneinfo.ZoneInfo(zone)
    year = last_announced()
    sent = datetime(year, 12, 20, 9, tzinfo=here)
    assert unannounced(sent, datetime(year + 1, 1, 1, tzinfo=here), "CN", zone) == []
    assert unannounced(sent, datetime(year + 1, 1, 2, tzinfo=here), "CN", zone) == [year + 1]


def test_the_weekends_that_china_works_are_known_at_least_for_this_release():
    assert last_announced() >= 2026
