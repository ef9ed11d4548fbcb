"""The pages on which coordinators set calls and programmes up: both languages, every part, hostile input, nothing typed lost."""

import re

import pytest
from django.test import Client

from accounts.models import AuditEvent
from exchanges.calls import services
from exchanges.calls.models import Call, HostPosition
from exchanges.calls.services.editing import COLUMNS
from exchanges.calls.vocabulary import QuestionType
from exchanges.models import Participation, Programme
from tests import make
from tests.exchanges import making
from tests.exchanges.test_calls_editing import draft, whole

pytestmark = pytest.mark.django_db

PARTS = ("texts", "dates", "places", "documents", "eligibility", "review", "letters", "offers")


@pytest.fixture
def call() -> Call:
    return draft()


@pytest.fixture
def client(call) -> Client:
    return make.sign_in(making.coordinator(call.programme))


def page(call: Call, tail: str = "", lang: str = "en") -> str:
    return f"/{lang}/account/calls/{call.uid}{tail}"


def tails(call: Call) -> list[str]:
    return ["", "/move/publish", *(f"/edit/{part}" for part in PARTS), "/positions/0", "/form/1", "/form/1/preview", "/form/1/item/new",
            "/form/1/item/project", "/form/1/item/project.aim", "/form/1/item/project.new", "/form/1/item/project.new?type=group"]


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_page_shows_in_both_languages(call, client, lang):
    for tail in tails(call):
        response = client.get(page(call, tail, lang))
        assert response.status_code == 200, tail
    for tail in ("", "/edit", "/parts", "/calls"):
        assert client.get(f"/{lang}/account/programmes/{call.programme.uid}{tail}").status_code == 200, tail
    html = client.get(page(call, "", lang)).content.decode()
    assert ("Nothing. It can be published." in html) is (lang == "en")


def test_pages_are_not_there_for_others_and_visitors_are_led_to_sign_in(call):
    other = make.sign_in(making.coordinator(making.programme("Other", "其他")))
    reviewer, member = make.sign_in(making.reviewer(call.programme)), make.sign_in(making.applicant())
    paths = [page(call, tail) for tail in tails(call)] + [f"/en/account/programmes/{call.programme.uid}/{one}" for one in ("edit", "parts", "calls")]
    for path in paths:
        assert [one.get(path).status_code for one in (other, reviewer, member)] == [404] * 3, path
        assert Client().get(path).status_code == 302, path
    for tail in ("/waive", "/copy", "/positions/1/remove", "/form/1/item/project/change", "/move/cancel"):
        assert other.post(page(call, tail)).status_code == 404, tail
    assert AuditEvent.objects.filter(outcome="refused").exists()
    sleeping = make.sign_in(making.coordinator(call.programme), second_factor=False).get(page(call))
    assert "second-factor" in sleeping["Location"]


def test_what_a_coordinator_may_not_do_has_no_page(call, client):
    assert client.get(page(call, "/move/cancel")).status_code == 404
    assert "move/cancel" not in client.get(page(call)).content.decode()
    staff = make.sign_in(make.staff())
    assert "move/cancel" in staff.get(page(call)).content.decode()
    for tail in ("/edit/nothing", "/move/nothing", "/form/2", "/form/1/item/a.b.c.d", "/form/1/item/nothing", "/positions/99",
                 "/form/1/item/nothing.new"):
        assert staff.get(page(call, tail)).status_code == 404, tail


def test_texts_are_saved_shown_again_and_a_stale_save_keeps_both(call, client):
    typed = {"version": "1", "title_en": "Spring call", "title_zh": "春季征集", "summary_en": "A", "text_en": "B\n\nC"}
    assert client.post(page(call, "/edit/texts"), typed).status_code == 302
    call.refresh_from_db()
    assert (call.title_en, call.title_zh, call.text_en, call.version) == ("Spring call", "春季征集", "B\n\nC", 2)
    stale = client.post(page(call, "/edit/texts"), typed | {"title_en": "Winter call"})
    html = stale.content.decode()
    assert stale.status_code == 409
    assert 'value="Winter call"' in html
    assert "Spring call" in html[html.index('id="meanwhile"'):]
    again = re.search(r'name="version" value="(\d+)"', html)
    assert client.post(page(call, "/edit/texts"), typed | {"title_en": "Winter call", "version": again[1]}).status_code == 302


