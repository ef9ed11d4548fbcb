"""One ROR record at a time: every oddity of the real release, and records that are no records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importers.ror.records import BadRecord, digest_of, read
from tests.directory.importers.releases import isni, link, name, place, record, release, ror

RECORDS = {one["id"][-9:]: one for one in release()}


def reading(number):
    return read(RECORDS[ror(number)])


def written(number):
    return {(one.value, one.lang, one.type) for one in reading(number).names}


def preferred(number):
    return {one.lang: one.value for one in reading(number).names if one.is_preferred}


def test_a_value_with_several_types_becomes_one_row_a_type():
    assert written(9) == {("NAS", "en", "label"), ("NAS", "en", "acronym")}
    assert written(10) == {("Alias And Label", "", "label")}
    assert written(11) == {("Only Displayed", "en", "display"), ("Only Displayed", "en", "alias")}


def test_exactly_one_name_is_the_display_name():
    for number in range(1, 26):
        assert sum(one.is_display for one in reading(number).names) == 1


def test_each_language_prefers_its_best_label():
    assert preferred(1) == {"en": "Qinhuai University", "zh": "秦淮大学"}
    assert preferred(11) == {"en": "Only Displayed"}
    assert preferred(10) == {"": "Alias And Label"}


def test_simplified_goes_before_traditional():
    assert preferred(8) == {"en": "Southeast Bridge", "zh": "东南桥大学"}


def test_a_pinyin_alias_in_lang_zh_is_never_the_chinese_name():
    found = read(record(30, name("A", "ror_display", "label", lang="en"), name("Nánjīng", "label", lang="zh")))
    assert {one.lang for one in found.names if one.is_preferred} == {"en"}


def test_han_without_a_language_is_chinese_only_where_chinese_is_written():
    assert ("桥梁实验室", "zh", "label") in written(7)
    assert ("水研究所", "", "label") in written(6)
    alias = read(record(30, name("A", "ror_display", "label"), name("中铁", "alias"), locations=[place("CN", "Chengdu", 1)]))
    assert ("中铁", "", "alias") in {(one.value, one.lang, one.type) for one in alias.names}


def test_invisible_characters_go_and_curly_apostrophes_stay():
    assert written(12) == {("Xi’an Bridge College", "en", "label"), ("Ecolé", "fr", "alias")}
    assert len(reading(12).remarks) == 2


def test_a_company_is_one_unless_it_teaches():
    assert reading(3).kind == "company"
    assert read(record(30, types=["company", "education"])).kind == "institute"
    assert reading(1).kind == "institute"


def test_identifiers_are_normalised_and_wrong_ones_left_out():
    found = {(one.scheme, one.value, one.is_preferred) for one in reading(1).identifiers}
    assert found == {
        ("wikidata", "Q900001", True), ("wikidata", "Q900002", False), ("isni", isni(77).replace(" ", ""), True), ("fundref", "501100099991", True),
    }
    assert reading(13).identifiers == []
    assert {"wrong fundref 10 left out", "wrong grid 501 left out"} <= set(reading(13).remarks)


def test_an_implausible_year_is_left_out_with_a_remark():
    assert reading(13).established is None
    assert "year of establishment 12 left out" in reading(13).remarks
    assert reading(3).established is None
    assert not reading(3).remarks


def test_subdivisions_come_from_schema_2_1_with_their_country():
    assert reading(1).places[0].subdivision == "CN-JS"
    assert reading(24).places[0].subdivision == ""


def test_a_place_stands_once_a_record():
    assert [one.geonames_id for one in reading(17).places] == [2644688, 1799962]


def test_links_to_nowhere_are_left_out():
    found = reading(22)
    assert (found.website, found.links) == ("", [])
    assert len(found.remarks) == 2
    assert reading(1).website == "http://www.qhu.example"
    assert [one["type"] for one in reading(1).links] == ["wikipedia"]


def test_a_link_to_itself_is_left_out():
    assert [(one.type, one.ror) for one in reading(15).relations] == [("parent", ror(16))]
    assert "link to itself (parent) left out" in reading(15).remarks


def test_a_very_long_name_is_cut_with_a_remark():
    assert len(reading(23).names[0].value) == 300
    assert "cut" in reading(23).remarks[0]


def test_dates_may_be_missing():
    assert reading(3).modified.isoformat() == "2024-02-13"
    assert read(record(30, admin=None)).modified is None
    assert read(record(30, admin={"last_modified": {"date": "soon"}})).modified is None


def test_the_digest_is_of_the_content_not_of_the_formatting():
    one = record(30)
    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert digest_of(one) != digest_of(one | {"established": 1901})


@pytest.mark.parametrize(("data", "reason"), [
    ([], "not an object"), ("x", "not an object"), ({}, "bad ROR ID"), ({"id": None}, "bad ROR ID"), ({"id": ["x"]}, "bad ROR ID"),
    ({"id": "https://ror.org/013meh723"}, "bad ROR ID"), (record(1) | {"names": []}, "no name"), (record(1) | {"names": "x"}, "no name"),
    (record(1) | {"names": [name(" ", "label")]}, "no name"), (record(1) | {"names": [{"value": 5}]}, "no name"),
    (record(1) | {"status": "gone"}, "unknown status"), ({"id": ror(1), "name": "Old"}, "schema 1"),
    (record(1) | {"established": 2**70}, "not plain JSON"), (record(1) | {"names": [name("\ud800", "label")]}, "not plain JSON"),
])
def test_what_is_no_record_is_refused_with_a_reason(data, reason):
    with pytest.raises(BadRecord) as refusal:
        read(data)
    assert refusal.value.reason == reason


KEYS = ["value", "types", "lang", "id", "type", "all", "geonames_details"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 3000) | st.text(max_size=8) | st.floats(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(record(1).keys() - {"id", "status", "names"})), ANYTHING)
def test_whatever_stands_in_a_field_the_record_is_read_or_refused(key, value):
    try:
        found = read(record(1) | {key: value})
    except BadRecord:
        return
    assert found.names


@given(ANYTHING)
def test_whatever_stands_in_the_names_the_record_is_read_or_refused(value):
    try:
        read(record(1) | {"names": value})
    except BadRecord:
        return


def test_unknown_types_and_links_are_remarked_on():
    found = read(record(30, types=["facility", "club"], relationships=[link("cousin", 2), {"id": "x", "type": "parent"}], locations=[{}]))
    assert found.types == ["facility"]
    assert found.relations == []
    assert len(found.remarks) == 4
