"""For coordinators: numbers that give nobody away, acts on many, letters to many, exports."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import AuditEvent, Message
from exchanges.coordination import bulk, funnel, merging, sheet
from exchanges.coordination.statistics import FEWEST, told
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.models import Application, Event
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
WORDS = merging.Words("About {number}", "关于{number}", "Dear {name},\n\nyour “{title}” in {call}.", "{name}：您的{title}。")


@pytest.fixture
def call():
    return making.closed_call()


@pytest.fixture
def ben(call):
    return making.coordinator(call.programme, "ben@example.org")


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40)))
def test_nothing_told_is_about_fewer_than_ten_people(groups):
    found = told(groups)
    assert all(count >= FEWEST and groups[name] == count for name, count in found.counts.items())
    hidden = [count for name, count in groups.items() if count and name not in found.counts]
    if found.few is None:
        assert not found.counts
        assert found.total is None or found.total >= FEWEST
    else:
        assert found.few == sum(hidden)
        assert not hidden or (found.few >= FEWEST and len(hidden) >= 2), "a single hidden group follows from the total"
        assert found.total == sum(groups.values())


def test_the_funnel_counts_how_far_applications_came(call):
    for status in ("draft", "submitted", "eligible", "shortlisted", "offered", "accepted", "rejected", "withdrawn"):
        making.application(call, status=status)
    found = funnel.funnel(call.applications.all())
    assert (found.begun, found.sent) == (8, 7)
    assert found.steps == {"eligible": 5, "shortlisted": 3, "offered": 2, "accepted": 1}


def test_countries_and_fields_come_from_the_home_institution_and_the_profile(call):
    home = make.institute("Nanjing House", place=make.nanjing())
    person = make.person("Ada Bell", place=make.cambridge(), subjects=["2.2"])
    making.application(call, home=home)
    making.application(call, profile=person)
    making.application(call)
    assert funnel.by_country(call.applications.all()) == {"CN": 1, "GB": 1, "": 1}
    assert funnel.by_subject(call.applications.all()) == {"": 2, "2.2": 1}


def test_what_is_overdue_is_counted_with_the_oldest(call):
    late = timezone.now() - timedelta(days=3)
    one = making.application(call, status="under-review")
    making.assignment(one, making.reviewer(call.programme), due_at=late)
    making.letter(one, state="requested", token_hash="a" * 64, due_at=late)
    found = funnel.overdue(call.applications.all(), timezone.now())
    assert (found["reviews"].count, found["letters"].count, found["offers"].count) == (1, 1, 0)
    assert found["reviews"].oldest == late


def test_an_act_on_many_is_checked_first_and_tells_what_became_of_each(call, ben):
    actor = make.acting(ben)
    ready = [making.application(call) for _number in range(3)]
    other = making.application(call, status="shortlisted")
    uids = [one.uid for one in (*ready, other)]
    seen = bulk.check(call, "find-eligible", uids, by=actor)
    assert (set(seen.ready), seen.not_ready) == (set(ready), [other])
    rows = bulk.carry_out(call, "find-eligible", uids, by=actor, seal=seen.seal)
    assert sorted(row.result for row in rows) == ["done", "done", "done", "skipped"]
    assert set(Application.objects.filter(pk__in=[one.pk for one in ready]).values_list("status", flat=True)) == {"eligible"}
    assert Event.objects.filter(move="find-eligible", by=ben).count() == 3
    assert bulk.carry_out(call, "find-eligible", uids, by=actor, seal=seen.seal) is None, "the list has moved: it is shown again"
    with pytest.raises(NotAllowed):
        bulk.carry_out(call, "offer", uids, by=actor, seal=seen.seal)


def test_an_act_on_many_touches_no_other_call_and_nobody_elses(call, ben):
    foreign = making.application()
    draft = making.application(call, status="draft")
    seen = bulk.check(call, "find-eligible", [foreign.uid, draft.uid], by=make.acting(ben))
    assert (seen.ready, seen.not_ready) == ([], [])


def test_a_letter_to_many_is_filled_in_for_each_and_sent_once(call, ben):
    actor = make.acting(ben)
    making.application(call, making.applicant("ana@example.org", full_name="Ana {title}"), language="en")
    making.application(call, making.applicant("mei@example.org", full_name="梅"), language="zh-hans")
    found = merging.recipients(call, ["submitted"], by=actor)
    letters = merging.letters(found, WORDS)
    assert {letter.language for letter in letters} == {"en", "zh-hans"}
    english = next(letter for letter in letters if letter.language == "en")
    assert english.text.startswith("Dear Ana {title},"), "what a person is called is no field"
    seal = merging.seal_of(found, WORDS)
    assert merging.send(call, found, WORDS, by=actor, seal="x") is None
    assert merging.send(call, found, WORDS, by=actor, seal=seal) == merging.Sent(2, 0)
    assert merging.send(call, found, WORDS, by=actor, seal=seal) == merging.Sent(0, 2)
    assert Message.objects.filter(topic="exchanges/merge").count() == 2
    with pytest.raises(ExchangeError, match="nam"):
        merging.letters(found, merging.Words("{nam}", "x", "x", "x"))
    with pytest.raises(NotAllowed):
        merging.recipients(call, ["submitted"], by=make.acting(making.coordinator(making.programme())))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_is_safe_in_a_spreadsheet_and_has_no_names_for_an_anonymous_panel(call, ben, suffix):
    call.review_mode = "double"
    call.save()
    making.application(call, making.applicant("ana@example.org", full_name="=cmd|calc"), title="+SUM(A1)")
    client = make.sign_in(ben)

    def cells(query: str) -> list[str]:
        response = client.get(reverse("call_export", args=[call.uid, suffix]) + query)
        assert response.status_code == 200
        raw = b"".join(response.streaming_content)
        if suffix == "csv":
            return [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) for cell in row]
        return [str(cell.value or "") for row in load_workbook(io.BytesIO(raw)).active.rows for cell in row]

    whole, panel = cells(""), cells("?for=panel")
    assert "'=cmd|calc" in whole
    assert "'+SUM(A1)" in whole
    assert not any(cell.startswith(("=", "+")) for cell in whole)
    assert not any("cmd|calc" in cell or "ana@example.org" in cell for cell in panel)
    assert AuditEvent.objects.filter(act="application.export").count() == 2


def test_a_coordinator_who_applied_finds_no_trace_of_their_own(call, ben):
    mine = making.application(call, ben)
    rows = list(sheet.rows(call, make.acting(ben), list(sheet.COLUMNS)))
    assert mine.number not in [row[0] for row in rows]
    page = make.sign_in(ben).get(reverse("call_applications", args=[call.uid])).content.decode()
    assert mine.number not in page


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_pages_lead_from_the_list_to_the_act_and_the_letter(call, ben, lang):
    client = make.sign_in(ben)
    one = making.application(call, status="submitted")
    base = f"/{lang}/account/calls/{call.uid}"
    for tail in ("/overview", "/applications", "/applications?status=submitted", "/applications/mail", "/applications?page=²"):
        assert client.get(base + tail).status_code == 200, tail
    assert client.get(f"{base}/applications?status=nonsense").status_code == 400
    asked = {"act": "find-eligible", "application": one.uid}
    check = client.post(f"{base}/applications/act", asked)
    assert one.number in check.content.decode()
    seal = bulk.seal_of("find-eligible", [one])
    done = client.post(f"{base}/applications/act", {**asked, "seal": seal})
    assert done.status_code == 200
    one.refresh_from_db()
    assert one.status == "eligible"
    letter = {"subject_en": "Hi", "text_en": "Dear {name}", "subject_zh": "您好", "text_zh": "{name}您好"}
    assert "Dear" in client.post(f"{base}/applications/mail", {**letter, "status": "eligible"}).content.decode() or lang != "en"
    assert Message.objects.filter(topic="exchanges/merge").count() == 0
    found = merging.recipients(call, ["eligible"], by=make.acting(ben))
    seal = merging.seal_of(found, merging.Words("Hi", "您好", "Dear {name}", "{name}您好"))
    client.post(f"{base}/applications/mail", {**letter, "status": "eligible", "seal": seal})
    assert Message.objects.filter(topic="exchanges/merge").count() == 1


@pytest.mark.parametrize(("data", "word"), [
    ({"act": "find-eligible"}, "Tick"), ({"act": "offer", "application": "x"}, "at once"), ({"application": "x"}, "Choose"),
    ({"act": "find-ineligible", "application": "x"}, "why"),
], ids=["none ticked", "no act for many", "no act", "no reason"])
def test_bad_input_is_told_and_changes_nothing(call, ben, data, word):
    making.application(call)
    response = make.sign_in(ben).post(reverse("call_act", args=[call.uid]), data)
    assert response.status_code == 400
    assert word in response.content.decode()
    assert Application.objects.get(call=call).status == "submitted"


@pytest.mark.parametrize("name", ["call_overview", "call_applications", "call_mail"])
def test_nobody_else_finds_the_pages(call, name):
    address = reverse(name, args=[call.uid])
    assert "/account/login" in Client().get(address).headers["Location"]
    strangers = [make.sign_in(making.applicant()), make.sign_in(making.reviewer(call.programme)),
                 make.sign_in(making.coordinator(making.programme()))]
    assert {client.get(address).status_code for client in strangers} == {404}
    assert make.sign_in(make.staff()).get(address).status_code == 200
