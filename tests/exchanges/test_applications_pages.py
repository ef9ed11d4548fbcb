"""The pages of an application: who sees them, saving by section, what is never lost, and what is said of how it stands."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, ConsentRecord, Notice, User
from exchanges.applications import services, upkeep
from exchanges.applications.models import Application, Section
from exchanges.applications.reading import as_rows
from exchanges.errors import NotNow
from exchanges.models import Call
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

EVERY = [
    {"key": "plan", "title": {"en": "Your plan", "zh": "您的计划"}, "questions": [
        {"key": "title", "type": "text", "title": {"en": "Title", "zh": "题目"}, "required": True, "limit": 20},
        {"key": "kind", "type": "choice", "title": {"en": "Kind", "zh": "类别"}, "required": True,
         "choices": [{"key": "lab", "title": {"en": "Lab", "zh": "实验"}}, {"key": "field", "title": {"en": "Field", "zh": "野外"}}]},
        {"key": "where", "type": "text", "title": {"en": "Where", "zh": "地点"}, "required": True, "limit": 50,
         "shown_if": {"question": "kind", "is": "field"}},
        {"key": "tags", "type": "choices", "title": {"en": "Tags", "zh": "标签"}, "required": False, "most": 1,
         "choices": [{"key": "a", "title": {"en": "A", "zh": "甲"}}, {"key": "b", "title": {"en": "B", "zh": "乙"}}]},
        {"key": "start", "type": "date", "title": {"en": "Start", "zh": "开始"}, "required": True, "low": "2027-04-01"},
        {"key": "cost", "type": "money", "title": {"en": "Cost", "zh": "费用"}, "required": True, "currency": "GBP", "high": 200000},
        {"key": "host", "type": "profile", "title": {"en": "Host", "zh": "接收"}, "required": False, "kinds": ["institute"]},
        {"key": "trips", "type": "group", "title": {"en": "Trips", "zh": "行程"}, "required": True, "most": 2, "questions": [
            {"key": "city", "type": "text", "title": {"en": "City", "zh": "城市"}, "required": True, "limit": 10},
            {"key": "days", "type": "number", "title": {"en": "Days", "zh": "天数"}, "required": True, "low": 1, "high": 90},
        ]},
        {"key": "file", "type": "file", "title": {"en": "Plan", "zh": "计划书"}, "required": True, "types": ["pdf"], "max_mb": 1},
    ]},
]
FILLED = {
    "q-title": "Soft hands", "q-kind": "lab", "q-start-d": "5", "q-start-m": "4", "q-start-y": "2027", "q-cost": "1,250.50", "q-host": "Nanjing",
    "q-trips-rows": "2", "q-trips-0-city": "Nanjing", "q-trips-0-days": "10", "q-trips-1-city": "", "q-trips-1-days": "",
}


def drafted(by: User | None = None, call: Call | None = None, sections: Any = None) -> tuple[Client, Application]:
    call = call or making.call()
    if sections:
        call.forms.update(sections=sections)
    client = make.sign_in(by or making.applicant())
    answer = client.post(f"/en/exchanges/calls/{call.uid}/apply")
    assert answer.status_code == 302
    return client, Application.objects.latest("pk")


def page(one: Application, tail: str = "") -> str:
    return f"/en/account/applications/{one.uid}{tail}"


def pdf() -> SimpleUploadedFile:
    import pypdf

    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return SimpleUploadedFile("plan.pdf", out.getvalue(), content_type="application/pdf")


def test_every_type_is_read_kept_checked_and_sent():
    client, one = drafted(sections=EVERY)
    path = page(one, "/sections/plan")
    answer = client.post(path, FILLED | {"version": "0", "q-file": pdf()})
    assert answer.status_code == 302, answer.content[-800:]
    assert Section.objects.get(application=one).answers == {
        "title": "Soft hands", "kind": "lab", "start": "2027-04-05", "cost": {"amount": 125050, "currency": "GBP"}, "host": {"name": "Nanjing"},
        "trips": [{"city": "Nanjing", "days": 10}],
    }
    assert b"1,250.50" in client.get(path).content
    assert b"plan.pdf" in client.get(path).content
    answer = client.post(page(one, "/send"), {"key": "a-key-of-the-form"})
    assert answer.status_code == 302
    assert answer["Location"] == page(one)
    one.refresh_from_db()
    assert one.status == "submitted"
    assert one.amount == 125050
    assert "where" not in one.revisions.get().content["sections"]["plan"]
    assert one.revisions.get().content["files"][0]["sha256"]
    shown = client.get(page(one)).content.decode()
    assert one.number in shown
    assert one.revisions.get().sha256[:8] in shown
    assert "Sent" in shown
    assert "Soft hands" in client.get(page(one, "/sent/1")).content.decode()
    assert client.get(page(one, "/receipt/1.pdf"))["Content-Type"] == "application/pdf"
    got = client.get(page(one, f"/files/{one.attachments.get().pk}"))
    assert got["Content-Disposition"].startswith("attachment")
    assert b"".join(got.streaming_content).startswith(b"%PDF")


def test_what_cant_be_sent_is_kept_as_it_was_typed_and_said():
    client, one = drafted(sections=EVERY)
    path = page(one, "/sections/plan")
    wrong = {"q-title": "w " * 25, "q-kind": "field", "q-tags": ["a", "b"], "q-start-d": "31", "q-start-m": "2", "q-start-y": "2027",
             "q-cost": "a lot", "q-trips-rows": "1", "q-trips-0-city": "Nanjing", "q-trips-0-days": "900"}
    assert client.post(path, wrong | {"version": "0"}).status_code == 302
    shown = client.get(path).content.decode()
    for said in ("Shorten “Title” by 5 words.", "25 of 20 words", "choose at most 1", "like 1,200 or 1200.50", "as a day there is", "the most is 90"):
        assert said in shown, said
    assert 'value="a lot"' in shown
    assert 'value="31"' in shown
    answer = client.post(page(one, "/send"), {"key": "a-key-of-the-form"})
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "Answer “Where”." in shown
    assert "Add the file “Plan”." in shown
    chinese = client.get(page(one, "/send").replace("/en/", "/zh-hans/")).content.decode()
    assert "地点" in chinese
    assert "Where" not in chinese


def test_a_name_may_be_picked_from_the_directory_and_stays_until_it_is_typed_over():
    host = make.institute("Harbour University", "港湾大学")
    client, one = drafted(sections=EVERY)
    path = page(one, "/sections/plan")
    client.post(path, {"version": "0", "q-host": "Harbour University"})
    assert f'value="{host.uid} Harbour University"' in client.get(path).content.decode()
    client.post(path, {"version": "1", "q-host": "Harbour University", "q-host-pick": f"{host.uid} Harbour University"})
    assert one.sections.get().answers == {"host": {"uid": host.uid, "name": "Harbour University"}}
    client.post(path, {"version": "2", "q-host": "Elsewhere", "q-host-kept": f"{host.uid} Harbour University"})
    assert one.sections.get().answers == {"host": {"name": "Elsewhere"}}


def test_a_stale_save_shows_both_texts():
    client, one = drafted()
    path = page(one, "/sections/project")
    client.post(path, {"version": "0", "q-title": "Mine", "q-aim": "first"})
    answer = client.post(path, {"version": "0", "q-title": "Other window", "q-aim": "second"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Other window" in shown
    assert "Mine" in shown
    assert "first" in shown
    assert 'name="version" value="1"' in shown
    assert one.sections.get(key="project").answers["title"] == "Mine"


def test_autosave_answers_in_json():
    client, one = drafted()
    path = page(one, "/sections/project")
    auto = {"HTTP_X_AUTOSAVE": "1"}
    told = client.post(path, {"version": "0", "q-title": "T"}, **auto)
    assert told.status_code == 200
    assert json.loads(told.content)["version"] == 1
    assert "Saved at" in json.loads(told.content)["message"]
    assert client.post(path, {"version": "0", "q-title": "U"}, **auto).status_code == 409
    assert Client().post(path, {"version": "1", "q-title": "U"}, **auto).status_code in {401, 403}


def test_an_expired_session_gives_the_typed_text_back():
    client, one = drafted()
    path = page(one, "/sections/project")
    lost = Client()
    answer = lost.post(path, {"version": "0", "q-title": "Typed while signed out", "q-aim": ""})
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    make.sign_in(one.applicant, lost)
    shown = lost.get(path).content.decode()
    assert "What you had typed is back." in shown
    assert "Typed while signed out" in shown
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("tail", ["", "/sections/project", "/documents", "/hosts", "/people", "/send", "/withdraw", "/sent/1", "/receipt/1.pdf"])
def test_only_who_takes_part_finds_it(tail: str):
    one = making.application()
    helper = making.applicant()
    row = one.co_applicants.create(user=helper, email=helper.email, name="Hel Per", state="accepted", token_hash="h")
    assert make.sign_in(one.applicant).get(page(one, tail)).status_code == 200
    inside = make.sign_in(helper)
    assert inside.get(page(one, tail)).status_code == 200
    row.state = "removed"
    row.save()
    assert inside.get(page(one, tail)).status_code == 404
    for somebody in (making.applicant(), making.coordinator(one.call.programme), make.staff(), making.reviewer(one.call.programme)):
        assert make.sign_in(somebody).get(page(one, tail)).status_code == 404
    assert Client().get(page(one, tail)).status_code == 302
    assert AuditEvent.objects.filter(act="application.read", outcome="refused").exists()


def test_co_applicants_come_by_invitation_and_only_with_the_confirmed_address():
    client, one = drafted()
    people = page(one, "/people")
    assert client.post(people, {"name": "Kai", "email": "kai@example.org", "role": "edit"}).status_code == 302
    link = mailbox.link("kai@example.org")
    stranger = make.sign_in(making.applicant())
    assert stranger.post(link, {"act": "accept"}).status_code == 400
    kai = make.sign_in(making.applicant("kai@example.org"))
    assert kai.post(link, {"act": "accept"}).status_code == 302
    assert kai.post(page(one, "/sections/project"), {"version": "0", "q-title": "By Kai"}).status_code == 302
    key = str(one.co_applicants.get().pk)
    client.post(people, {"act": "role", "key": key, "role": "view"})
    assert kai.post(page(one, "/sections/project"), {"version": "1", "q-title": "Again"}).status_code == 403
    assert one.sections.get().answers == {"title": "By Kai"}
    client.post(people, {"act": "remove", "key": key})
    assert kai.get(page(one)).status_code == 404


def test_a_pair_counts_when_both_halves_are_in():
    call = making.call(is_paired=True, halves={"uk": {"currency": "GBP", "cap": 1200000}, "cn": {"currency": "CNY", "cap": 10000000}})
    ana, client = making.applicant(), None
    client = make.sign_in(ana)
    assert client.post(f"/en/exchanges/calls/{call.uid}/apply").status_code == 400  # which half?
    client.post(f"/en/exchanges/calls/{call.uid}/apply", {"side": "uk"})
    uk = Application.objects.get(applicant=ana)
    client.post(page(uk, "/people"), {"name": "Wei", "email": "wei@example.org", "role": "half"})
    wei = make.sign_in(making.applicant("wei@example.org"))
    wei.post(mailbox.link("wei@example.org"), {"act": "accept"})
    cn = Application.objects.get(pair=uk.pair, side="cn")
    assert (uk.currency, cn.currency) == ("GBP", "CNY")
    for web, half in ((client, uk), (wei, cn)):
        web.post(page(half, "/sections/project"), {"version": "0", "q-title": "Both", "q-aim": "x"})
        web.post(page(half, "/sections/stay"), {"version": "0", "q-months": "3"})
        assert web.post(page(half, "/send"), {"key": "key-of-a-form"}).status_code == 302
        if half is uk:
            coordinator = make.acting(making.coordinator(call.programme))
            with pytest.raises(NotNow):
                services.move(uk, "find-eligible", by=coordinator)
            assert "Your half is in" in client.get(page(uk)).content.decode()
    uk.pair.refresh_from_db()
    assert uk.pair.complete_at
    making.Call.objects.filter(pk=call.pk).update(closes_at=making.NOW() - timedelta(minutes=1))
    assert services.move(Application.objects.get(pk=uk.pk), "find-eligible", by=coordinator)
    wei.post(page(cn, "/withdraw"))
    assert list(Application.objects.filter(call=call).order_by("pk").values_list("status", flat=True)) == ["ended", "withdrawn"]


def test_wishes_are_ranked_without_script():
    call = making.call()
    first, second = making.position(call), making.position(call)
    client, one = drafted(call=call)
    assert client.post(page(one, "/hosts"), {"rank-1": first.uid, "rank-2": first.uid}).status_code == 400
    assert client.post(page(one, "/hosts"), {"rank-1": second.uid, "rank-2": first.uid}).status_code == 302
    assert [wish.position for wish in one.preferences.all()] == [second, first]


def test_hosts_abroad_are_asked_about_separately_and_never_ticked():
    call = making.call()
    host = make.institute("Southeast University", "东南大学", place=make.nanjing())
    making.position(call, host=host)
    client, one = drafted(call=call)
    client.post(page(one, "/hosts"), {"rank-1": call.positions.get().uid})
    for key, given in (("project", {"q-title": "T", "q-aim": "x"}), ("stay", {"q-months": "3"})):
        client.post(page(one, f"/sections/{key}"), {"version": "0", **given})
    shown = client.get(page(one, "/send")).content.decode()
    assert f'value="host:{host.uid}">' in shown
    assert "checked" not in shown
    digest = shown.partition('name="transfer_text" value="')[2][:64]
    client.post(page(one, "/send"), {"key": "key-of-a-form", "transfer": f"host:{host.uid}", "transfer_text": digest})
    given = ConsentRecord.objects.get(person=one.applicant)
    assert (given.recipient, given.jurisdiction, given.given_on) == (f"host:{host.uid}", "CN", "application")


@pytest.mark.parametrize("state", ["eligible", "under-review", "shortlisted"])
def test_what_a_panel_thinks_looks_the_same(state: str):
    one = making.application(status=state)
    shown = make.sign_in(one.applicant).get(page(one)).content.decode()
    assert "Being considered" in shown
    for word in ("Eligible", "Shortlisted", "Under review", "eligible"):
        assert word not in shown.partition("<main")[2]


def test_documents_are_checked_by_content_and_removed_again():
    call = making.call(documents=[{"key": "cv", "title": {"en": "CV", "zh": "简历"}, "required": True, "max_mb": 1, "types": ["pdf"]}])
    client, one = drafted(call=call)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as out:
        out.writestr("a", "b")
    bad = client.post(page(one, "/documents"), {"document-cv": SimpleUploadedFile("cv.pdf", zipped.getvalue())})
    assert bad.status_code == 400
    assert not one.attachments.exists()
    assert client.post(page(one, "/documents"), {"document-cv": pdf()}).status_code == 302
    key = one.attachments.get().pk
    client.post(page(one, "/documents"), {"detach": str(key)})
    assert one.attachments.get().removed_at


def test_answers_come_over_from_an_earlier_application():
    ana = making.applicant()
    earlier = making.application(by=ana)
    client, one = drafted(by=ana)
    client.post(page(one, "/copy"), {"from": earlier.uid})
    assert one.sections.get(key="project").answers["title"] == earlier.title
    foreign = making.application()
    assert client.post(page(one, "/copy"), {"from": foreign.uid}).status_code == 404


@pytest.mark.parametrize("given", [
    {"version": "x" * 50}, {"q-title": "\0\ud800\u202e" + "a" * 200_000}, {"q-trips-rows": "99999999"}, {"q-trips-rows": "-1"}, {"detach": "9" * 30},
    {"add": "../../x"}, {"q-host-pick": "x" * 999}, {"q-start-y": "99999", "q-start-d": "²"}, {"q-cost": "9" * 40}, {"q-kind": "nothing"},
], ids="-".join)
def test_strange_input_is_never_a_failure(given: dict[str, str]):
    client, one = drafted(sections=EVERY)
    body = {key: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for key, value in given.items()}
    assert client.post(page(one, "/sections/plan"), {"version": "0", **body}).status_code in {302, 400, 409}
    assert client.get(page(one, "/sections/plan")).status_code == 200
    assert client.get(page(one, "/sections/nothing")).status_code == 404


def test_a_draft_is_reminded_of_once_a_span_and_stands_on_my_page():
    call = making.call(closes_at=making.NOW() + timedelta(days=6))
    one = making.application(call, status="draft", created_at=making.NOW() - timedelta(days=9))
    upkeep.remind()
    upkeep.remind()
    assert Notice.objects.filter(user=one.applicant, topic="applications/reminder").count() == 1
    shown = make.sign_in(one.applicant).get("/en/account").content.decode()
    assert "Send your application to “Autumn call”" in shown
    assert "My applications" in shown


def test_a_half_without_its_other_half_ends_at_the_deadline():
    call = making.call(is_paired=True, halves={"uk": {"currency": "GBP", "cap": 100}, "cn": {"currency": "CNY", "cap": 100}})
    one = making.application(call, status="submitted", side="uk", pair=call.pairs.create())
    Call.objects.filter(pk=call.pk).update(closes_at=making.NOW() - timedelta(seconds=1))
    shown = make.sign_in(one.applicant).get(page(one)).content.decode()
    assert "Doesn’t count" in shown  # the clock has decided before the job has run
    upkeep.settle()
    one.refresh_from_db()
    assert one.status == "not-sent"
    assert Notice.objects.filter(user=one.applicant, topic="applications/one-sided").count() == 1


def test_reading_anonymously_names_nobody():
    one = making.application()
    content = one.revisions.get().content | {
        "sections": {"plan": {"title": "Soft hands", "host": {"name": "Nanjing"}}}, "co_applicants": [{"name": "Hel Per", "part": "x"}],
        "referees": [{"name": "Rosa", "organisation": "R"}], "applicant": "Ana", "form": {"stage": 1, "version": 1},
        "files": [{"slot": "question:plan.file", "uid": "u", "name": "Ana CV.pdf", "bytes": 9}],
    }
    one.form.sections = EVERY
    one.form.save()
    copy = one.revisions.create(number=2, content=content, sha256="0" * 64, key="second-key", received_at=making.NOW())
    named, nameless = (repr(as_rows(one, copy, anonymous=hidden)) for hidden in (False, True))
    for word in ("Hel Per", "Rosa", "Nanjing", "Ana CV"):
        assert word in named
        assert word not in nameless
    assert "Soft hands" in nameless
    assert "File 1.pdf" in nameless
    assert "题目" in repr(as_rows(one, copy, lang="zh-hans"))
