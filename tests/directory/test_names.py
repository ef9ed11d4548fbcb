"""Scripts are told apart, and a page never invents a name."""

from types import SimpleNamespace

import pytest

from directory.names import script_of, shown_names


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("东南大学", "Hans"), ("東南大學", "Hant"), ("東京大学", "Hant"), ("京都のまち", "Jpan"), ("トヨタ", "Jpan"), ("서울대학교", "Kore"),
        ("Xi’an", "Latn"), ("Москва", "Cyrl"), ("جامعة", "Arab"), ("Αθήνα", "Grek"), ("123", "Zyyy"), ("", "Zyyy"), ("IBM 中国", "Hans"),
    ],
)
def test_the_script_is_the_texts_own(text, script):
    assert script_of(text) == script


def name(value, lang="", type="label", **more):
    fields = {"value": value, "lang": lang, "type": type, "script": script_of(value), "is_preferred": False, "is_display": False}
    return SimpleNamespace(**fields | more)


def test_the_preferred_name_of_each_language_is_shown():
    rows = [name("Old", "en", "alias"), name("New", "en", is_preferred=True), name("新", "zh", is_preferred=True)]
    assert shown_names(rows) == {"en": "New", "zh": "新"}


def test_the_display_name_stands_in_for_a_missing_english_one():
    assert shown_names([name("Universität Ulm", "de", is_display=True)]) == {"en": "Universität Ulm", "zh": None}


def test_a_name_in_chinese_only_is_not_repeated_as_english():
    assert shown_names([name("东南大学", "zh", is_display=True)]) == {"en": None, "zh": "东南大学"}


def test_something_is_shown_even_of_a_name_in_another_script():
    assert shown_names([name("Москва", "ru", "alias")]) == {"en": "Москва", "zh": None}


def test_a_japanese_name_is_not_chinese():
    assert shown_names([name("東京大学", "ja"), name("University of Tokyo", "en", is_preferred=True)])["zh"] is None
