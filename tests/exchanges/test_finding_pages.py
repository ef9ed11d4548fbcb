"""What the public pages of exchanges say: lists, a programme, a call, the way in, the self-check; and where else they show."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from directory.search import catch_up as ready
from exchanges.finding.pages import clocks, steps
from exchanges.finding.wording import left
from exchanges.models import Call, Programme
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RULES = [
    {"key": "where", "fact": "work_country", "test": "one_of", "value": ["CN", "GB"],
     "words": {"en": "You work in Britain or China", "zh": "您在英国或中国工作"}},
    {"key": "since", "fact": "doctorate_on", "test": "after", "value": "2019-01-15", "words": {"en": "", "zh": ""}},
    {"key": "stage", "fact": "career_stage", "test": "is", "value": "early", "words": {"en": "", "zh": ""}},
]


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.fixture
def robots() -> Programme:
    made = making.programme("Robotics Bridge", "机器人桥梁计划", summary_en="People go.", funding_en="Travel is paid.", career_stages=["early"])
    for part, profile in (("organiser", make.institute("Southeast University", "东南大学")), ("contact", make.person("Lin Yuqing", "林雨晴"))):
        made.participations.create(profile=profile, part=part)
    return made


def test_a_programme_page_has_its_texts_partners_and_calls(robots: Programme, client: Client):
    now = timezone.now()
    call = making.call(robots, title_en="Soft hands 2027", title_zh="软体手")
    making.call(robots, title_en="Once upon a time", closes_at=now - 3 * DAY)
    page = text_of(client, f"/en/exchanges/programmes/{robots.uid}")
    for words in ("People go.", "Travel is paid.", "Southeast University", "Lin Yuqing", "Soft hands 2027", "Once upon a time", "1 earlier"):
        assert words in page
    assert page.index("Soft hands 2027") < page.index("Once upon a time")
    assert f"/en/exchanges/calls.ics?programme={robots.uid}" in page
    assert f"/en/exchanges/calls/{call.uid}" in page


def test_a_text_that_one_language_lacks_is_shown_in_the_other_and_marked(robots: Programme, client: Client):
    making.call(robots, title_en="Only English", title_zh="", text_en="Come.", text_zh="", summary_en="Short.", summary_zh="")
    call = Call.objects.get()
    page = text_of(client, f"/zh-hans/exchanges/calls/{call.uid}")
    assert '<p lang="en">Come.</p>' in page
    assert '<span lang="en">Only English</span>' in page
    assert 'class="missing"' in page
    assert 'class="missing"' not in text_of(client, f"/en/exchanges/calls/{call.uid}")
    assert '<p lang="en">People go.</p>' in text_of(client, f"/zh-hans/exchanges/programmes/{robots.uid}")


def call_in_full(of: Programme, **fields: object) -> Call:
    call = making.call(of, **({
        "title_en": "Soft hands 2027", "title_zh": "2027年软体手", "eligibility": RULES, "letters_wanted": 2, "letters_asked": "shortlisted",
        "documents": [{"key": "cv", "title": {"en": "Curriculum vitae", "zh": "个人简历"}, "required": True, "max_mb": 5, "types": ["pdf"]}],
        "review_mode": "double", "grace": 15, "is_paired": True,
        "halves": {"uk": {"currency": "GBP", "cap": 1_200_000}, "cn": {"currency": "CNY", "cap": 10_000_000}},
    } | fields))
    making.position(call, host=make.institute("University of Cambridge", "剑桥大学"), supervisor=make.person("Ada Gears"), places=3)
    return call


def test_a_call_page_says_all_that_one_must_know(robots: Programme, client: Client):
    call = call_in_full(robots, closes_at=datetime(2099, 1, 15, 17, tzinfo=UTC))
    page = text_of(client, f"/en/exchanges/calls/{call.uid}")
    for words in (
        "This clock decides", "17:00", "01:00", "Already the next day", "Thursday 15 January 2099, GMT", "before 17:00:00 in London",
        "within 15 minutes after", "10 places", "You work in Britain or China", "Curriculum vitae", "5 MB", "2 letters of reference are wanted",
        "only if you are shortlisted", "Quality", "60 per cent", "University of Cambridge", "Ada Gears", "£12,000", "CN¥100,000", "Decisions sent",
        "Leave your name out", "Southeast University", "Apply within",
    ):
        assert words in page, words
    chinese = text_of(client, f"/zh-hans/exchanges/calls/{call.uid}")
    for words in ("2027年软体手", "个人简历", "您在英国或中国工作", "2099年1月16日（星期五）"):
        assert words in chinese, words
    assert chinese.index("01:00") < chinese.index("17:00")


PHASES = {
    "open": ({}, "Apply within", True), "rolling": ({"is_rolling": True, "closes_at": None}, "Always open", True),
    "scheduled": ({"opens_at": 3, "closes_at": 9}, "Opens in", False), "closed": ({"closes_at": -2}, "This call closed on", False),
    "in-review": ({"closes_at": -2, "status": "in-review"}, "with the reviewers", False),
    "deciding": ({"closes_at": -2, "status": "deciding"}, "all are sent together", False),
    "decided": ({"closes_at": -2, "status": "decided"}, "All applicants have been told", False),
    "archived": ({"closes_at": -2, "status": "archived"}, "This call closed on", False),
    "cancelled": ({"status": "cancelled"}, "was cancelled", False),
}


@pytest.mark.parametrize("phase", PHASES)
def test_in_every_phase_the_page_says_how_it_stands_and_offers_what_may_be_done(robots: Programme, client: Client, phase: str):
    fields, words, applies = PHASES[phase]
    given = {name: timezone.now() + value * DAY if isinstance(value, int) and name.endswith("_at") else value for name, value in fields.items()}
    call = call_in_full(robots, **given)
    page = text_of(client, f"/en/exchanges/calls/{call.uid}")
    assert words in page
    assert ("Start an application" in page) is applies
    for process in ("How applications are judged", "What to hand in", "Who may apply"):
        assert process in page
    assert ("Can you apply?" in page) is (phase in {"open", "rolling", "scheduled"})
    assert ("What happens when" in page) is (phase != "cancelled")
    for address in (f"/en/exchanges?uid={call.uid}", f"/zh-hans/exchanges?uid={call.uid}", f"/api/v1/calls/{call.uid}"):
        assert call.uid in text_of(client, address)


def test_who_comes_too_late_is_led_to_what_is_open(robots: Programme, client: Client):
    late = call_in_full(robots, closes_at=timezone.now() - DAY)
    making.call(robots, title_en="The next one")
    assert "The next one" in text_of(client, f"/en/exchanges/calls/{late.uid}")


def test_a_visitor_signs_in_first_a_member_begins_and_goes_on_with_what_was_begun(robots: Programme, client: Client):
    call = call_in_full(robots)
    address = f"/en/exchanges/calls/{call.uid}"
    assert f"?next={address}" in text_of(client, address)
    assert "csrftoken" not in client.cookies
    ana = making.applicant()
    page = text_of(make.sign_in(ana), address)
    assert f'<form method="post" action="{address}/apply">' in page
    begun = making.application(call, by=ana, status="draft")
    page = text_of(make.sign_in(ana), address)
    assert f"/en/account/applications/{begun.uid}" in page
    assert "Start an application" not in page
    assert begun.uid not in text_of(make.sign_in(making.applicant()), address)


CHECKS = {
    "nothing said": ("check=1", "3 conditions are still open"), "not sent": ("", ""),
    "one said": ("check=1&work_country=CN", "2 conditions are still open"),
    "all well": ("check=1&work_country=GB&career_stage=early&doctorate_on-day=1&doctorate_on-month=2&doctorate_on-year=2020", "you can apply"),
    "one against": ("check=1&work_country=FR&career_stage=early", "One condition isn’t met"),
    "a day in one place": ("check=1&work_country=GB&career_stage=early&doctorate_on-day=1 Feb 2020", "you can apply"),
    "no such day": ("check=1&doctorate_on-day=31&doctorate_on-month=2&doctorate_on-year=2020", "3 conditions are still open"),
    "nonsense": ("check=1&work_country=%00&career_stage=<b>&doctorate_on-day=x&doctorate_on-month=²&doctorate_on-year=9", "still open"),
    "huge": ("check=1&work_country=" + "a" * 5000, "3 conditions are still open"),
}


@pytest.mark.parametrize("case", CHECKS)
def test_the_self_check_answers_and_keeps_nothing(robots: Programme, client: Client, case: str):
    query, words = CHECKS[case]
    call = call_in_full(robots)
    page = text_of(client, f"/en/exchanges/calls/{call.uid}?{query}")
    assert words in page
    assert ('role="status"' in page) is bool(query)
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("uid", ["nobody000000", "%00", "a%00b", "x" * 300, "..%2f", "桥"])
def test_what_isnt_there_is_404(client: Client, uid: str):
    for address in ("/en/exchanges/calls/", "/en/exchanges/programmes/", "/api/v1/calls/", "/api/v1/programmes/"):
        assert client.get(address + uid).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 501, "page=0", "page=9999999999999", "size=0", "closes__gte=never", "kind=!", "lang=x"])
def test_bad_input_is_400_never_500(client: Client, query: str):
    for address in ("/en/exchanges", "/en/exchanges/programmes", "/api/v1/calls", "/api/v1/programmes", "/en/exchanges/calls.ics"):
        assert client.get(f"{address}?{query}").status_code == 400, address


def test_an_empty_house_says_so(client: Client):
    assert "None at the moment." in text_of(client, "/en/exchanges")
    assert "Nothing found." in text_of(client, "/en/exchanges?kind=internship")
    assert client.get("/api/v1/calls").json()["data"] == []
    assert client.get("/en/exchanges/calls.atom").status_code == client.get("/en/exchanges/calls.ics").status_code == 200


def test_profiles_the_home_page_and_the_sitemap_show_what_is_open(robots: Programme, client: Client):
    call = making.call(robots, title_en="Soft hands 2027")
    seu = robots.participations.get(part="organiser").profile
    host = make.institute("University of Cambridge")
    making.position(call, host=host)
    ready()
    for profile in (seu, host):
        page = text_of(client, f"/en/profiles/{profile.uid}")
        assert f"/en/exchanges/programmes/{robots.uid}" in page
        assert f"/en/exchanges/calls/{call.uid}" in page
    assert f"/exchanges/calls/{call.uid}" in text_of(client, "/en/")
    sitemap = b"".join(client.get("/sitemap-pages.xml").streaming_content).decode()
    assert f"/zh-hans/exchanges/calls/{call.uid}" in sitemap
    assert f"/en/exchanges/programmes/{robots.uid}" in sitemap


def test_the_reader_s_own_clock_stands_last(robots: Programme):
    call = call_in_full(robots, closes_at=datetime(2099, 1, 15, 17, tzinfo=UTC))
    ana = making.applicant(time_zone="Europe/Berlin")
    page = text_of(make.sign_in(ana), f"/en/exchanges/calls/{call.uid}")
    assert page.index("London") < page.index("Beijing") < page.index("You, in Berlin")
    assert "18:00" in page


def test_hands_of_clocks_and_time_left():
    assert clocks.hand(0.25, 10) == (32.0, 22.0)
    assert clocks.hand(0.5, 15) == (22.0, 37.0)
    told = [left(timedelta(days=54, hours=3)), left(timedelta(hours=47)), left(timedelta(minutes=61)), left(timedelta(seconds=90)), left(timedelta())]
    assert told == ["54 days", "47 hours", "1 hour", "1 minute", "0 minutes"]


def test_the_course_of_a_call(robots: Programme):
    now = timezone.now()
    call = making.call(robots, letters_wanted=1, letters_asked="after", letters_due_at=now + 20 * DAY, stages=2, full_closes_at=now + 40 * DAY)
    course = [(one.label, one.state) for one in steps.of(call, "open", now, "en")]
    assert course == [
        ("Opened", "done"), ("Open for applications", "now"), ("Letters due", ""), ("Full applications, by invitation", ""),
        ("Checked, and read by reviewers", ""), ("Decisions sent", ""),
    ]
    assert [one.state for one in steps.of(call, "decided", now, "en")] == ["done"] * 6
    assert steps.of(call, "cancelled", now, "en") == []
