"""What coordinators say of a question: limits in two languages, decimals, bounds, and which answers are the budget."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from exchanges.calls import budgets
from exchanges.calls.forms.fields import Exact, LocalDay, LocalTime, Money, Whole
from exchanges.calls.models import Call
from exchanges.calls.shapes import BadShape, check_sections
from exchanges.placements.forms import DayField
from tests import make
from tests.exchanges import making

T = {"en": "Title", "zh": "题目"}


# Fields


@pytest.mark.parametrize(("lang", "typed"), [
    ("en", "2026-11-23"), ("en", "2026/11/23"), ("en", "23/11/2026"), ("en", "23 November 2026"), ("zh-hans", "2026年11月23日"),
    ("zh-hans", "2026/11/23"),
])
def test_days_of_coordinators_and_of_stays_are_typed_as_people_write_them(lang, typed):
    with translation.override(lang):
        assert LocalDay().clean(typed) == date(2026, 11, 23)
        assert DayField().clean(typed) == date(2026, 11, 23)
        assert LocalTime().clean(f"{typed} 17:05") == datetime(2026, 11, 23, 17, 5)  # noqa: DTZ001 - a wall clock's digits


@pytest.mark.parametrize("typed", ["2026年11月23日17：05", "2026-11-23T17:05", "2026-11-23 17:05:00"])
def test_a_time_may_follow_without_a_gap(typed):
    assert LocalTime().clean(typed) == datetime(2026, 11, 23, 17, 5)  # noqa: DTZ001 - as above


@pytest.mark.parametrize(("field", "typed", "said"), [
    (LocalDay, "30/02/2026", "There is no such day."), (LocalDay, "soon", "like 31/01/2027 or 2027-01-31"),
    (LocalTime, "2026-02-30 10:00", "no such day"),
    (LocalTime, "2026-02-03 25:00", "like 2027-01-31 17:00"), (LocalTime, "2026-02-03", "like 2027-01-31 17:00"), (Money, "12,50", "like 12,000"),
    (Money, "-1", "like 12,000"), (DayField, "x", "like 2027-01-15"), (DayField, "1999-01-01", "like 2027-01-15"),
])
def test_what_cant_be_read_says_how_it_is_written(field, typed, said):
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)
    assert said in refusal.value.messages[0]


def test_figures_of_coordinators():
    assert Money().clean("１．２５万") == 1250000
    assert Whole(least=0, largest=99_999).clean("12，500") == 12500
    assert Exact(least=-5, largest=5).clean("-0.25") == Decimal("-0.25")
    for field, typed in ((Whole(least=0, largest=9), "2.5"), (Exact(least=0, largest=9), "1,5"), (Exact(least=0, largest=9), "1.23456")):
        with pytest.raises(ValidationError):
            field.clean(typed)


# Shapes


def form(*questions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": "s", "title": T, "questions": list(questions)}]


def money(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "money", "title": T, "required": False, "currency": "GBP"} | more


def group(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"key": "g", "type": "group", "title": T, "required": False, "most": 3, "questions": list(questions)}


NUMBER = {"key": "n", "type": "number", "title": T, "required": False}


@pytest.mark.parametrize("asked", [
    NUMBER | {"decimals": 2, "low": "-0.5", "high": "2.75"}, money("m", budget=True), money("m", budget=False), group(money("m", total=500)),
    {"key": "t", "type": "text", "title": T, "required": False, "limit": 100, "limit_zh": 250},
])
def test_what_is_well_shaped_comes_back(asked):
    assert check_sections(form(asked)) == form(asked)


def test_bounds_come_back_in_their_shortest_form():
    read = check_sections(form(NUMBER | {"decimals": 2, "low": 1, "high": "2.50"}))[0]["questions"][0]
    assert (read["low"], read["high"]) == ("1", "2.5")
    assert "decimals" not in check_sections(form(NUMBER | {"decimals": 0, "low": 1}))[0]["questions"][0]


@pytest.mark.parametrize(("asked", "said"), [
    (NUMBER | {"decimals": 5}, "a whole number from 0 to 4"), (NUMBER | {"decimals": 2, "low": "1.234"}, "at most 2 decimals"),
    (NUMBER | {"decimals": 2, "low": 1.5}, "at most 2 decimals"), (NUMBER | {"decimals": 2, "low": "10", "high": "9.5"}, "above the highest"),
    (NUMBER | {"low": "1"}, "a whole number"), (money("m", total=5), "only a question of a group"), (money("m", budget="yes"), "yes or no"),
    (NUMBER | {"decimals": 2, "low": "9" * 30}, "at most 2 decimals"), (NUMBER | {"decimals": 2, "low": 10**5000}, "at most 2 decimals"),
    ({"key": "t", "type": "text", "title": T, "limit_zh": 20_000}, "a whole number from 1 to 10000"),
])
def test_a_wrong_question_is_refused(asked, said):
    with pytest.raises(BadShape, match=said):
        check_sections(form(asked))


def test_a_budget_is_in_one_currency():
    with pytest.raises(BadShape, match=r"different currencies \(CNY, GBP\)"):
        check_sections(form(money("a", budget=True), group(money("b", currency="CNY", budget=True))))
    check_sections(form(money("a", budget=True), group(money("b", currency="CNY", budget=False))))


def keys(sections: list[dict[str, Any]]) -> list[str]:
    return [one.question["key"] for one in budgets.places(sections)]


def test_which_questions_are_the_budget():
    assert keys(form(money("a"), money("b"))) == ["a"], "in a form that doesn't say"
    assert keys(form(money("a", budget=False), money("b", budget=True), group(money("c", budget=True)))) == ["b", "c"]
    assert keys(form(money("a", budget=False))) == []
    assert keys(budgets.said_out(form(money("a"), money("b")))) == ["a"]
    assert [one.question["budget"] for one in budgets.money_questions(budgets.said_out(form(money("a"), group(money("b")))))] == [True, False]


def test_a_budget_is_the_sum_of_what_can_be_read():
    sections = form(money("a", budget=True), group(money("b", budget=True)))
    pounds = [{"amount": amount, "currency": "GBP"} for amount in (100, 20, 3)]
    assert budgets.total(sections, {"s": {"a": pounds[0], "g": [{"b": pounds[1]}, {"b": {"typed": "x"}}, {}, {"b": pounds[2]}]}}) == 123
    assert budgets.total(sections, {}) is None


# Pages


@pytest.fixture
def call(db) -> Call:
    return making.call(status="draft", published_at=None)


@pytest.fixture
def client(call):
    return make.sign_in(making.coordinator(call.programme))


def item(call: Call, path: str) -> str:
    return f"/en/account/calls/{call.uid}/form/1/item/{path}"


def asked(call: Call) -> dict[str, Any]:
    return {one["key"]: one for section in call.forms.get().sections for one in section["questions"]}


def save(client, call: Call, path: str, **given: str):
    call.refresh_from_db()
    return client.post(item(call, path), {"version": str(call.version)} | given)


def test_a_text_has_twice_as_many_characters_as_words_unless_said(call, client):
    assert save(client, call, "project.new", type="text", title_en="Plan", limit="300").status_code == 302
    assert save(client, call, "project.new", type="text", title_en="Team", limit="300", limit_zh="1,000").status_code == 302
    assert (asked(call)["plan"]["limit_zh"], asked(call)["team"]["limit_zh"]) == (600, 1000)
    assert "limit_zh" not in asked(call)["aim"], "what stood there keeps its count"
    shown = client.get(f"/en/account/calls/{call.uid}/form/1/preview").content.decode()
    assert "Up to 300 words in English, or 1000 characters in Chinese." in shown
    assert "Up to 150 words in English, or as many characters in Chinese." in shown
    for bad in ("0", "-3", "many", "99999"):
        assert save(client, call, "project.new", type="text", title_en="Bad", limit="300", limit_zh=bad).status_code == 400


def test_a_number_is_built_with_decimals(call, client):
    assert save(client, call, "stay.new", type="number", title_en="Rate", decimals="2", low="0.50", high="1，000").status_code == 302
    assert {name: asked(call)["rate"][name] for name in ("decimals", "low", "high")} == {"decimals": 2, "low": "0.5", "high": "1000"}
    assert 'value="0.5"' in client.get(item(call, "stay.rate")).content.decode()
    assert save(client, call, "stay.new", type="number", title_en="Days", low="-1", high="-0").status_code == 302
    assert (asked(call)["days"]["low"], asked(call)["days"]["high"]) == (-1, 0)
    answer = save(client, call, "stay.new", type="number", title_en="Bad", decimals="1", low="0.25")
    assert answer.status_code == 400
    assert "more decimals than the answer may have" in answer.content.decode()
    assert save(client, call, "stay.new", type="number", title_en="Bad", decimals="5").status_code == 400
    assert save(client, call, "stay.new", type="number", title_en="Bad", low="0.5").status_code == 400


def test_the_budget_is_said_out_as_soon_as_a_second_amount_is_asked(call, client):
    page = client.get(f"{item(call, 'stay.new')}?type=money").content.decode()
    assert 'name="budget" checked' in page, "the first amount is likely the budget"
    assert save(client, call, "stay.new", type="money", title_en="Costs", currency="GBP", budget="on").status_code == 302
    call.forms.update(sections=[{**section, "questions": [{k: v for k, v in one.items() if k != "budget"} for one in section["questions"]]}
                                for section in call.forms.get().sections])
    assert 'name="budget" checked' in client.get(item(call, "stay.costs")).content.decode(), "in a form from before the first one is"
    assert 'name="budget" checked' not in client.get(f"{item(call, 'stay.new')}?type=money").content.decode()
    assert save(client, call, "stay.new", type="money", title_en="Own", currency="GBP").status_code == 302
    assert (asked(call)["costs"]["budget"], asked(call)["own"]["budget"]) == (True, False)
    listed = client.get(f"/en/account/calls/{call.uid}/form/1").content.decode()
    assert listed.count(">Budget<") == 1
    answer = save(client, call, "stay.new", type="money", title_en="Yuan", currency="CNY", budget="on")
    assert answer.status_code == 400
    assert "different currencies" in answer.content.decode()


def test_a_group_may_have_a_total(call, client):
    assert save(client, call, "stay.new", type="group", title_en="Trips", most="5").status_code == 302
    assert 'name="total"' in client.get(f"{item(call, 'stay.trips.new')}?type=money").content.decode()
    assert 'name="total"' not in client.get(f"{item(call, 'stay.new')}?type=money").content.decode()
    assert save(client, call, "stay.trips.new", type="money", title_en="Fare", currency="GBP", total="5,000", budget="on").status_code == 302
    assert asked(call)["trips"]["questions"][0]["total"] == 500000
    assert "£5,000" not in client.get(item(call, "stay.trips.fare")).content.decode()
    assert 'value="5000"' in client.get(item(call, "stay.trips.fare")).content.decode()


def test_a_paired_call_without_a_budget_says_so(call, client):
    Call.objects.filter(pk=call.pk).update(is_paired=True, halves={"uk": {"currency": "GBP", "cap": 1}, "cn": {"currency": "CNY", "cap": 1}})
    for lang, said in (("en", "No question asks for the budget."), ("zh-hans", "没有问题询问预算。")):
        assert said in client.get(f"/{lang}/account/calls/{call.uid}/form/1").content.decode()
