"""Answers checked as their questions mean: figures, sums over entries, days, profiles, and lengths in two languages."""

from typing import Any

import pytest

from exchanges.applications import missing, services
from exchanges.applications.models import Application
from exchanges.applications.reading import as_rows
from exchanges.applications.submitting import Incomplete, submit
from exchanges.models import Call
from tests import make
from tests.exchanges import making
from tests.exchanges.test_applications_pages import drafted, page

pytestmark = pytest.mark.django_db


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"{text}（中）"}


def asks(*questions: dict[str, Any], key: str = "plan") -> list[dict[str, Any]]:
    return [{"key": key, "title": words("Plan"), "questions": [{"required": False, "title": words(one["key"].title())} | one for one in questions]}]


COSTS = {"key": "costs", "type": "group", "most": 5, "questions": [
    {"key": "item", "type": "text", "title": words("Item"), "required": True, "limit": 10},
    {"key": "sum", "type": "money", "title": words("Sum"), "required": True, "currency": "GBP", "high": 500000, "total": 800000, "budget": True},
]}


def costs(*amounts: str, version: str = "0") -> dict[str, str]:
    given = {"version": version, "q-costs-rows": str(len(amounts))}
    for number, amount in enumerate(amounts):
        given |= {f"q-costs-{number}-item": f"Item {number}", f"q-costs-{number}-sum": amount}
    return given


def paired(**halves: Any) -> Call:
    return making.call(is_paired=True, halves={
        "uk": {"currency": "GBP", "cap": 1000000}, "cn": {"currency": "CNY", "cap": 9000000}} | halves)


def half(side: str, sections: Any) -> Application:
    call = paired()
    call.forms.update(sections=sections)
    person = making.applicant()
    make.sign_in(person).post(f"/en/exchanges/calls/{call.uid}/apply", {"side": side})
    return Application.objects.get(applicant=person)


def gaps(one: Application) -> list[str]:
    return [gap.message for gap in missing.of(Application.objects.get(pk=one.pk))]


# Figures


DECIMALS = asks({"key": "rate", "type": "number", "decimals": 2, "low": "0.5", "high": "2.75"})


@pytest.mark.parametrize(("typed", "kept", "said"), [
    ("2.5", "2.5", ""), ("2.50", "2.5", ""), ("１．２５", "1.25", ""), ("2", "2", ""), ("0.5", "0.5", ""), ("2.75", "2.75", ""),
    ("0.49", "0.49", "“Rate”: the least is 0.5."), ("2.76", "2.76", "“Rate”: the most is 2.75."), ("1.256", {"typed": "1.256"}, "at most 2 decimals"),
    ("1,25", {"typed": "1,25"}, "“1,25” may mean different numbers"), ("some", {"typed": "some"}, "as a number, like 1,200 or 2.5"),
])
def test_a_number_has_the_decimals_that_are_asked(typed, kept, said):
    client, one = drafted(sections=DECIMALS)
    path = page(one, "/sections/plan")
    assert client.post(path, {"version": "0", "q-rate": typed}).status_code == 302
    assert one.sections.get().answers == {"rate": kept}
    shown = client.get(path).content.decode()
    assert said in shown
    assert "Up to 2 decimals. Between 0.5 and 2.75." in shown
    assert gaps(one) == ([] if not said else gaps(one))
    assert bool(gaps(one)) is bool(said)


def test_a_number_with_decimals_is_sent_as_text_and_read_in_words():
    client, one = drafted(sections=asks({"key": "rate", "type": "number", "decimals": 4}))
    client.post(page(one, "/sections/plan"), {"version": "0", "q-rate": "1,234.0625"})
    client.post(page(one, "/send"), {"key": "a-key-of-the-form"})
    copy = one.revisions.get()
    assert copy.content["sections"]["plan"] == {"rate": "1234.0625"}
    assert as_rows(one, copy)[0].value == "1,234.0625", "no decimal is rounded away"


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
@pytest.mark.parametrize(("typed", "said"), [
    ("€500", {"en": "is asked in GBP", "zh-hans": "要求以GBP填写"}), ("12,50", {"en": "may mean different amounts", "zh-hans": "可能有不同的理解"}),
    ("-5", {"en": "be below zero", "zh-hans": "不能为负数"}), ("1.234", {"en": "at most two decimals", "zh-hans": "最多填写两位小数"}),
])
def test_what_an_amount_cant_mean_is_said_in_both_languages(typed, said, lang):
    client, one = drafted(sections=asks({"key": "cost", "type": "money", "currency": "GBP"}))
    path = page(one, "/sections/plan").replace("/en/", f"/{lang}/")
    client.post(path, {"version": "0", "q-cost": typed})
    assert one.sections.get().answers == {"cost": {"typed": typed}}
    assert said[lang] in client.get(path).content.decode()