def test_dates_are_looked_at_on_all_clocks_and_wrong_ones_are_named(call, client):
    typed = {"version": "1", "zone": "Europe/London", "opens": "2027-01-10 09:00", "closes": "2027-10-31 01:30", "grace": "10", "stages": "1"}
    looked = client.post(page(call, "/edit/dates"), typed | {"look": "1"}).content.decode()
    assert "Shanghai" in looked
    assert "the first is meant" in looked
    call.refresh_from_db()
    assert call.version == 1
    for given, said in (({"closes": "2027-03-28 01:30"}, "28 March 2027 02:30"), ({"closes": "tomorrow"}, "2027-01-31 17:00"),
                        ({"closes": "2026-01-01 10:00"}, "must close after it opens"), ({"grace": "99"}, "between 0 and 60")):
        response = client.post(page(call, "/edit/dates"), typed | given)
        assert response.status_code == 400
        assert said in response.content.decode()
    assert client.post(page(call, "/edit/dates"), typed).status_code == 302
    assert client.get(page(call, "/edit/dates")).content.decode().count('value="2027-10-31 01:30"') == 1


def test_rows_are_added_saved_kept_and_deleted(call, client):
    address = page(call, "/edit/review")
    rows = {f"r{number}-{name}": value for number, one in enumerate(making.RUBRIC) for name, value in (
        ("key", one["key"]), ("title_en", one["title"]["en"]), ("title_zh", one["title"]["zh"]), ("weight", one["weight"]), ("low", 1), ("high", 5))}
    typed = {"version": "1", "review_mode": "double", "reviews_wanted": "3", "reviews_due": "", "rows": "3", **rows, "r2-title_en": "", "r2-low": "1",
             "r2-high": "5"}
    more = client.post(address, typed | {"add": "1"}).content.decode()
    assert 'name="r3-title_en"' in more
    wrong = client.post(address, typed | {"r0-weight": "70"})
    assert wrong.status_code == 400
    assert "take 10 away" in wrong.content.decode()
    assert client.post(address, typed | {"r0-weight": "10", "r2-title_en": "Team!", "r2-weight": "50"}).status_code == 302
    call.refresh_from_db()
    assert [(one["key"], one["weight"]) for one in call.rubric] == [("quality", 10), ("benefit", 40), ("team", 50)]
    assert client.post(address, typed | {"version": "2", "r1-remove": "on", "r0-weight": "100"}).status_code == 302
    call.refresh_from_db()
    assert [one["key"] for one in call.rubric] == ["quality"]
    assert call.review_mode == "double"


def test_rules_are_typed_with_words_or_codes(call, client):
    rows = [("work_country", "one_of", "United Kingdom, cn"), ("english", "at_least", "B2"), ("years_since_doctorate", "at_most", "8"),
            ("degree", "is", "博士"), ("doctorate_on", "after", "2018-01-01")]
    typed = {"version": "1", "rows": str(len(rows))} | {
        f"r{number}-{name}": value for number, row in enumerate(rows) for name, value in zip(("fact", "test", "value"), row, strict=True)}
    response = client.post(page(call, "/edit/eligibility"), typed)
    assert response.status_code in {302, 400}
    if response.status_code == 400:
        raise AssertionError(re.findall(r"<li><a[^>]*>([^<]+)", response.content.decode()))
    call.refresh_from_db()
    assert [one["value"] for one in call.eligibility] == [["GB", "CN"], "b2", 8, "doctorate", "2018-01-01"]
    assert len({one["key"] for one in call.eligibility}) == 5
    html = client.get(page(call, "/edit/eligibility")).content.decode()
    assert 'value="United Kingdom, China"' in html
    bad = client.post(page(call, "/edit/eligibility"), typed | {"version": "2", "r1-value": "B9"})
    assert bad.status_code == 400
    assert "B9" in bad.content.decode()


