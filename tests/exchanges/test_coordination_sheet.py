"""The list of a call for a spreadsheet: what coordinators need to know of each application, and its answers where they are wanted."""

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from exchanges.applications import services
from exchanges.applications.models import Application
from exchanges.applications.submitting import submit
from exchanges.coordination import sheet
from exchanges.models import Call, Decision
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
SECTIONS = [
    making.SECTIONS[0],
    {"key": "team", "title": {"en": "The team", "zh": "团队"}, "questions": [
        {"key": "kind", "type": "choice", "title": {"en": "Kind", "zh": "类型"}, "required": False,
         "choices": [{"key": "lab", "title": {"en": "Laboratory", "zh": "实验室"}}, {"key": "field", "title": {"en": "Field", "zh": "野外"}}]},
        {"key": "host", "type": "profile", "title": {"en": "Whom you know there", "zh": "您认识的人"}, "required": False, "kinds": ["researcher"]},
        {"key": "cv", "type": "file", "title": {"en": "CV", "zh": "简历"}, "required": False, "types": ["pdf"], "max_mb": 5},
        {"key": "trips", "type": "group", "title": {"en": "Trips", "zh": "行程"}, "required": False, "most": 3, "questions": [
            {"key": "to", "type": "text", "title": {"en": "Where", "zh": "地点"}, "required": True, "limit": 20},
            {"key": "days", "type": "number", "title": {"en": "Days", "zh": "天数"}, "required": False, "low": 1, "high": 90},
        ]},
    ]},
]


@pytest.fixture
def sent() -> Application:
    """Two wishes, a home in Nanjing, an answer that a spreadsheet could take for a formula, a named colleague, two trips."""
    call = making.call(grace=30, closes_at=making.NOW())
    form = call.forms.get()
    form.sections = SECTIONS
    form.save()
    cam = make.institute("University of Cambridge", "剑桥大学", place=make.cambridge())
    first, second = making.position(call, host=cam, title_en="Robots", title_zh="机器人"), making.position(call, title_en="Floods", title_zh="洪水")
    one = making.application(call, by=making.applicant("ana@example.org", full_name="Ana Whitlock"), status="draft",
                             home=make.institute("Southeast University", "东南大学", place=make.nanjing()))
    for rank, position in enumerate((second, first), 1):
        one.preferences.create(position=position, rank=rank)
    answers: dict[str, dict[str, Any]] = {
        "project": {"title": "Soft hands", "aim": "=1+1"},
        "team": {"kind": "lab", "host": {"uid": "", "name": "Lin Yuqing"}, "trips": [{"to": "Nanjing", "days": 3}, {"to": "Xi’an"}]},
    }
    one.sections.all().delete()
    for key, given in answers.items():
        services.save_section(one, key, given, 0, by=make.acting(one.applicant))
    submit(one, key="key-of-this-form", by=make.acting(one.applicant), received_at=making.NOW())
    Decision.objects.create(application=one, outcome="wait", rank=1)
    making.letter(one, state="requested")
    return Application.objects.get(pk=one.pk)


def table(call: Call, query: str = "", lang: str = "en") -> dict[str, str]:
    """Heading → cell of the one application."""
    client = make.sign_in(making.coordinator(call.programme))
    answer = client.get(f"/{lang}/account/calls/{call.uid}/applications.csv{query}")
    headings, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    return dict(zip(headings, row, strict=True))


def test_a_row_says_what_a_coordinator_asks_first(sent: Application):
    row = table(sent.call)
    assert (row["Hosts wished for"], row["Home institution"], row["Country or region"]) == ("Floods\nRobots", "Southeast University", "China")
    assert (row["Within the grace"], row["Decision"], row["Referees named"], row["Letters in"]) == ("Yes", "Waiting list", "1", "0")
    chinese = table(sent.call, lang="zh-hans")
    assert {"洪水\n机器人", "东南大学", "中国"} <= set(chinese.values())


def test_answers_stand_in_a_column_each_when_they_are_wanted(sent: Application):
    assert not any("Aim" in heading for heading in table(sent.call))
    row = table(sent.call, "?answers=1")
    assert row["Your project – Aim"] == "'=1+1"
    assert (row["The team – Kind"], row["The team – Whom you know there"]) == ("Laboratory", "Lin Yuqing")
    assert row["The team – Trips"] == "Nanjing, 3\nXi’an"
    assert not any("CV" in heading for heading in row)
    assert table(sent.call, "?answers=1", "zh-hans")["团队 – 类型"] == "实验室"


def test_an_anonymous_panel_gets_answers_without_whom_they_name(sent: Application):
    sent.call.review_mode = "double"
    sent.call.save()
    row = table(sent.call, "?for=panel&answers=1")
    assert row["The team – Kind"] == "Laboratory"
    said = " ".join([*row, *row.values()])
    assert [word for word in ("Lin Yuqing", "Whom you know", "Ana Whitlock", "ana@example.org", "Southeast") if word in said] == []


def test_the_number_of_queries_does_not_grow_with_the_applications(sent: Application, django_assert_max_num_queries: Any):
    for _number in range(5):
        making.application(sent.call)
    actor = make.acting(making.coordinator(sent.call.programme))
    with django_assert_max_num_queries(16):
        found = list(sheet.rows(sent.call, actor, sheet.columns(sent.call, for_panel=False, with_answers=True), with_answers=True))
    assert len(found) == 6


def test_the_list_leads_to_both(sent: Application):
    page = make.sign_in(making.coordinator(sent.call.programme)).get(reverse("call_applications", args=[sent.call.uid])).content.decode()
    assert "applications.xlsx?answers=1" in page
