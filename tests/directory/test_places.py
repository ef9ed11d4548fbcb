"""Places have words in both languages, and one city is one row."""

import csv

import pytest

from directory import places
from directory.models import Place


def test_countries_and_regions_have_both_names():
    assert places.country_name("GB", "en") == "United Kingdom"
    assert places.country_name("GB", "zh-hans") == "英国"
    assert places.country_name("TW", "zh-hans") == "中国台湾"
    assert places.country_name("??", "en") == "??"
    assert {"CN", "GB", "HK", "MO", "TW", "US", "JP"} <= places.countries().keys()


def test_provinces_and_nations_are_known_by_code_and_by_either_name():
    assert places.subdivision_name("CN-JS", "zh-hans") == "江苏"
    assert places.subdivision_code("CN", "Jiangsu") == places.subdivision_code("CN", "江苏省") == "CN-JS"
    assert places.subdivision_code("CN", "Shaanxi") == "CN-SN"
    assert places.subdivision_code("CN", "Shanxi") == "CN-SX"
    assert places.subdivision_code("GB", "Scotland") == "GB-SCT"
    assert places.subdivision_code("DE", "Bayern") == ""


def test_two_cities_of_one_spelling_are_told_apart_by_their_province():
    assert places.city_words("CN", "CN-AH", "Suzhou") == ("CN-AH", "宿州")
    assert places.city_words("CN", "", "Suzhou") == ("CN-JS", "苏州")
    assert places.city_words("CN", "", "Xi’an") == ("CN-SN", "西安")
    assert places.city_words("HK", "", "Hong Kong") == ("", "香港")


@pytest.mark.django_db
def test_one_city_is_one_place():
    gazetteer = places.Gazetteer()
    first = gazetteer.place(country="CN", city="Nanjing", geonames_id=1799962, lat=32.06, lng=118.78)
    assert (first.slug, first.subdivision, first.city_zh) == ("nanjing-cn-js", "CN-JS", "南京")
    assert gazetteer.place(country="CN", city="Nanjing", geonames_id=1799962) == first
    assert places.Gazetteer().place(country="CN", city="Nanjing") == first
    assert Place.objects.count() == 1


@pytest.mark.django_db
def test_two_cities_that_would_share_a_slug_keep_apart():
    gazetteer = places.Gazetteer()
    one = gazetteer.place(country="US", city="Springfield", geonames_id=1)
    two = gazetteer.place(country="US", city="Springfield", geonames_id=2)
    assert one.slug != two.slug


def test_our_words_agree_with_the_gazetteer(shared_data):
    rows = [row for row in csv.DictReader((shared_data / "places.csv").open(encoding="utf-8")) if row["level"] in ("province", "nation")]
    english = {row["code"]: row["name_en"] for row in rows}
    for code, (name, chinese) in places.subdivisions().items():
        assert english[code] == name
        assert next(row for row in rows if row["code"] == code)["name_zh"].startswith(chinese)