def test_money_is_kept_in_the_smallest_unit(call, client):
    typed = {"version": "1", "offer_days": "10", "offer_calendar": "both", "is_paired": "on", "uk_currency": "GBP", "uk_cap": "12,000",
             "cn_currency": "CNY", "cn_cap": "100000.50"}
    assert client.post(page(call, "/edit/offers"), typed).status_code == 302
    call.refresh_from_db()
    assert call.halves == {"uk": {"currency": "GBP", "cap": 1_200_000}, "cn": {"currency": "CNY", "cap": 10_000_050}}
    assert 'value="100000.50"' in client.get(page(call, "/edit/offers")).content.decode()
    assert client.post(page(call, "/edit/offers"), typed | {"version": "2", "uk_cap": "much"}).status_code == 400


def test_a_form_is_built_without_scripts(call, client):
    call.forms.all().delete()

    def send(path: str, **typed: str) -> None:
        call.refresh_from_db()
        response = client.post(page(call, f"/form/1/item/{path}"), {"version": str(call.version), **typed})
        assert response.status_code == 302, re.findall(r"<li><a[^>]*>([^<]+)", response.content.decode())

    send("new", title_en="Your project", title_zh="您的项目")
    send("your-project.new", type="text", title_en="Aim", title_zh="目标", limit="150", required="on", help_en="Short")
    send("your-project.new", type="choice", title_en="Visa?", choices="Yes | 是\nNo | 否")
    send("your-project.new", type="money", title_en="Budget", currency="GBP", low="0", high="12,000", shown_if="visa=yes")
    send("your-project.new", type="group", title_en="Team", most="4")
    send("your-project.team.new", type="date", title_en="Since", low="2020-01-01")
    send("your-project.visa", type="choice", title_en="Visa needed?", title_zh="签证", choices="Not sure | 不确定\nYes | 是的")
    sections = services.form_for(call, 1).sections
    aim, visa, budget, team = sections[0]["questions"]
    assert (aim["limit"], aim["required"], aim["help"]) == (150, True, {"en": "Short", "zh": ""})
    assert [(one["key"], one["title"]["zh"]) for one in visa["choices"]] == [("not-sure", "不确定"), ("yes", "是的")], "the key of a choice stays"
    assert (budget["high"], budget["shown_if"]) == (1_200_000, {"question": "visa", "is": "yes"})
    assert team["questions"][0]["low"] == "2020-01-01"
    preview = client.get(page(call, "/form/1/preview")).content.decode()
    assert "Visa needed?" in preview
    assert 'value="1970"' not in preview


@pytest.mark.parametrize(("do", "order"), [("up", ["aim", "title"]), ("down", ["title", "aim"]), ("delete", ["title"])])
def test_questions_are_shifted_and_deleted(call, client, do, order):
    assert client.post(page(call, "/form/1/item/project.aim/change"), {"do": do, "version": "1"}).status_code == 302
    assert [one["key"] for one in services.form_for(call, 1).sections[0]["questions"]] == order
    assert client.post(page(call, "/form/1/item/project.aim/change"), {"do": do, "version": "1"}).status_code == 400, "stale, and shown again"
    assert client.post(page(call, "/form/1/item/project.aim/change"), {"do": "eat", "version": "2"}).status_code == 404


def test_a_question_that_a_condition_needs_takes_the_condition_along(call, client):
    words = {"en": "x", "zh": "某"}
    choices = [{"key": key, "title": words} for key in "ab"]
    asked = [{"key": "c", "type": "choice", "title": words, "required": False, "choices": choices},
             {"key": "t", "type": "text", "title": words, "required": False, "limit": 5, "shown_if": {"question": "c", "is": "a"}}]
    call.forms.update(sections=[{"key": "s", "title": words, "questions": asked}])
    up = client.post(page(call, "/form/1/item/s.t/change"), {"do": "up", "version": "1"})
    assert up.status_code == 400
    assert "earlier question" in up.content.decode()
    client.post(page(call, "/form/1/item/s.c/change"), {"do": "delete", "version": "1"})
    assert services.form_for(call, 1).sections[0]["questions"] == [{key: value for key, value in asked[1].items() if key != "shown_if"}]