def test_an_amount_is_told_back_as_it_was_read():
    client, one = drafted(sections=asks({"key": "cost", "type": "money", "currency": "CNY"}))
    client.post(page(one, "/sections/plan"), {"version": "0", "q-cost": "１．２５万元"})
    assert one.sections.get().answers == {"cost": {"amount": 1250000, "currency": "CNY"}}
    assert "识别为¥12,500。" in client.get(page(one, "/sections/plan").replace("/en/", "/zh-hans/")).content.decode()


# Sums


def test_entries_together_may_not_pass_their_total():
    client, one = drafted(sections=asks(COSTS))
    path = page(one, "/sections/plan")
    client.post(path, costs("5,000", "3,000.01"))
    said = "“Costs” comes to £8,000.01 in all; the most is £8,000. Take £0.01 away."
    assert said in client.get(path).content.decode()
    assert gaps(one) == [said]
    with pytest.raises(Incomplete):
        submit(one, key="a-key-of-a-form", by=make.acting(one.applicant), received_at=one.created_at)
    client.post(path, costs("5,000", "3,000", version="1"))
    assert gaps(one) == []
    assert client.post(page(one, "/send"), {"key": "a-key-of-a-form"}).status_code == 302
    one.refresh_from_db()
    assert one.amount == 800000


def test_the_budget_of_a_half_is_the_sum_of_what_says_so_against_its_cap():
    sections = asks(COSTS | {"questions": [COSTS["questions"][0], {**COSTS["questions"][1], "total": None, "high": None}]},
                    {"key": "fees", "type": "money", "currency": "GBP", "budget": True},
                    {"key": "own", "type": "money", "currency": "GBP", "budget": False})
    sections[0]["questions"][0]["questions"][1] = {k: v for k, v in sections[0]["questions"][0]["questions"][1].items() if v is not None}
    one = half("uk", sections)
    client = make.sign_in(one.applicant)
    path = page(one, "/sections/plan")
    client.post(path, costs("6,000", "3,000") | {"q-fees": "1,000.50", "q-own": "99,000"})
    said = "“Budget” comes to £10,000.50 in all; the most is £10,000. Take £0.50 away."
    shown = client.get(path).content.decode()
    assert said in shown
    assert 'href="#q-fees"' in shown, "told where its last part stands"
    assert "Your half may ask for £10,000 in all." in shown
    assert gaps(one) == [said], "what isn't the budget has no cap"
    assert "减少£0.50" in client.get(path.replace("/en/", "/zh-hans/")).content.decode()
    client.post(path, costs("6,000", "3,000", version="1") | {"q-fees": "1,000", "q-own": "99,000"})
    assert gaps(one) == []


def test_bounds_in_pounds_are_none_of_yuan():
    one = half("cn", asks(COSTS))
    client = make.sign_in(one.applicant)
    client.post(page(one, "/sections/plan"), costs("50,000", "39,999"))
    assert gaps(one) == []
    client.post(page(one, "/sections/plan"), costs("50,000", "40,001", version="1"))
    assert gaps(one) == ["“Sum” comes to CN¥90,001 in all; the most is CN¥90,000. Take CN¥1 away."]


def test_a_form_from_before_has_its_first_money_as_its_budget():
    first = {"key": "a", "type": "money", "currency": "GBP"}
    one = half("uk", asks(first, {**first, "key": "b"}))
    client = make.sign_in(one.applicant)
    client.post(page(one, "/sections/plan"), {"version": "0", "q-a": "10,000", "q-b": "50,000"})
    assert gaps(one) == []
    client.post(page(one, "/sections/plan"), {"version": "1", "q-a": "10,001", "q-b": "1"})
    assert gaps(one) == ["“A” comes to £10,001 in all; the most is £10,000. Take £1 away."]


def test_what_isnt_asked_isnt_in_the_budget():
    choice = {"key": "wants", "type": "choice", "choices": [{"key": "yes", "title": words("Yes")}, {"key": "no", "title": words("No")}]}
    cost = {"key": "cost", "type": "money", "currency": "GBP", "budget": True, "shown_if": {"question": "wants", "is": "yes"}}
    one = half("uk", asks(choice, cost))
    client = make.sign_in(one.applicant)
    client.post(page(one, "/sections/plan"), {"version": "0", "q-wants": "no", "q-cost": "50,000"})
    assert gaps(one) == []
    client.post(page(one, "/sections/plan"), {"version": "1", "q-wants": "yes", "q-cost": "50,000"})
    assert len(gaps(one)) == 1


