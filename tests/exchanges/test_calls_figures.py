"""Numbers, amounts and days as people type them in two languages."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.calls import figures
from exchanges.calls.figures import Unread


@pytest.mark.parametrize(("typed", "read"), [
    ("0", "0"), ("12500", "12500"), ("12,500", "12500"), ("12，500", "12500"), ("１２，５００", "12500"), ("12 500", "12500"),
    ("12\u202f500", "12500"),
    ("12'500", "12500"), ("12’500", "12500"), ("1,250,000", "1250000"), ("12,3456", "123456"), ("2.5", "2.5"), ("２．５", "2.5"), ("-3", "-3"),
    ("−3.25", "-3.25"), ("+4", "4"), ("1.25万", "12500"), ("12万", "120000"), ("1.2 亿", "120000000"), ("0.1", "0.1"), ("9" * 13, "9" * 13),
])
def test_a_number_is_read_exactly(typed, read):
    assert figures.decimal(typed, 2) == Decimal(read)


@pytest.mark.parametrize(("typed", "code"), [
    ("12,50", "grouping"), ("1,2,3", "grouping"), ("1.234.567", "grouping"), ("12,345.6.7", "grouping"), ("1 2", "grouping"),
    ("1.234,56", "grouping"), ("2.567", "decimals"), ("9" * 14, "large"), ("1万亿", "other"), ("", "other"), ("a lot", "other"), ("1e5", "other"),
    ("²", "other"),
    ("٣", "other"),
    ("0x10", "other"), ("--1", "other"), (".5", "other"), ("5.", "grouping"), ("NaN", "other"), ("Infinity", "other"),
])
def test_what_may_mean_two_things_is_refused(typed, code):
    with pytest.raises(Unread) as refusal:
        figures.decimal(typed, 2)
    assert refusal.value.code == code


@given(st.text(max_size=40), st.integers(0, 4))
def test_nothing_that_is_typed_breaks_the_reading(typed, places):
    for read in (lambda: figures.decimal(typed, places), lambda: figures.money(typed, "GBP"), lambda: figures.day(typed),
                 lambda: figures.day_of_parts([typed, typed[:3], typed[3:]])):
        with contextlib.suppress(Unread):
            read()


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_number_comes_back_from_its_data(value):
    assert Decimal(figures.kept(value, 4)) == value
    assert "E" not in str(figures.kept(value, 4))


@pytest.mark.parametrize(("typed", "currency", "read"), [
    ("£1,250.50", "GBP", 125050), ("1250.5", "GBP", 125050), ("1,250.50 GBP", "GBP", 125050), ("￥１２０", "CNY", 12000), ("12万元", "CNY", 12000000),
    ("人民币 500", "CNY", 50000), ("RMB 500", "CNY", 50000), ("0", "EUR", 0), ("US$ 3", "USD", 300), ("0.29", "GBP", 29), ("1.15", "GBP", 115),
])
def test_an_amount_is_read_to_the_penny(typed, currency, read):
    assert figures.money(typed, currency) == read


@pytest.mark.parametrize(("typed", "code"), [
    ("€500", "currency"), ("500元", "currency"), ("500美元", "currency"), ("-5", "negative"), ("1.200", "decimals"), ("12,50", "grouping"),
    ("£", "other"),
])
def test_an_amount_in_another_currency_is_not_taken_for_one_in_this(typed, code):
    with pytest.raises(Unread) as refusal:
        figures.money(typed, "GBP")
    assert refusal.value.code == code


DAY = date(2026, 11, 3)


@pytest.mark.parametrize("typed", [
    "2026-11-03", "2026/11/3", "2026.11.3", "2026年11月3日", "２０２６年１１月３日", "2026 年 11 月 3 日", "3 November 2026",
    "3rd Nov 2026", "November 3, 2026",
])
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_day_is_read_in_either_language(typed, lang):
    assert figures.day(typed, lang) == DAY


def test_day_first_is_english():
    assert figures.day("03/11/2026", "en") == DAY
    assert figures.day("3.11.2026", "en") == DAY
    with pytest.raises(Unread, match="order"):
        figures.day("03/11/2026", "zh-hans")


@pytest.mark.parametrize(("typed", "code"), [
    ("2026-02-30", "no-day"), ("31/02/2026", "no-day"), ("11/23/2026", "no-day"), ("1826-01-01", "no-day"), ("2026-11", "other"),
    ("23/11/26", "other"),
    ("tomorrow", "other"), ("20261103", "other"), ("2026-11-03T10:00", "other"), ("3 Brumaire 2026", "other"), ("3 Ju 2026", "other"),
])
def test_what_is_no_day_is_refused(typed, code):
    with pytest.raises(Unread) as refusal:
        figures.day(typed, "en")
    assert refusal.value.code == code


@pytest.mark.parametrize("parts", [
    ["3", "11", "2026"], ["03", "Nov", "2026"], ["3日", "11月", "2026年"], ["３", "１１", "２０２６"], ["2026-11-03", "", ""],
    ["", "", "2026年11月3日"],
])
def test_a_day_in_three_places_or_in_one(parts):
    assert figures.day_of_parts(parts, "en") == DAY


@pytest.mark.parametrize("parts", [
    ["3", "11", "26"], ["3", "", "2026"], ["", "", ""], ["3", "13", "2026"], ["20261103", "", ""], ["²", "11", "2026"],
])
def test_three_places_that_make_no_day(parts):
    with pytest.raises(Unread):
        figures.day_of_parts(parts, "en")
