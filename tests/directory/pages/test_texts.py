"""Two languages on one page: which text comes first, and which `lang` it carries."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from directory.pages.posts import is_current, span
from directory.pages.texts import heading, lang_tag, say
from directory.pages.whereabouts import local_time


class Row:
    def __init__(self, value: str, lang: str = "", script: str = "Latn", type: str = "label", preferred: bool = False) -> None:
        self.value, self.lang, self.script, self.type, self.is_preferred, self.is_display = value, lang, script, type, preferred, False


@pytest.mark.parametrize(("value", "lang", "script", "expected"), [
    ("东南大学", "zh", "Hans", "zh-Hans"), ("東南大學", "zh", "Hant", "zh-Hant"), ("東南大學", "", "Hant", "zh-Hant"),
    ("Dongnan Daxue", "zh", "Latn", "zh-Latn-pinyin"), ("SEU", "", "Latn", "en"), ("Prifysgol", "cy", "Latn", "cy"), ("東京大学", "ja", "Hans", "ja"),
    ("とうきょう", "", "Jpan", "ja"), ("서울", "", "Kore", "ko"), ("东南大学", "", "", "zh-Hans"),
])
def test_every_text_carries_its_language(value, lang, script, expected):
    assert lang_tag(value, lang, script) == expected


def test_the_pages_language_comes_first_and_a_missing_one_is_marked():
    names = [Row("Southeast University", "en", preferred=True), Row("东南大学", "zh", "Hans", preferred=True)]
    assert heading(names, "en", "x").plain == "Southeast University 东南大学"
    assert heading(names, "zh-hans", "x").plain == "东南大学 Southeast University"
    only = heading(names[:1], "zh-hans", "x")
    assert (only.main.value, only.main.lang, only.main.foreign, only.also) == ("Southeast University", "en", True, None)
    assert heading([], "en", "7k2m9qxw3tab").plain == "7k2m9qxw3tab"


def test_a_text_of_the_other_language_is_marked():
    assert say("Lecturer", "讲师", "zh-hans").value == "讲师"
    assert say("Lecturer", "", "zh-hans").foreign
    assert say("", "讲师", "en").lang == "zh-Hans"
    assert say("", "", "en") is None


@pytest.mark.parametrize(("start", "end", "current", "english"), [
    ("2021-09", "", True, "2021 – now"), ("2017", "2021-03", False, "2017 – 2021"), ("2019-01", "2019-07", False, "2019"),
    ("", "2019", False, "until 2019"), ("", "", True, "now"), ("2026", "2027", True, "2026 – 2027"), ("2019", "", False, "2019"),
])
def test_years_of_a_post(start, end, current, english):
    assert span(start, end, lang="en", current=current) == english


@pytest.mark.parametrize(("end", "current"), [
    ("", True), ("2026", True), ("2026-11", True), ("2026-11-23", True), ("2026-11-22", False), ("2025", False),
])
def test_a_partial_date_is_over_when_all_of_it_is_over(end, current):
    assert is_current(end, date(2026, 11, 23)) is current


def test_local_time_where_there_is_one_clock():
    now = datetime(2026, 11, 23, 1, 40, tzinfo=UTC)
    assert local_time("CN", now, "en") == "09:40 on Monday"
    with translation.override("zh-hans"):
        assert local_time("CN", now, "zh-hans") == "星期一09:40"
    assert local_time("US", now, "en") == ""
