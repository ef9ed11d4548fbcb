"""Programmes and calls are found by words, narrowed, counted and ordered, the same by page, API and feeds."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.search import Filter, SearchQuery, catch_up
from exchanges.finding.listing import find_calls
from exchanges.models import Call, Programme
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
World = dict[str, Call | Programme]


@pytest.fixture
def world() -> World:
    now = timezone.now()
    seu = make.institute("Southeast University", "东南大学", place=make.nanjing())
    cam = make.institute("University of Cambridge", "剑桥大学", place=make.cambridge())
    lin = make.person("Lin Yuqing", "林雨晴")
    robots = making.programme(
        "Robotics Bridge", "机器人桥梁计划", kind="fellowship", subjects=["2.2"], career_stages=["early"], languages=["en", "zh-Hans"],
        currency="GBP",
    )
    floods = making.programme(
        "River Visits", "河流访问", kind="research-visit", direction="uk-to-cn", subjects=["2.1"], career_stages=["doctoral"], languages=["en"],
        currency="CNY",
    )
    for profile, part, of in ((seu, "organiser", robots), (cam, "host", robots), (seu, "host", floods), (lin, "contact", floods)):
        of.participations.create(profile=profile, part=part)
    made: World = {
        "soon": making.call(floods, title_en="Short visits", title_zh="短期访问", closes_at=now + 3 * DAY),
        "open": making.call(robots, title_en="Soft hands 2027", title_zh="软体手", closes_at=now + 30 * DAY),
        "rolling": making.call(robots, title_en="Always welcome", title_zh="随时欢迎", is_rolling=True, closes_at=None),
        "later": making.call(robots, title_en="Next year", title_zh="明年", opens_at=now + 5 * DAY, closes_at=now + 60 * DAY),
        "closed": making.call(floods, title_en="Last year", title_zh="去年", closes_at=now - 5 * DAY, published_at=now - 40 * DAY),
        "decided": making.call(
            robots, title_en="Long ago", title_zh="往年", status="decided", opens_at=now - 99 * DAY, closes_at=now - 90 * DAY,
            published_at=now - 99 * DAY,
        ),
        "robots": robots, "floods": floods,
    }
    making.position(made["open"], host=cam, title_en="Hands", title_zh="触觉感知")
    return made | {"seu": seu, "cam": cam}


CALLS = ("soon", "open", "rolling", "later", "closed", "decided")


def names(world: World, uids: list[str], among: tuple[str, ...] = CALLS) -> list[str]:
    by_uid = {world[name].uid: name for name in among}
    return [by_uid[uid] for uid in uids]


def of_api(query: str = "", noun: str = "calls", lang: str = "en", client: Client | None = None) -> list[str]:
    answer = (client or Client()).get(f"/api/v1/{noun}?size=200&{query}", headers={"Accept-Language": lang})
    assert answer.status_code == 200, (query, answer.content)
    return [row["uid"] for row in answer.json()["data"]]


def of_page(query: str = "", path: str = "exchanges", lang: str = "en", client: Client | None = None) -> list[str]:
    answer = (client or Client()).get(f"/{lang}/{path}?size=200&{query}")
    assert answer.status_code == 200, query
    return re.findall(r'data-uid="([0-9a-z]+)"', answer.content.decode())


def test_what_closes_soonest_stands_first_then_rolling_then_what_opens_then_what_was(world: World):
    assert names(world, of_api()) == ["soon", "open", "rolling", "later", "closed", "decided"]
    assert names(world, of_api("sort=newest"))[-1] == "decided"
    assert names(world, of_api("sort=name")) == ["rolling", "closed", "decided", "later", "soon", "open"]


FOUND = {
    "english": ("soft hands", ["open"]), "one word of many": ("welcome", ["rolling"]), "beginning": ("welc", ["rolling"]),
    "han": ("软体手", ["open"]), "traditional": ("軟體", ["open"]), "pinyin in one": ("ruanti", ["open"]), "pinyin apart": ("ruan ti", ["open"]),
    "initials": ("rts", ["open"]), "programme in pinyin": ("jiqiren", ["open", "rolling", "later", "decided"]),
    "slip": ("rivr", ["soon", "closed"]), "two slips": ("welkomme", ["rolling"]), "partner": ("lin yuqing", ["soon", "closed"]),
    "partner's other name": ("林雨晴", ["soon", "closed"]), "kind in chinese": ("研究访问 短期", ["soon"]), "field": ("civil", ["soon", "closed"]),
    "position": ("hands", ["open"]), "position in pinyin": ("chujue ganzhi", ["open"]), "position in pinyin, in one": ("chujueganzhi", ["open"]),
    "one syllable of a position": ("gan", []), "two words of one": ("short lin", ["soon"]), "nothing": ("xyzzyx", []), "signs alone": ("!?", []),
    "words that are nowhere together": ("soft welcome", []),
}


@pytest.mark.parametrize("case", FOUND)
def test_words_find_in_english_chinese_pinyin_and_with_slips(world: World, case: str):
    typed, expected = FOUND[case]
    found = names(world, of_api(f"q={quote(typed)}"))
    if case == "kind in chinese":
        assert set(found) <= set(CALLS)  # depends on the words of the catalogue; it must not fail
    else:
        assert sorted(found) == sorted(expected)


def test_a_slip_is_told(world: World):
    query = Client().get("/api/v1/calls?q=welkome").json()["query"]
    assert (query["q"], query["searched"]) == ("welkome", "welcome")
    assert "which nothing matched" in Client().get("/en/exchanges?q=welkome").content.decode()


def filters(world: World) -> dict[str, list[str]]:
    soon = (timezone.now() + 10 * DAY).strftime("%Y-%m-%d")
    return {
        "kind=fellowship": ["open", "rolling", "later", "decided"], "kind=!fellowship": ["soon", "closed"],
        "kind=fellowship,research-visit": list(CALLS), "kind=fellowship&kind=research-visit": list(CALLS),
        "direction=uk-to-cn": list(CALLS), "direction=cn-to-uk": ["open", "rolling", "later", "decided"], "direction=!both": ["soon", "closed"],
        "subject=2": list(CALLS), "subject=2.1": ["soon", "closed"], "subject=2.1&kind=fellowship": [], "subject__all=2,2.1": ["soon", "closed"],
        "career_stage=early": ["open", "rolling", "later", "decided"], "language=zh-hans": ["open", "rolling", "later", "decided"],
        "language__all=en,zh-Hans": ["open", "rolling", "later", "decided"], "phase=open": ["soon", "open", "rolling"], "phase=scheduled": ["later"],
        "phase=closed,decided": ["closed", "decided"], "phase=!open,!scheduled": ["closed", "decided"], "currency=CNY": ["soon", "closed"],
        "country=GB": ["open", "rolling", "later", "decided"], "country=!gb": ["soon", "closed"],
        f"host={world['seu'].uid}": ["soon", "closed"], f"organiser={world['seu'].uid}": ["open", "rolling", "later", "decided"],
        f"partner={world['seu'].uid}": list(CALLS), f"partner__all={world['seu'].uid},{world['cam'].uid}": ["open", "rolling", "later", "decided"],
        f"programme={world['floods'].uid}": ["soon", "closed"], f"uid={world['later'].uid}": ["later"],
        f"closes__lte={soon}": ["soon", "closed", "decided"],
        f"closes__gte={soon}": ["open", "later"], f"closes__gte={soon}&phase=open": ["open"],
    }


def test_every_filter_narrows_and_page_api_and_feeds_agree(world: World):
    for query, expected in filters(world).items():
        found = of_api(query)
        assert sorted(names(world, found)) == sorted(expected), query
        assert of_page(query) == found, query
        atom = Client().get(f"/en/exchanges/calls.atom?{query}").content.decode()
        assert set(re.findall(r":calls/([0-9a-z]{12})<", atom)) == set(found), query
        ics = Client().get(f"/en/exchanges/calls.ics?{query}").content.decode()
        assert set(re.findall(r"UID:call-([0-9a-z]{12})-closes", ics)) == {uid for uid in found if uid != world["rolling"].uid}, query


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
@pytest.mark.parametrize("query", ["", "sort=name", "sort=newest", "q=visits", "q=机器人&sort=closing", "phase=open&sort=name"])
def test_page_and_api_agree_in_order(world: World, query: str, lang: str):
    assert of_page(query, lang=lang) == of_api(query, lang=lang)
    assert of_page(query, "exchanges/programmes", lang) == of_api(query, "programmes", lang)


def test_a_programme_is_found_by_what_it_is_and_by_one_call_that_has_all(world: World):
    both = ("robots", "floods")
    assert names(world, of_api("", "programmes"), both) == ["floods", "robots"]  # the call that closes first is of floods
    assert names(world, of_api("phase=scheduled", "programmes"), both) == ["robots"]
    assert names(world, of_api("kind=research-visit", "programmes"), both) == ["floods"]
    later = (timezone.now() + 40 * DAY).strftime("%Y-%m-%d")
    assert of_api(f"phase=open&closes__gte={later}", "programmes") == []  # one call is open, another closes then
    assert names(world, of_api("q=qiaoliang", "programmes"), both) == ["robots"]


def test_counts_leave_their_own_filter_out_and_promise_what_a_click_finds(world: World):
    answer = Client().get("/api/v1/calls?kind=fellowship&phase=open&facets=kind,phase,subject,country,currency").json()
    counts = {name: {one["value"]: one["count"] for one in values} for name, values in answer["facets"].items()}
    assert counts["kind"] == {"fellowship": 2, "research-visit": 1}
    assert counts["phase"] == {"open": 2, "scheduled": 1, "decided": 1}
    for name, values in counts.items():
        for value, count in values.items():
            query = "&".join(part for part in ("kind=fellowship", "phase=open") if not part.startswith(name))
            assert len(of_api(f"{query}&{name}={value}")) == count, (name, value)
    selected = {one["value"]: one["selected"] for one in answer["facets"]["kind"]}
    assert selected == {"fellowship": True, "research-visit": False}


def test_a_parameter_that_cant_be_meant_is_refused_with_what_to_write(world: World):
    for path in ("/api/v1/calls", "/api/v1/programmes"):
        answer = Client().get(f"{path}?knd=fellowship&phase=opn&currency=pounds")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert [(one["parameter"], one["suggestion"]) for one in answer.json()["errors"]] == [("knd", "kind"), ("phase", "open"), ("currency", "GBP")]
    for path in ("/en/exchanges", "/en/exchanges/programmes", "/en/exchanges/calls.atom", "/en/exchanges/calls.ics"):
        page = Client().get(f"{path}?knd=fellowship")
        assert page.status_code == 400
        assert "kind=fellowship" in page.content.decode()


def test_cursors_go_through_everything_once_on_and_back_and_survive_changes(world: World):
    for sort in ("closing", "newest", "name"):
        whole, seen, cursor = of_api(f"sort={sort}"), [], ""
        while True:
            answer = Client().get(f"/api/v1/calls?size=2&sort={sort}" + (f"&cursor={cursor}" if cursor else "")).json()
            seen += [row["uid"] for row in answer["data"]]
            back, cursor = answer["page"]["prev_cursor"], answer["page"]["next_cursor"]
            if not cursor:
                break
        assert seen == whole, sort
        assert [row["uid"] for row in Client().get(f"/api/v1/calls?size=2&sort={sort}&cursor={back}").json()["data"]] == whole[2:4]
    first = Client().get("/api/v1/calls?size=2").json()["page"]["next_cursor"]
    Call.objects.filter(pk=world["open"].pk).update(status="cancelled", updated_at=timezone.now())  # the row the cursor stands on moves away
    assert names(world, [row["uid"] for row in Client().get(f"/api/v1/calls?size=9&cursor={first}").json()["data"]])[:2] == ["rolling", "later"]


@pytest.mark.parametrize("path", ["/api/v1/programmes", "/api/v1/profiles"])
def test_a_cursor_of_one_list_means_nothing_in_another(world: World, path: str):
    catch_up()
    cursor = Client().get("/api/v1/calls?size=2&sort=newest").json()["page"]["next_cursor"]
    answer = Client().get(f"{path}?size=2&sort=newest&cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] in {"wrong_cursor", "foreign_cursor"}
    assert Client().get(f"/api/v1/calls?sort=name&cursor={cursor}").json()["errors"][0]["code"] == "foreign_cursor"
    assert Client().get("/api/v1/calls?cursor=" + "A" * 40).json()["errors"][0]["code"] == "wrong_cursor"


def test_an_unchanged_list_is_304_and_a_change_shows_at_once(world: World):
    answer = Client().get("/api/v1/calls?phase=open")
    assert Client().get("/api/v1/calls?phase=open", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Call.objects.filter(pk=world["soon"].pk).update(title_en="Shorter visits", updated_at=timezone.now())
    again = Client().get("/api/v1/calls?phase=open", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 200
    assert "Shorter visits" in again.content.decode()


def test_the_phase_is_told_by_the_clock_alone(world: World):
    call, at = world["soon"], datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    Call.objects.filter(pk=call.pk).update(closes_at=at, grace=10)
    for moment, phase in ((at - DAY, "open"), (at + timedelta(minutes=9, seconds=59), "open"), (at + timedelta(minutes=10), "closed")):
        found = find_calls(SearchQuery(filters=(Filter("uid", (call.uid,)),), facets=("phase",), sort="closing"), moment)
        assert [(row.uid, row.phase(moment)) for row in found.rows] == [(call.uid, phase)]
        assert found.facets["phase"] == {phase: 1}


def test_a_list_asks_the_database_a_handful_of_questions_however_many_calls(world: World):
    of_page()
    with CaptureQueriesContext(connection) as few:
        of_page()
    for number in range(30):
        making.position(making.call(world["robots"], title_en=f"Call {number}"), host=world["cam"])
    of_page()
    with CaptureQueriesContext(connection) as many:
        of_page()
    assert len(many) == len(few) <= 6
