"""Rows, marks and the pager as plain functions: what one card says in each language, what is marked, which pages stand in the pager."""

from typing import Any

import pytest
from django.http import QueryDict
from markupsafe import Markup

from directory.search import SearchQuery
from directory.search.parsing import parse
from directory.views import marks, rows
from directory.views.pager import pager

PLACE = {"slug": "nanjing-cn-js", "city": {"en": "Nanjing", "zh": "南京"}, "subdivision": "CN-JS", "country": "CN"}


def card(**fields: Any) -> dict[str, Any]:
    """A card as directory.cards writes it."""
    empty = {"en": "", "zh": ""}
    return {
        "uid": "7k2m9qxw3tab", "kind": "researcher", "name": {"en": "Shen Ruolan", "zh": "沈若澜"}, "names": [], "identifiers": [], "country": "CN",
        "place": PLACE, "types": [], "established": None, "subjects": [], "keywords": {"en": [], "zh": []}, "summary": empty, "title": empty,
        "affiliations": [], "interests": [], "verified": "", "demo": False, "website": "",
    } | fields


def post(**fields: Any) -> dict[str, Any]:
    return {
        "organisation": {"uid": "x", "name": {"en": "Southeast University", "zh": "东南大学"}},
        "unit": {"en": "School of Automation", "zh": "自动化学院"},
        "role": {"en": "Professor", "zh": "教授"}, "type": "employment", "start": "2021", "end": "", "primary": True, "confirmed": False,
    } | fields


def test_a_post_goes_from_small_to_large_in_english_and_from_large_to_small_in_chinese():
    shown = card(affiliations=[post()])
    assert rows.Writer("en").row(shown).gist == "Professor, School of Automation, Southeast University."
    assert rows.Writer("zh-hans").row(shown).gist == "东南大学自动化学院教授。"


def test_a_post_that_has_ended_is_not_what_somebody_does():
    assert not rows.Writer("en").row(card(affiliations=[post(end="2020")])).gist


def test_a_part_without_its_own_language_says_which_it_is_in():
    shown = card(affiliations=[post(role={"en": "Reader", "zh": ""})])
    assert rows.Writer("zh-hans").row(shown).gist == '东南大学自动化学院<span lang="en">Reader</span>。'


def test_who_confirmed_a_person_is_said_by_name():
    shown = card(verified="organisation", affiliations=[post(confirmed=True)])
    assert (rows.Writer("en").row(shown).check, rows.Writer("zh-hans").row(shown).check) == ("Checked by Southeast University", "东南大学已核实")
    assert rows.Writer("en").row(card()).check == "Not yet verified"


@pytest.mark.parametrize(("place", "english", "chinese"), [
    (PLACE, "Nanjing, Jiangsu", "江苏南京"),
    (PLACE | {"city": {"en": "Beijing", "zh": "北京"}, "subdivision": "CN-BJ"}, "Beijing", "北京"),
    (PLACE | {"city": {"en": "Hong Kong", "zh": "香港"}, "subdivision": "", "country": "HK"}, "Hong Kong", "中国香港"),
    (PLACE | {"city": {"en": "Boston", "zh": ""}, "subdivision": "US-MA", "country": "US"}, "Boston, United States", "美国Boston"),
    (PLACE | {"city": {"en": "", "zh": ""}}, "Jiangsu", "江苏"),
])
def test_places_are_written_in_the_order_of_the_language(place: dict[str, Any], english: str, chinese: str):
    assert (rows.place_line(place, "en"), rows.place_line(place, "zh-hans")) == (english, chinese)


def test_an_offer_stands_beside_with_its_last_day():
    interest = {"direction": "offering", "type": "host", "title": {"en": "", "zh": ""}, "expires_on": "2027-01-31"}
    shown = card(interests=[interest])
    assert rows.Writer("en").row(shown).facts[1:] == ["<b>Offering</b> to host a visitor", "until 31 Jan 2027"]
    assert rows.Writer("zh-hans").row(shown).facts[1:] == ["<b>可接待</b>来访学者", "2027年1月31日前有效"]


@pytest.mark.parametrize(("text", "most", "short"), [
    ("Short.", 20, "Short."),
    ("One sentence here. Another one that is long", 25, "One sentence here."),
    ("words that never come to an end at all", 20, "words that never…"),
    ("这是一句话。第二句话很长很长很长", 10, "这是一句话。"),
])
def test_a_long_text_ends_at_a_sentence_or_a_word(text: str, most: int, short: str):
    assert rows.shorten(text, most) == short


def test_marks_escape_what_they_mark():
    mark = marks.marker(parse("robotics"))
    assert mark("<b>Robotics</b> & more") == Markup("&lt;b&gt;<mark>Robotics</mark>&lt;/b&gt; &amp; more")
    assert marks.marker(None)("<i>") == "&lt;i&gt;"


def test_why_tells_the_words_as_they_were_typed():
    shown = card(keywords={"en": ["soft robotics"], "zh": []}, summary={"en": "Robotics for hands.", "zh": ""})
    assert marks.why(shown, parse("robotics"), "en") == "Matched <b>soft robotics</b> in keywords"
    assert marks.why(shown, parse("robotics"), "zh-hans") == '匹配依据：关键词含<b><span lang="en">soft robotics</span></b>'
    assert marks.why(shown, None, "en") is None


def test_a_text_in_two_scripts_says_so_on_either_page():
    assert marks.in_scripts("南京 <robotics>", "en") == '<span lang="zh-Hans">南京</span> &lt;robotics&gt;'
    assert marks.in_scripts("南京 <robotics>", "zh-hans") == '南京 &lt;<span lang="en">robotics</span>&gt;'


def numbers(total: int, page: int, size: int = 20) -> list[int | str]:
    made = pager(QueryDict(f"page={page}"), SearchQuery(size=size, offset=(page - 1) * size), total, "en")
    return ["…" if one.gap else one.number for one in made.pages]


@pytest.mark.parametrize(("total", "page", "shown"), [
    (0, 1, []), (20, 1, []), (21, 1, [1, 2]), (84, 1, [1, 2, 3, 4, 5]), (120, 1, [1, 2, 3, "…", 6]),
    (2000, 50, [1, "…", 48, 49, 50, 51, 52, "…", 100]),
    (1_000_000, 500, [1, "…", 498, 499, 500]),
])
def test_the_pager_shows_the_ends_and_what_is_near(total: int, page: int, shown: list[int | str]):
    assert numbers(total, page) == shown


def test_the_pager_says_when_there_is_more_than_it_reaches():
    made = pager(QueryDict("q=a&page=500"), SearchQuery(q="a", size=20, offset=9980), 1_000_000, "en")
    assert made.deep
    assert made.next == ""
    assert made.range == "9,981 to 10,000 of 1,000,000"