def test_a_position_is_found_by_name_and_saved(call, client):
    host, person = make.institute("Bridgeford University"), make.person("Maren Oakhollow")
    typed = {"version": "1", "title_en": "Robots", "title_zh": "机器人", "places": "2", "host_text": "Bridgeford University",
             "supervisor_text": "Maren Oakhollow"}
    looked = client.post(page(call, "/positions/0"), typed | {"look": "1"}).content.decode()
    assert f'value="{host.uid}"' in looked
    assert f'value="{person.uid}"' in looked
    nobody = client.post(page(call, "/positions/0"), typed)
    assert nobody.status_code == 400
    assert "Choose an organisation" in nobody.content.decode()
    assert client.post(page(call, "/positions/0"), typed | {"host": host.uid, "supervisor": person.uid}).status_code == 302
    position = HostPosition.objects.get()
    assert (position.host, position.supervisor, position.places) == (host, person, 2)
    assert client.post(page(call, f"/positions/{position.pk}"), typed | {"version": "2", "host": host.uid, "supervisor": ""}).status_code == 302
    assert HostPosition.objects.get().supervisor is None
    assert "Bridgeford University" in client.get(page(call, "/edit/places")).content.decode()
    assert client.post(page(call, f"/positions/{position.pk}/remove")).status_code == 302
    assert not HostPosition.objects.exists()


def test_a_call_is_published_with_a_waiver_and_its_history_is_told():
    call = whole()
    client = make.sign_in(making.coordinator(call.programme))
    Call.objects.filter(pk=call.pk).update(summary_zh="")
    html = client.get(page(call)).content.decode()
    assert "Chinese is missing: summary" in html
    refused = client.post(page(call, "/move/publish"))
    assert refused.status_code == 400
    assert client.post(page(call, "/waive"), {"lang": "zh", "reason": " "}).status_code == 400
    assert client.post(page(call, "/waive"), {"lang": "zh", "reason": "all read English"}).status_code == 302
    assert "all read English" in client.get(page(call)).content.decode()
    assert client.post(page(call, "/move/publish"), follow=True).status_code == 200
    html = client.get(page(call)).content.decode()
    assert "Publish" in html[html.index('id="history"'):]
    call.refresh_from_db()
    assert call.status == "published"


def test_staff_open_again_with_a_reason_and_a_time():
    call = making.call(opens_at=making.NOW() - making.timedelta(days=9), closes_at=making.NOW() - making.timedelta(days=1))
    staff = make.sign_in(make.staff())
    address = page(call, "/move/reopen")
    assert 'name="closes"' in staff.get(address).content.decode()
    for typed in ({}, {"reason": "x"}, {"reason": "x", "closes": "2020-01-01 10:00"}, {"reason": "x", "closes": "2099-13-01 10:00"},
                  {"closes": "2099-01-01 10:00"}):
        assert staff.post(address, typed).status_code == 400, typed
    assert staff.post(address, {"reason": "the server was down", "closes": "2099-01-01 10:00"}).status_code == 302
    assert "the server was down" in staff.get(page(call)).content.decode()


def test_a_call_is_made_after_another_in_one_step(call, client):
    address = f"/en/account/programmes/{call.programme.uid}/calls"
    made = client.post(address, {"source": call.uid}, follow=True)
    assert "It isn’t said when the call opens." in made.content.decode()
    assert client.post(address, {"title_en": "New", "title_zh": ""}).status_code == 302
    foreign = making.call(making.programme("Other", "其他"))
    for typed in ({"source": foreign.uid}, {"source": "x\0"}, {"title_en": ""}, {}):
        assert client.post(address, typed).status_code == 400
    assert client.post(page(call, "/copy"), {"template": "1"}).status_code == 302
    assert "Template" in client.get(address).content.decode()
    assert Call.objects.filter(programme=call.programme).count() == 4