def test_an_amount_copied_from_another_currency_is_asked_for_anew():
    sections = asks({"key": "cost", "type": "money", "currency": "GBP"})
    _client, earlier = drafted(sections=sections)
    actor = make.acting(earlier.applicant)
    services.save_section(earlier, "plan", {"cost": {"amount": 100, "currency": "GBP"}}, 0, by=actor)
    call = making.call()
    call.forms.update(sections=asks({"key": "cost", "type": "money", "currency": "CNY"}))
    later = services.begin(call, by=actor)
    services.copy_from(later, earlier, by=actor)
    assert gaps(later) == ["“Cost” is asked in CNY. Write the amount in it."]


# Days


@pytest.mark.parametrize(("lang", "parts"), [
    ("en", ("23", "11", "2026")), ("en", ("2026-11-23", "", "")), ("en", ("2026/11/23", "", "")), ("en", ("23/11/2026", "", "")),
    ("en", ("", "", "23 November 2026")), ("zh-hans", ("2026年11月23日", "", "")), ("zh-hans", ("23日", "11月", "2026年")),
    ("zh-hans", ("", "2026-11-23", "")), ("zh-hans", ("２３", "１１", "２０２６")),
])
def test_a_day_may_be_typed_as_people_write_it(lang, parts):
    client, one = drafted(sections=asks({"key": "start", "type": "date"}))
    path = page(one, "/sections/plan").replace("/en/", f"/{lang}/")
    typed = dict(zip(("q-start-d", "q-start-m", "q-start-y"), parts, strict=True))
    assert client.post(path, {"version": "0"} | typed).status_code == 302
    assert one.sections.get().answers == {"start": "2026-11-23"}
    shown = client.get(path).content.decode()
    assert 'value="23"' in shown
    assert 'value="2026"' in shown


@pytest.mark.parametrize(("lang", "typed", "said"), [
    ("en", "30/02/2027", "as a day there is"), ("en", "soon", "as a day there is"), ("zh-hans", "23/11/2026", "先写年份"),
    ("zh-hans", "2027-02-30", "真实日期"),
])
def test_what_is_no_day_stays_as_typed_and_is_said(lang, typed, said):
    client, one = drafted(sections=asks({"key": "start", "type": "date"}))
    path = page(one, "/sections/plan").replace("/en/", f"/{lang}/")
    client.post(path, {"version": "0", "q-start-d": typed})
    shown = client.get(path).content.decode()
    assert said in shown
    assert f'value="{typed}"' in shown


# Profiles


PICK = asks({"key": "host", "type": "profile", "kinds": ["institute"]},
            {"key": "team", "type": "group", "most": 3, "questions": [
                {"key": "who", "type": "profile", "title": words("Who"), "required": True, "kinds": ["researcher"]}]})


def picked(one: Application, uid: str, name: str, version: int = 0) -> dict[str, Any]:
    services.save_section(one, "plan", {"host": {"uid": uid, "name": name}}, version, by=make.acting(one.applicant))
    answers: dict[str, Any] = one.sections.get().answers
    return answers


def test_a_chosen_profile_is_looked_up_when_it_is_saved():
    _client, one = drafted(sections=PICK)
    host = make.institute("Harbour University", "港湾大学")
    assert picked(one, host.uid, "Harbour University") == {"host": {"uid": host.uid, "name": "Harbour University"}}
    assert picked(one, host.uid, "港湾大学", 1) == {"host": {"uid": host.uid, "name": "港湾大学"}}
    assert picked(one, host.uid, "Somebody Else", 2)["host"]["name"] == "Harbour University", "nobody gives it a name of their own"
    for version, uid in enumerate(("000000000000", "x" * 20), 3):
        assert picked(one, uid, "Nowhere", version) == {"host": {"typed": "Nowhere"}}
        assert "isn’t in the directory any more" in gaps(one)[0]


def test_what_isnt_shown_to_the_applicant_looks_as_if_it_werent_there():
    client, one = drafted(sections=PICK)
    hidden = make.institute("Hidden House")
    hidden.status = "draft"
    hidden.save()
    path = page(one, "/sections/plan")
    client.post(path, {"version": "0", "q-host": "Hidden House", "q-host-pick": f"{hidden.uid} Hidden House"})
    first = client.get(path).content.decode()
    client.post(path, {"version": "1", "q-host": "Hidden House", "q-host-pick": "000000000000 Hidden House"})
    assert "isn’t in the directory any more" in first
    assert one.sections.get().version == 1, "the same answer: nothing changed"
    client.post(path, {"version": "1", "q-host": "Hidden House"})
    assert one.sections.get().answers == {"host": {"name": "Hidden House"}}
    assert gaps(one) == []


