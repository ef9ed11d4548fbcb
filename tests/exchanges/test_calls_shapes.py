"""The shapes of a call's data: what is taken, and that nothing else ever is, with the place and a suggestion in the refusal."""

import copy
import json
import random

import pytest

from exchanges.calls import shapes
from exchanges.calls.eligibility import Result, questions, self_check, sentence
from exchanges.calls.models import Call
from exchanges.calls.shapes import BadShape
from exchanges.calls.vocabulary import Fact, QuestionType
from tests.exchanges import making

T = {"en": "Title", "zh": "题目"}
TWO = [{"key": "yes", "title": T}, {"key": "no", "title": T}]
EVERY = [
    {"key": "text", "type": "text", "title": T, "required": True, "limit": 20, "help": T},
    {"key": "choice", "type": "choice", "title": T, "required": False, "choices": TWO},
    {"key": "choices", "type": "choices", "title": T, "required": False, "choices": TWO, "most": 2,
     "shown_if": {"question": "choice", "is": "yes"}},
    {"key": "number", "type": "number", "title": T, "required": False, "low": -1, "high": 10},
    {"key": "money", "type": "money", "title": T, "required": False, "currency": "CNY", "low": 0, "high": 1_000_000},
    {"key": "date", "type": "date", "title": T, "required": False, "low": "2027-01-01", "high": "2027-12-31"},
    {"key": "file", "type": "file", "title": T, "required": False, "types": ["pdf"], "max_mb": 5},
    {"key": "profile", "type": "profile", "title": T, "required": False, "kinds": ["institute", "company"]},
    {"key": "group", "type": "group", "title": T, "required": False, "most": 3, "least": 1, "questions": [
        {"key": "text", "type": "text", "title": T, "required": True, "limit": 5}]},
]
RULE = {"key": "english", "fact": "english", "test": "at_least", "value": "b2", "words": {"en": "", "zh": ""}}
DOCUMENT = {"key": "cv", "title": T, "help": {"en": "", "zh": ""}, "required": True, "max_mb": 5, "types": ["pdf"]}


def form(*asked: object) -> list[dict[str, object]]:
    return [{"key": "one", "title": T, "questions": list(asked)}]


def changed(thing: dict, **fields: object) -> dict:
    return copy.deepcopy(thing) | fields


def test_what_is_well_shaped_comes_back_as_it_went_in():
    assert shapes.check_sections(form(*EVERY)) == form(*EVERY)
    assert shapes.check_sections(shapes.check_sections(making.SECTIONS)) == making.SECTIONS
    assert shapes.check_rubric(making.RUBRIC) == making.RUBRIC
    assert shapes.check_documents([DOCUMENT]) == [DOCUMENT]
    assert shapes.check_eligibility([RULE]) == [RULE]
    assert {one["type"] for one in EVERY} == set(QuestionType.values), "every type is shown here"


def test_texts_come_back_clean():
    read = shapes.check_sections(form(changed(EVERY[0], title={"en": " A\0 b\u200b\ud800 ", "zh": "e\u0301"}, help={"en": "a\r\nb\n\n\n\nc"})))
    question = read[0]["questions"][0]
    assert question["title"] == {"en": "A b", "zh": "é"}
    assert question["help"] == {"en": "a\nb\n\nc", "zh": ""}
    json.dumps(read).encode()


WRONG = [
    (form(changed(EVERY[0], typo=1)), "Section 1, question 1: the field “typo” is not known.", "sections[0].questions[0]"),
    (form({"key": "a", "type": "txt", "title": T}), "Did you mean “text”?", "sections[0].questions[0].type"),
    (form(EVERY[0], EVERY[0]), "stands twice", "sections[0].questions[1].key"),
    (form(changed(EVERY[0], key="Ä")), "small letters", "sections[0].questions[0].key"),
    (form(changed(EVERY[0], limit=True)), "a whole number from 1 to 5000", "sections[0].questions[0].limit"),
    (form(changed(EVERY[0], title={})), "write it in English", "sections[0].questions[0].title"),
    (form(changed(EVERY[1], choices=TWO[:1])), "at least two", "sections[0].questions[0].choices"),
    (form(EVERY[2]), "an earlier question", "sections[0].questions[0].shown_if"),
    (form(EVERY[1], changed(EVERY[2], shown_if={"question": "choice", "is": "yess"})), "Did you mean “yes”?", "sections[0].questions[1].shown_if.is"),
    (form(changed(EVERY[3], low=11)), "above the highest", "sections[0].questions[0].low"),
    (form(changed(EVERY[4], currency="gbp")), "There is: GBP", "sections[0].questions[0].currency"),
    (form(changed(EVERY[4], low=1.5)), "a whole number", "sections[0].questions[0].low"),
    (form(changed(EVERY[5], low="2027-02-30")), "2027-01-31", "sections[0].questions[0].low"),
    (form(changed(EVERY[6], types=["exe"])), "not on the list", "sections[0].questions[0].types"),
    (form(changed(EVERY[8], questions=[EVERY[8]])), "not on the list", "sections[0].questions[0].questions[0].type"),
    (form(*[changed(EVERY[0], key=f"k{number}") for number in range(41)]), "keep to 40", "sections[0].questions"),
    (form(changed(EVERY[0], title={"en": "x" * 301})), "keep to 300 characters", "sections[0].questions[0].title.en"),
]