def test_a_programme_is_written_made_public_and_shared():
    programme = making.programme(status="draft")
    client = make.sign_in(making.coordinator(programme))
    base = f"/en/account/programmes/{programme.uid}"
    assert client.post(f"{base}/move/publish").status_code == 400
    typed = {"name_en": "A", "name_zh": "甲", "summary_en": "S", "summary_zh": "概要", "kind": "fellowship", "direction": "both", "currency": "CNY",
             "languages": ["en", "zh-Hans"], "subjects": ["2.2"], "career_stages": ["early"], "website": "example.org"}
    assert client.post(f"{base}/edit", typed).status_code == 302
    programme.refresh_from_db()
    assert (programme.name_zh, programme.currency, programme.subjects, programme.website) == ("甲", "CNY", ["2.2"], "https://example.org")
    assert programme.languages == ["en", "zh-Hans"]  # as profiles and the demo name them, so that a filter finds one Chinese
    shown = re.findall(r'name="languages"[^>]*value="([^"]+)"[^>]*checked', client.get(f"{base}/edit").content.decode())
    assert shown == programme.languages
    assert client.post(f"{base}/move/publish").status_code == 302
    assert client.post(f"{base}/edit", typed | {"summary_zh": ""}).status_code == 400
    assert client.post(f"{base}/edit", typed | {"kind": "cruise", "name_en": "typed"}).status_code == 400
    host = make.institute("Bridgeford University")
    assert f'value="{host.uid}"' in client.get(f"{base}/parts?q=Bridgeford+University").content.decode()
    for bad in ({}, {"profile": host.uid}, {"profile": "x", "part": "host"}, {"profile": host.uid, "part": "king"}):
        assert client.post(f"{base}/parts", bad).status_code == 400
    for _twice in range(2):
        assert client.post(f"{base}/parts", {"profile": host.uid, "part": "host"}).status_code == 302
    assert client.post(f"{base}/parts", {"end": str(Participation.objects.get().pk)}).status_code == 302
    assert not Participation.objects.exists()
    making.call(programme)
    assert client.post(f"{base}/move/archive").status_code == 400
    Call.objects.update(status="decided")
    assert client.post(f"{base}/move/archive").status_code == 302
    assert Programme.objects.get(pk=programme.pk).status == "archived"
    assert client.post(f"{base}/move/eat").status_code == 404


HOSTILE = ["\0 9", "x" * 40_000, "9" * 400, "<script>'"]


@pytest.mark.parametrize("bad", HOSTILE, ids=["nul", "long", "number", "markup"])
def test_no_input_breaks_a_page(call, client, bad):
    names = {f"r0-{name}" for name in ("key", "title_en", "weight", "low", "high", "value", "fact", "test", "max_mb")}
    for part in PARTS:
        fields = names | set(COLUMNS[part]) | {"opens", "closes", "full_closes", "reviews_due", "letters_due", "uk_cap", "uk_currency"}
        assert client.post(page(call, f"/edit/{part}"), dict.fromkeys(fields | {"version"}, bad) | {"rows": "1"}).status_code < 500, part
    for kind in QuestionType.values:
        typed = dict.fromkeys(("title_en", "limit", "choices", "low", "high", "most", "least", "types", "kinds", "shown_if", "currency"), bad)
        assert client.post(page(call, "/form/1/item/project.new"), {"type": kind, "version": "1", **typed}).status_code < 500, kind
    for tail in ("/positions/0", "/waive", "/form/1/item/new", "/form/1/item/project/change"):
        typed = dict.fromkeys(("version", "lang", "reason", "host", "host_text", "supervisor", "title_en", "do", "places", "subject"), bad)
        assert client.post(page(call, tail), typed).status_code < 500, tail
    for tail in ("edit", "parts", "calls"):
        typed = dict.fromkeys(("name_en", "name_zh", "kind", "q", "profile", "part", "end", "source", "title_en", "subjects", "website"), bad)
        assert client.post(f"/en/account/programmes/{call.programme.uid}/{tail}", typed).status_code < 500, tail
    assert client.post(page(call, "/edit/review"), {"rows": bad, "add": bad, "version": bad}).status_code < 500