def test_the_kind_must_be_one_that_is_asked_also_in_a_group():
    client, one = drafted(sections=PICK)
    person, house = make.person("Ada Bell"), make.institute("Harbour University")
    client.post(page(one, "/sections/plan"), {
        "version": "0", "q-host": "Ada Bell", "q-host-pick": f"{person.uid} Ada Bell", "q-team-rows": "1", "q-team-0-who": "Harbour University",
        "q-team-0-who-pick": f"{house.uid} Harbour University"})
    assert [one.split(":")[0] for one in gaps(one)] == ["“Host”", "“Who”"]
    assert "“Ada Bell” is of another kind (Researcher)" in gaps(one)[0]
    assert "q-team-0-who" in client.get(page(one, "/sections/plan")).content.decode()


def test_what_is_withdrawn_before_sending_stops_the_sending():
    _client, one = drafted(sections=PICK)
    host = make.institute("Harbour University")
    picked(one, host.uid, "Harbour University")
    assert gaps(one) == []
    host.status = "withdrawn"
    host.save()
    with pytest.raises(Incomplete) as refusal:
        submit(one, key="a-key-of-a-form", by=make.acting(one.applicant), received_at=one.created_at)
    assert refusal.value.gaps[0].field == "q-host"


def test_the_copies_link_a_profile_for_who_may_see_it():
    client, one = drafted(sections=PICK)
    host = make.institute("Harbour University")
    picked(one, host.uid, "Harbour University")
    client.post(page(one, "/send"), {"key": "a-key-of-the-form"})
    link = f'href="/en/profiles/{host.uid}">Harbour University</a>'
    coordinator = make.sign_in(making.coordinator(one.call.programme))
    theirs = f"/en/account/calls/{one.call.uid}/applications/{one.uid}"
    assert link in client.get(page(one, "/sent/1")).content.decode()
    assert link in coordinator.get(theirs).content.decode()
    host.status = "withdrawn"
    host.save()
    for shown in (client.get(page(one, "/sent/1")), coordinator.get(theirs)):
        assert link not in shown.content.decode()
        assert "Harbour University" in shown.content.decode(), "the copy says what was sent"


# Lengths


def test_each_language_has_its_own_limit():
    client, one = drafted(sections=asks({"key": "aim", "type": "text", "limit": 40, "limit_zh": 60}))
    path = page(one, "/sections/plan")
    shown = client.get(path).content.decode()
    assert "Up to 40 words in English, or 60 characters in Chinese." in shown
    assert 'data-limit="40" data-limit-zh="60"' in shown
    for version, (text, said) in enumerate((("字" * 60, "60 of 60 characters"), ("字" * 59 + "。，", "Shorten “Aim” by 1 character."),
                                            ("word " * 41, "Shorten “Aim” by 1 word."), ("word " * 40, "40 of 40 words"))):
        client.post(path, {"version": str(version), "q-aim": text})
        assert said in client.get(path).content.decode(), text[:9]
    assert "已写0字，上限60字" in drafted(sections=asks({"key": "aim", "type": "text", "limit": 40, "limit_zh": 60}))[0].get(
        page(Application.objects.latest("pk"), "/sections/plan").replace("/en/", "/zh-hans/")).content.decode()


@pytest.mark.parametrize("bad", [
    {"rate": True}, {"rate": 2.5}, {"rate": "1e5"}, {"rate": [1]}, {"rate": "9" * 40}, {"rate": {"typed": {}}}, {"cost": {"amount": "5"}},
    {"cost": {"amount": True}}, {"cost": {"amount": 5, "currency": {}}}, {"start": "2026-13-01"}, {"start": {"typed": [{}, [], None, 4]}},
    {"host": {"uid": {}, "name": "x"}}, {"host": {"uid": ["x"], "name": []}}, {"host": []}, {"team": [{"who": {"uid": 5, "name": "x"}}]},
])
def test_no_data_breaks_the_checks(bad):
    sections = asks(*DECIMALS[0]["questions"], {"key": "cost", "type": "money", "currency": "GBP"}, {"key": "start", "type": "date"},
                    *PICK[0]["questions"])
    client, one = drafted(sections=sections)
    services.save_section(one, "plan", bad, 0, by=make.acting(one.applicant))
    for lang in ("en", "zh-hans"):
        assert client.get(page(one, "/sections/plan").replace("/en/", f"/{lang}/")).status_code == 200
        assert client.get(page(one, "/send").replace("/en/", f"/{lang}/")).status_code == 200
