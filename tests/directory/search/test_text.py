"""Text is read alike for the index and for a query."""

import pytest

from directory.search import pinyin
from directory.search.parsing import MOST_CHARACTERS, parse
from directory.search.text import fold, joined, pairs, terms, tokens, unbracketed, variants


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Cambridge", "university  of CAMBRIDGE"), ("Xi’an Jiaotong", "Xian JiaoTong"),
        ("Sun Yat-sen University", "Sun Yatsen University"),
        ("中國醫藥大學", "中国医药大学"), ("Universität Zürich", "Universitat Zurich"), ("No.1 Hospital", "No. 1 hospital"), ("Ｑｉａｏ", "qiao"),
        ("Dōngnán Dàxué", "dongnandaxue"), ("Research Centre", "research center"), ("Łódź", "lodz"), ("The Open University", "Open University"),
        ("Arts & Sciences", "arts and science"), ("東京大學", "东京大学"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert joined(one) == joined(other)


def test_kana_keep_their_voicing():
    assert fold("ガ") != fold("カ")


def test_words_leave_out_stop_words_and_split_han_into_characters_and_pairs():
    assert terms("University of 南京大学") == ["university", "南", "京", "大", "学", "南京", "京大", "大学"]


def test_neighbouring_words_skip_stop_words():
    assert pairs(tokens("University of Science and Technology")) == ["university_science", "science_technology"]


def test_a_university_is_found_in_the_other_order_of_its_name():
    assert variants(tokens("Ulster University"))[0] == joined("University of Ulster")
    assert variants(tokens("University of Ulster")) == [joined("Ulster University")]
    assert variants(tokens("Royal Academy of Music")) == []


@pytest.mark.parametrize(("text", "bare"), [("Scapa (United Kingdom)", "Scapa"), ("（北京）中国大学", "中国大学"), ("Plain", ""), ("(all)", "")])
def test_what_stands_in_brackets_can_be_left_out(text, bare):
    assert unbracketed(text) == bare


def test_pinyin_is_read_from_chinese_names_only():
    assert pinyin.reading("東南大學", "zh") == ("dong", "nan", "da", "xue")
    assert pinyin.reading("東京大学", "ja", "JP") == ()
    assert pinyin.reading("東京大学", "", "JP") == ()
    assert pinyin.reading("重庆大学", "", "CN")[0] == "chong"
    assert pinyin.reading("女子学院", "zh")[0] == "nu"


def test_letters_are_split_into_syllables_in_every_likely_way():
    assert pinyin.splits("xian") == (("xi", "an"),)
    assert pinyin.splits("dongnandaxue")[0] == ("dong", "nan", "da", "xue")
    assert pinyin.splits("cambridge") == ()


@pytest.mark.parametrize(
    ("text", "is_affiliation"),
    [
        ("School of Physics, Peking University, Beijing", True), ("Southeast University", False), ("Wang, Wei", False),
        ("东南大学机械工程学院，南京", True),
        ("dong nan da xue cheng xian xue yuan nan jing", False), ("University of Science and Technology of China", False),
    ],
)
def test_an_affiliation_string_is_told_from_a_name(text, is_affiliation):
    assert parse(text).is_affiliation is is_affiliation


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00", "$", '"', "🦜", "()[]{}*?~^:\\/+-&&||!", "\u202eabc", "a" * 10_000, "ab " * 5000, "中" * 10_000, "\ud800x",
    ],
)
def test_any_text_can_be_taken_apart(text):
    asked = parse(text)
    assert len(asked.text) <= MOST_CHARACTERS
    assert "\x00" not in asked.text
    asked.text.encode()
