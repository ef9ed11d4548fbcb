"""Why a profile was found, and what is marked in it."""

import time

import orjson
import pytest

from directory import services
from directory.models import Card
from directory.search import SearchQuery, catch_up, search
from directory.search.explain import marked, why
from directory.search.parsing import parse
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    home = make.institute(
        "Southeast University", "东南大学", services.NewName("SEU", "", "acronym"), place=make.nanjing(), website="https://www.seu.edu.cn/",
        identifiers=[{"scheme": "ror", "value": "04ct4d772"}],
    )
    make.person(
        "Wang Wei", "王伟", place=make.nanjing(), keywords_en=["soft robotics"], summary_en="He builds grippers of silicone. " * 9 + "And kites.",
        affiliations=[{"organisation": home, "role_en": "Professor", "is_primary": True}],
        subjects=["2.3"], interests=[make.interest(title_en="Bench space")],
    )
    catch_up()


def reasons(q, kind=None):
    result = search(SearchQuery(q))
    cards = [orjson.loads(Card.objects.get(profile=hit.key, tier=0).body) for hit in result.hits]
    card = next(card for card in cards if kind in (None, card["kind"]))
    return [(match.field, match.value, match.how) for match in why(card, result.terms)]


@pytest.mark.parametrize(
    ("q", "reason"),
    [
        ("Southeast University", ("label", "Southeast University", "")), ("東南大學", ("label", "东南大学", "")),
        ("dongnan daxue", ("label", "东南大学", "pinyin")), ("dndx", ("label", "东南大学", "initials")), ("SEU", ("acronym", "SEU", "")),
        ("University of Southeast", ("label", "Southeast University", "order")),
        ("Sotheast Universty", ("label", "Southeast University", "spelling")),
        ("https://ror.org/04ct4d772", ("identifier", "ror:04ct4d772", "")), ("seu.edu.cn", ("domain", "seu.edu.cn", "")),
        ("WANG W.", ("label", "Wang Wei", "person")), ("robotics", ("keyword", "soft robotics", "")), ("bench", ("interest", "Bench space", "")),
        ("professor", ("affiliation", "Professor", "")), ("机械工程", ("subject", "机械工程", "")),
    ],
)
def test_the_name_or_field_that_matched_is_told(person, q, reason):
    assert reason in reasons(q)


def test_words_from_several_fields_are_all_told(person):
    assert [field for field, _value, _how in reasons("南京 robotics", "researcher")] == ["keyword", "place"]


def test_a_summary_is_shown_around_the_word(person):
    ((field, value, _how),) = reasons("kites")
    assert field == "summary"
    assert value.startswith("…")
    assert "kites" in value
    assert len(value) < 140


@pytest.mark.parametrize(
    ("q", "text", "hits"),
    [
        ("southeast", "Southeast University", ["Southeast"]), ("southea", "Southeast University", ["Southeast"]), ("东南", "东南大学", ["东南"]),
        ("东南大学", "北京大学", []), ("东南大学", "东南大学成贤学院", ["东南大学"]), ("dongnan", "东南大学", ["东南"]),
        ("dongnan daxue", "东南大学", ["东南大学"]),
        ("dndx", "东南大学", ["东南大学"]), ("Wei Wang", "王伟", ["王伟"]), ("xi'an", "Xi’an Jiaotong University", ["Xi’an"]),
        ("xian", "西安交通大学", ["西安"]),
        ("大", "大学的大楼和很大很大的大学城都在大城市", []), ("université", "Universite de Paris", ["Universite"]),
        ("東京", "东京大学", ["东京"]), ("", "text", []),
        ("a b c", "", []),
    ],
)
def test_what_was_typed_is_marked_and_nothing_is_lost(q, text, hits):
    segments = marked(text, parse(q))
    assert "".join(part for part, _hit in segments) == text
    assert [part for part, hit in segments if hit] == hits


def test_nothing_typed_explains_nothing(person):
    card = orjson.loads(Card.objects.first().body)
    assert why(card, None) == why(card, parse("")) == []
    assert marked("text", None) == [("text", False)]


def test_a_page_is_explained_quickly(person):
    cards = [orjson.loads(body) for body in Card.objects.values_list("body", flat=True)] * 10
    terms = parse("nanjing robotics southeast 大学")
    for _round in range(2):  # the first fills the caches
        started = time.perf_counter()
        for card in cards:
            why(card, terms)
            marked(card["name"]["en"] or "", terms)
        spent = time.perf_counter() - started
    assert spent < 0.1, "twenty cards take some 2 ms; a busy machine more"
