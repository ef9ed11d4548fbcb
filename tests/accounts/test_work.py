"""The pages of staff: what waits, the audit log asked, and that nobody else finds them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import audit, work
from accounts.actor import actor_for
from accounts.models import AuditEvent, PeriodicJob
from accounts.views.audit import cursor_of, next_of
from directory import work as directory_work
from directory.models import ImportBatch, Profile
from tests import make

pytestmark = pytest.mark.django_db
PAGES = ("account/staff", "account/staff/status", "account/staff/audit", "account/staff/audit.csv", "account/staff/imports")


def staff() -> Client:
    return make.sign_in(make.staff())


def batch(**totals: int) -> ImportBatch:
    sections = {name: [{"where": f"line {number}", "what": "Nowhere College"} for number in range(total)] for name, total in totals.items()}
    return ImportBatch.objects.create(
        importer="profiles", filename="people.csv", state="done", finished_at=timezone.now() - timedelta(days=3),
        report={"totals": totals, "sections": sections},
    )


@pytest.mark.parametrize("page", PAGES)
def test_staff_pages_are_there_for_staff_alone(page):
    assert Client().get(f"/en/{page}").status_code == 404
    assert make.sign_in(make.member()).get(f"/en/{page}").status_code == 404
    for lang in ("en", "zh-hans"):
        response = make.sign_in(make.staff(f"{lang}@example.org")).get(f"/{lang}/{page}")
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    refused = AuditEvent.objects.filter(act="page.staff", outcome="refused")
    assert sorted(refused.values_list("actor_kind", flat=True)) == ["person", "visitor"]


def test_staff_without_a_second_factor_are_led_to_one():
    response = make.sign_in(make.staff(), second_factor=False).get("/en/account/staff")
    assert response.status_code == 302
    assert "second-factor" in response["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_wrong_methods_are_refused(page):
    assert staff().post(f"/en/{page}").status_code == 405


def test_piles_with_work_come_first_the_longest_waiting_at_the_top():
    batch(unmatched=2, matched_by=7)
    make.person("Waiting Person", publish=False)
    Profile.objects.update(status="pending", updated_at=timezone.now() - timedelta(hours=5))
    html = staff().get("/en/account/staff").content.decode()
    assert html.index("Lines of imports to look at") < html.index("Profiles waiting for a check") < html.index("Nothing waits here")
    assert "3 days ago" in html
    assert "5 hours ago" in html


def test_the_same_for_a_program():
    rows = staff().get("/en/account/staff/status").json()["piles"]
    assert {"pile", "count", "oldest_seconds", "href"} == set(rows[0])


def test_my_page_leads_staff_to_their_pages_and_nobody_else():
    make.person("Waiting Person", publish=False)
    Profile.objects.update(status="pending")
    html = staff().get("/en/account").content.decode()
    assert "Profiles waiting for a check" in html
    assert 'href="/en/account/staff"' in html
    assert "/account/staff" not in make.sign_in(make.member()).get("/en/account").content.decode()


def test_nobody_else_has_piles():
    actor = actor_for(make.member())
    assert work.sections(actor) == []
    assert work.piles(actor) == directory_work.piles(actor) == directory_work.recent_imports(actor) == []
    assert directory_work.import_of(actor, batch(wrong=1).pk) is None


def test_an_import_waits_until_somebody_has_been_through_it_or_a_later_one_came():
    first = batch(unmatched=2)
    client = staff()
    assert directory_work.imports().count == 2
    assert "Nowhere College" in client.get(f"/en/account/staff/imports/{first.pk}").content.decode()
    assert client.post(f"/en/account/staff/imports/{first.pk}").status_code == 302
    assert directory_work.imports().count == 0
    assert AuditEvent.objects.get(act="import.settle").object_id == str(first.pk)
    batch(wrong=1)
    assert directory_work.imports().count == 1
    assert client.get("/en/account/staff/imports/999").status_code == 404


def test_staff_without_a_second_factor_failing_jobs_and_a_sleeping_worker_are_piles():
    make.staff()
    assert work.without_second_factor().count == 1
    name = next(iter(work.jobs()))
    PeriodicJob.objects.create(name=name, failures=2, ended_at=timezone.now(), next_at=timezone.now() - timedelta(hours=1))
    actor = actor_for(make.staff("other@example.org"), second_factor_used=True)
    assert (work.failing_jobs(actor).count, work.late_jobs(actor).count) == (1, 1)


def test_an_audit_log_without_seals_is_a_pile():
    actor = actor_for(make.staff(), second_factor_used=True)
    assert work.unsealed(actor).count == 0
    AuditEvent.objects.create(act="x.y", actor_kind="system", at=timezone.now() - timedelta(hours=3))
    assert work.unsealed(actor).count == 1


def test_the_log_is_asked_by_act_person_thing_outcome_and_day():
    ana = make.member()
    audit.record("membership.join", by=ana, on=("profile", "abc"), right="owner", organisation=7)
    audit.record("claim.make", by=None, on=("claim", "3"), outcome="refused", reason="not theirs")
    client = staff()

    def acts(**asked: str) -> set[str]:
        html = client.get("/en/account/staff/audit", asked).content.decode()
        return {act for act in ("membership.join", "claim.make") if f">{act}</code>" in html}

    assert acts() == {"membership.join", "claim.make"}
    assert acts(act="membership.") == acts(actor=ana.email) == acts(actor=str(ana.pk)) == acts(on="profile:abc") == {"membership.join"}
    assert acts(outcome="refused") == acts(on="claim") == {"claim.make"}
    assert acts(since="2020-01-01", until="2020-01-02") == set()
    assert acts(since="2020-01-01") == {"membership.join", "claim.make"}
    assert AuditEvent.objects.filter(act="audit.read", object_type="user", object_id=str(ana.pk)).count() == 2


@pytest.mark.parametrize("asked", [
    {"act": "x'; DROP"}, {"actor": "nobody@example.org"}, {"since": "yesterday"}, {"since": "2026-02-02", "until": "2026-02-01"}, {"outcome": "x"},
    {"on": "a\0b"}, {"actor": "\0"}, {"actor": "²"},
])
def test_what_cannot_be_meant_is_said_beside_its_field(asked):
    client = staff()
    response = client.get("/zh-hans/account/staff/audit", asked)
    assert response.status_code == 400
    assert "error-summary" in response.content.decode()
    assert client.get("/en/account/staff/audit.csv", asked).status_code == 400


def test_odd_cursors_and_days_are_no_failure():
    client = staff()
    odd: tuple[dict[str, str], ...] = (
        {"before": "²-1"}, {"before": "1-²"}, {"before": "x"}, {"before": "9" * 17 + "-" + "9" * 18}, {"before": "-"}, {"since": "0001-01-01"},
        {"until": "9999-12-31"}, {"act": "a" * 60},
    )
    for asked in odd:
        assert client.get("/en/account/staff/audit", asked).status_code == 200, asked


def test_pages_go_on_where_the_last_one_ended_without_losing_a_line():
    at = timezone.now() - timedelta(days=1)
    for number in range(120):
        AuditEvent.objects.create(act=f"line.n{number}", actor_kind="system", at=at)
    client, address, seen = staff(), "/en/account/staff/audit?act=line.", []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r"<code[^>]*>line\.(\w+)", html)
        address = html.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&") if 'rel="next"' in html else ""
    assert seen == [f"n{number}" for number in reversed(range(120))]
    cursor = (at, 5)
    assert cursor_of(next_of(cursor)) == cursor


def test_the_file_holds_no_formula_and_taking_it_is_an_event():
    audit.record("profile.read", by=None, on=("profile", "=HYPERLINK(1)"), reason="+1")
    response = staff().get("/en/account/staff/audit.csv?act=profile.read")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["at", "who", "user"]
    assert "'=HYPERLINK(1)" in rows[1]
    assert "'+1" in rows[1]
    assert AuditEvent.objects.get(act="audit.export").facts["asked_act"] == "profile.read"
