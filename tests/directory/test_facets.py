"""Facets as the page shows them: order, words, trees, what stands behind "show more", chips."""

import pytest
from django.http import QueryDict
from django.utils import translation

from directory import facets, filters
from directory.search import Filter, SearchQuery
from directory.views.chips import RANGE, chips_of
from tests import make


def asked(**values: str) -> SearchQuery:
    return SearchQuery(filters=tuple(Filter(name, any_of=tuple(text.split(","))) for name, text in values.items()))


def group(name: str, counts: facets.Counts, query: SearchQuery | None = None, lang: str = "en") -> facets.Group:
    return next(one for one in facets.groups(query or SearchQuery(), counts, lang) if one.name == name)


def labels(choices: list[facets.Choice]) -> list[tuple[str, int]]:
    return [(one.label, one.count) for one in choices]


def test_kinds_keep_their_order_whatever_their_counts():
    assert labels(group("kind", {"kind": {"company": 9, "researcher": 1, "institute": 5}}).choices) == [
        ("Researchers", 1), ("Institutes", 5), ("Companies", 9),
    ]


def test_a_value_that_finds_nothing_is_hidden_unless_it_is_ticked():
    counts = {"kind": {"company": 3}}
    assert labels(group("kind", counts).choices) == [("Companies", 3)]
    ticked = group("kind", counts, asked(kind="researcher")).choices
    assert [(one.label, one.count, one.ticked) for one in ticked] == [("Researchers", 0, True), ("Companies", 3, False)]


def test_an_empty_group_is_left_out():
    assert [one.name for one in facets.groups(SearchQuery(), {"kind": {"company": 1}}, "en")] == ["kind"]


def test_six_values_are_shown_and_the_rest_waits_behind_show_more():
    counts = {"has": dict.fromkeys(("ror", "orcid", "isni", "wikidata", "grid", "fundref", "lei", "schac"), 2)}
    found = group("has", counts)
    assert len(found.choices) == facets.SHOWN
    assert len(found.rest) == 2


def test_a_ticked_value_is_never_behind_show_more():
    counts = {"has": dict.fromkeys(("ror", "orcid", "isni", "wikidata", "grid", "fundref", "lei", "schac"), 2)}
    found = group("has", counts, asked(has="schac"))
    assert "schac" in {one.value for one in found.choices}


def test_a_single_value_more_is_shown_at_once():
    counts = {"has": dict.fromkeys(("ror", "orcid", "isni", "wikidata", "grid", "fundref", "lei"), 2)}
    assert not group("has", counts).rest


def test_words_are_those_of_the_page():
    with translation.override("zh-hans"):
        found = group("type", {"type": {"education": 2}}, lang="zh-hans")
    assert found.choices[0].label != "Education"


def test_narrow_fields_stand_under_the_broad_one_that_is_ticked():
    counts = {"subject": {"2": 5, "2.5": 3, "2.2": 2, "1": 4, "1.2": 4}}
    found = group("subject", counts, asked(subject="2"))
    engineering = next(one for one in found.choices if one.value == "2")
    assert [one.value for one in engineering.children] == ["2.2", "2.5"]
    assert [one.value for one in found.rest] == ["1.2"]


def test_a_ticked_narrow_field_opens_its_broad_one():
    found = group("subject", {"subject": {"2": 5, "2.5": 3}}, asked(subject="2.5"))
    assert [(one.value, one.ticked) for one in found.choices[0].children] == [("2.5", True)]
    assert not found.choices[0].ticked


@pytest.mark.django_db
def test_places_are_a_tree_of_country_province_and_city():
    make.institute(place=make.nanjing())
    counts = {"country": {"CN": 7, "GB": 2}, "subdivision": {"CN-JS": 5, "CN-BJ": 2}, "city": {"nanjing-cn-js": 5}}
    found = group("place", counts, asked(subdivision="CN-JS"))
    china, britain = found.choices
    assert (china.label, china.count, china.ticked) == ("China", 7, False)
    jiangsu, beijing = china.children
    assert (jiangsu.label, jiangsu.also, jiangsu.ticked) == ("Jiangsu", "江苏", True)
    assert [(one.label, one.parameter) for one in jiangsu.children] == [("Nanjing", "city")]
    assert not beijing.children
    assert not britain.children


@pytest.mark.django_db
def test_the_chinese_page_names_places_in_chinese_alone():
    found = group("place", {"country": {"CN": 1}, "subdivision": {"CN-JS": 1}}, lang="zh-hans").choices[0]
    assert (found.label, found.also) == ("中国", "")
    assert (found.children[0].label, found.children[0].also) == ("江苏", "")


@pytest.mark.django_db
def test_a_city_nobody_knows_is_called_by_its_slug():
    found = group("place", {"country": {"GB": 1}, "city": {"nowhere-at-all": 1}})
    assert found.choices[0].label == "United Kingdom"


def test_chips_say_facet_and_value_and_how_to_remove_it():
    params = QueryDict("q=bridge&kind=company,institute&established__gte=1900&type=!funder")
    assert [(chip.title, chip.text) for chip in chips_of(params, "en", 0)] == [
        ("Kind", "Companies"), ("Kind", "Institutes"), ("Established", "from 1900"), ("Organisation type", "not Funder"),
    ]
    first = chips_of(params, "en", 0)[0]
    assert QueryDict(first.without).dict() == {"q": "bridge", "kind": "institute", "established__gte": "1900", "type": "!funder"}


def test_a_chip_for_what_nobody_checked_says_so():
    assert [(chip.title, chip.text) for chip in chips_of(QueryDict("verified=!any"), "en", 0)] == [("Checked by", "nobody yet")]


@pytest.mark.parametrize(("given", "carried"), [
    ("q=a&kind=company&page=3", [("q", "a")]),
    ("type=!funder,company", [("type", "!funder")]),
    ("has__all=ror,isni&sort=name&size=50", [("has__all", "ror,isni"), ("sort", "name"), ("size", "50")]),
    ("established__gte=1900&member_of=0123456789ab", [("member_of", "0123456789ab")]),
])
def test_the_form_carries_along_what_it_has_no_control_for(given: str, carried: list[tuple[str, str]]):
    assert filters.unseen(QueryDict(given), ticked=facets.COUNTED, typed=RANGE) == carried