@pytest.mark.parametrize(("sections", "said", "path"), WRONG, ids=[path + " " + said[:12] for _, said, path in WRONG])
def test_a_wrong_form_is_refused_with_its_place_and_what_to_do(sections, said, path):
    with pytest.raises(BadShape) as refusal:
        shapes.check_sections(sections)
    assert said in str(refusal.value)
    assert refusal.value.path == path


@pytest.mark.parametrize(("weights", "said"), [((50, 40), "sum to 90: add 10."), ((60, 50), "sum to 110: take 10 away.")])
def test_weights_sum_to_a_hundred(weights, said):
    rubric = [changed(one, weight=weight) for one, weight in zip(making.RUBRIC, weights, strict=True)]
    with pytest.raises(BadShape, match=said):
        shapes.check_rubric(rubric)


@pytest.mark.parametrize(("low", "high"), [(5, 5), (6, 5)])
def test_a_scale_rises(low, high):
    with pytest.raises(BadShape, match="below the highest"):
        shapes.check_rubric([changed(making.RUBRIC[0], weight=100, low=low, high=high)])


@pytest.mark.parametrize("fields", [
    {"fact": "age"}, {"test": "before"}, {"value": "b9"}, {"value": ["b2"]}, {"test": "one_of", "value": "b2"}, {"test": "one_of", "value": []},
    {"fact": "years_since_doctorate", "test": "at_most", "value": "8"}, {"fact": "doctorate_on", "test": "after", "value": "2020"},
])
def test_a_rule_whose_parts_do_not_fit_is_refused(fields):
    with pytest.raises(BadShape):
        shapes.check_eligibility([RULE | fields])


HOSTILE = [None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**400, "", "x", "\0", "\ud800", "a" * 100_000, [], {}, [[]], [{}], {"en": 1},
           {"key": {}}, [None], "__proto__", {"en": "\0\ud800", "zh": []}, b"x", {1: 2}, {None: None}]


def places(thing: object, path: tuple = ()) -> list[tuple]:
    """Every place in a nested thing."""
    inner = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else []
    return [path, *(deeper for name, one in inner for deeper in places(one, (*path, name)))]


@pytest.mark.parametrize(("check", "good"), [
    (shapes.check_sections, form(*EVERY)), (shapes.check_rubric, making.RUBRIC), (shapes.check_documents, [DOCUMENT]),
    (shapes.check_eligibility, [RULE]),
], ids=["sections", "rubric", "documents", "eligibility"])
def test_anything_in_any_place_is_taken_clean_or_refused(check, good):
    source = random.Random(3)
    for path in places(good):
        for bad in HOSTILE if len(path) < 3 else source.sample(HOSTILE, 8):
            thing = copy.deepcopy(good)
            if not path:
                thing = bad
            else:
                inner = thing
                for step in path[:-1]:
                    inner = inner[step]
                inner[path[-1]] = bad
            try:
                json.dumps(check(thing), allow_nan=False).encode()
            except BadShape as refusal:
                str(refusal).encode()


def test_a_deep_thing_is_refused_at_its_first_step():
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(BadShape):
        shapes.check_sections(deep)


CASES = [
    ("career_stage", "is", "early", {"early": True, "senior": False, "king": None}),
    ("career_stage", "one_of", ["early", "mid"], {"mid": True, "senior": False}),
    ("degree", "at_least", "master", {"doctorate": True, "master": True, "bachelor": False}),
    ("english", "at_most", "b1", {"none": True, "b1": True, "b2": False}),
    ("years_since_doctorate", "at_most", 8, {"8": True, "9": False, 8: True, "": None, "-1": None, "８": None, True: None}),
    ("years_since_doctorate", "at_least", 2, {"2": True, "1": False, "1" * 9: None}),
    ("doctorate_on", "after", "2018-12-31", {"2019-01-01": True, "2018-12-31": False, "31.12.2018": None}),
    ("doctorate_on", "before", "2018-12-31", {"2018-12-30": True, "2018-12-31": False}),
    ("work_country", "one_of", ["GB", "CN"], {"GB": True, "FR": False, "gb": None}),
    ("subject", "one_of", ["2", "1.2"], {"2.5": True, "2": True, "1.2": True, "1.1": False, "1": False}),
    ("sector", "is", "company", {"company": True, "university": False}),
]


@pytest.mark.parametrize(("fact", "test", "value", "stated"), CASES, ids=[f"{fact}-{test}" for fact, test, *_ in CASES])
def test_who_may_apply_is_told_by_what_they_state(fact, test, value, stated):
    rules = shapes.check_eligibility([{"key": "r", "fact": fact, "test": test, "value": value, "words": {"en": "", "zh": ""}}])
    call = Call(eligibility=rules)
    for told, passed in stated.items():
        assert self_check(call, {fact: told})[0].passed is passed, told
    for nothing in ({}, {fact: None}, {fact: ["x"]}, {fact: {}}, {fact: "\0"}):
        assert self_check(call, nothing)[0].passed is None
    assert [one.fact for one in questions(call)] == [fact]


def test_a_rule_speaks_both_languages_with_or_without_words_of_its_own():
    rule = {"key": "e", "fact": "english", "test": "at_least", "value": "b2", "words": {"en": "Good English", "zh": ""}}
    words = self_check(Call(eligibility=[rule]), {"english": "c1"})[0]
    assert words == Result("e", "english", True, {"en": "Good English", "zh": sentence(rule)["zh"]})
    assert set(Fact.values) == {fact for fact, *_ in CASES} | {"chinese"}
    listed = sentence({"fact": "work_country", "test": "one_of", "value": ["GB", "CN"]})
    assert listed["en"].endswith("United Kingdom, China")
    assert "、" in listed["zh"]
