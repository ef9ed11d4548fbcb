"""Who reads a letter, what the applicant sees, and the coordinator's list."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actor import Actor, actor_for
from accounts.models import AuditEvent
from exchanges.models import Application, Letter
from exchanges.references import links, rules, services
from tests import mailbox, make
from tests.exchanges import making, papers
from tests.exchanges.letters import actor, applying, name, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "private"


def readers(application: Application) -> dict[str, Actor]:
    programme = application.call.programme
    people = {
        "visitor": actor_for(None), "stranger": actor(making.applicant()), "applicant": actor(application.applicant),
        "coordinator": actor(making.coordinator(programme)), "coordinator-elsewhere": actor(making.coordinator(making.programme())),
        "staff": actor(make.member("staff@example.org", is_staff=True)), "token": Actor(user=application.applicant, scopes=frozenset()),
    }
    joins = making.coordinator(programme)
    application.co_applicants.create(user=joins, email=joins.email, name="J", state="accepted", token_hash="e" * 64)
    people["coordinator-who-applies"] = actor(joins)
    partner = making.applicant()
    application.co_applicants.create(user=partner, email=partner.email, name="P", state="accepted", token_hash="f" * 64)
    people["co-applicant"] = actor(partner)
    for state in ("invited", "declined", "recused", "in-progress", "submitted", "reopened", "locked", "removed"):
        reads = making.reviewer(programme)
        making.assignment(application, reads, state=state)
        people[f"reviewer-{state}"] = actor(reads)
    return people


READ = {"coordinator", "staff", "reviewer-in-progress", "reviewer-submitted", "reviewer-reopened", "reviewer-locked"}


@pytest.mark.parametrize("mode", ["single", "double", "open"])
def test_who_reads_a_letter(mode: str):
    application = applying(review_mode=mode)
    letter = sent(application)
    people = readers(application) | {"referee": links.actor_for(letter)}
    expected = {one for one in READ if mode != "double" or not one.startswith("reviewer")}
    assert {who for who, by in people.items() if rules.may_read_letter(by, letter)} == expected
    letter.state = "willing"
    assert not [who for who, by in people.items() if rules.may_read_letter(by, letter)]


def test_a_coordinator_who_applies_reads_nothing_of_their_own():
    application = applying()
    letter = sent(application)
    programme = application.call.programme
    programme.roles.create(user=application.applicant, role="coordinator")
    client = make.sign_in(application.applicant)
    assert client.get(f"/en/account/letters/{letter.pk}").status_code == 404
    page = client.get(f"/en/account/calls/{application.call.uid}/letters")
    assert page.status_code == 200
    assert "rosa@uni.example" not in page.text


def test_each_reading_is_written_down_and_each_refused_try():
    application = applying()
    letter = sent(application)
    client = make.sign_in(making.coordinator(application.call.programme))
    page = client.get(f"/en/account/letters/{letter.pk}")
    assert "She is very good." in page.text
    event = AuditEvent.objects.get(act="letter.read", outcome="done")
    assert (event.object_type, event.object_id, event.right, event.facts) == ("application", application.uid, "coordinator", {"letter": letter.pk})
    for somebody in (application.applicant, making.applicant()):
        assert make.sign_in(somebody).get(f"/en/account/letters/{letter.pk}").status_code == 404
    assert AuditEvent.objects.filter(act="letter.read", outcome="refused").count() == 2
    assert Client().get(f"/en/account/letters/{letter.pk}").status_code == 302
    assert make.sign_in(application.applicant).get("/en/account/letters/999999999999999").status_code == 404


def test_the_file_of_a_letter_goes_out_under_our_name_to_who_may_read_it():
    application = applying()
    letter = name(application)
    services.accept(letter, by=links.actor_for(letter))
    services.attach(letter, papers.upload(name="Gutachten Ana Whitlock.pdf"), by=links.actor_for(letter))
    services.submit(letter, text="", version=1, by=links.actor_for(letter))
    client = make.sign_in(making.coordinator(application.call.programme))
    answer = client.get(f"/en/account/letters/{letter.pk}/file")
    assert b"".join(answer.streaming_content) == papers.PDF
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{application.number}-{letter.pk}.pdf"'
    assert make.sign_in(application.applicant).get(f"/en/account/letters/{letter.pk}/file").status_code == 404


def test_the_applicant_sees_the_status_and_nothing_of_the_letter():
    application = applying()
    sent(application, text="Canary-7731 is what she is.")
    client = make.sign_in(application.applicant)
    page = client.get(f"/en/account/applications/{application.uid}/referees")
    assert page.status_code == 200
    assert "Letter is in" in page.text
    assert "Named: 1 of 2. Letters in: 1" in page.text
    told = [mail.text + mail.html for mail in mailbox.to("ana@example.org")]
    assert told
    assert not [text for text in [page.text, *told] if "Canary-7731" in text]


def form(**fields: str) -> dict[str, str]:
    return {"name": "Nora Newly", "email": "nora@uni.example", "organisation": "", "relation": "", "language": "en"} | fields


def test_the_applicants_page_names_changes_reminds_and_cancels():
    application = applying()
    client = make.sign_in(application.applicant)
    here = f"/en/account/applications/{application.uid}/referees"
    assert client.post(here, form()).status_code == 302
    letter = application.letters.get()
    assert letter.state == "requested"
    assert client.post(f"{here}/{letter.pk}", form(name="Nora N.")).status_code == 302
    assert "Nora N." in client.get(here).text
    early = client.post(f"{here}/{letter.pk}/remind", follow=True)
    assert "last 4 days" in early.text
    assert "Tell them that no letter is needed?" in client.get(f"{here}/{letter.pk}/cancel").text
    letter.refresh_from_db()
    assert letter.state == "requested"
    client.post(f"{here}/{letter.pk}/cancel")
    letter.refresh_from_db()
    assert letter.state == "cancelled"
    assert client.get(f"{here}/{letter.pk}/destroy").status_code == 404


WRONG = {
    "no-name": (form(name=""), "Type their name."), "no-address": (form(email=""), "Type their e-mail address."),
    "half-an-address": (form(email="nora@"), "Type a whole e-mail address"), "own-address": (form(email="Ana@example.org"), "somebody else"),
    "no-language": (form(language="tlh"), "Choose a language."), "nul": (form(organisation="a\0b"), "Null characters"),
    "hidden": (form(email="no\u200bra@uni.example"), "seen"), "long": (form(relation="x" * 201), "200 characters"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_can_not_be_named_is_a_400_that_keeps_what_was_typed(what: str):
    application = applying()
    page = make.sign_in(application.applicant).post(f"/en/account/applications/{application.uid}/referees", WRONG[what][0])
    assert page.status_code == 400
    assert WRONG[what][1] in page.text
    assert "nora@uni.example" in page.text or what in {"no-address", "half-an-address", "own-address", "hidden"}
    assert not Letter.objects.exists()


def test_the_applicants_page_is_nobody_elses():
    application = applying()
    partner = making.applicant()
    application.co_applicants.create(user=partner, email=partner.email, name="P", role="edit", state="accepted", token_hash="f" * 64)
    here = f"/en/account/applications/{application.uid}/referees"
    for somebody in (partner, making.applicant(), making.coordinator(application.call.programme)):
        assert make.sign_in(somebody).get(here).status_code == 404
    assert Client().get(here).status_code == 302
    assert make.sign_in(application.applicant).get("/en/account/applications/a%00b/referees").status_code == 404


def test_the_coordinators_list_asks_again_extends_and_shows_why_somebody_declined():
    application = applying()
    letter = name(application)
    services.decline(letter, by=links.actor_for(letter), reason="On leave until spring.")
    client = make.sign_in(making.coordinator(application.call.programme))
    here = f"/en/account/calls/{application.call.uid}/letters"
    assert "On leave until spring." in client.get(here).text
    assert "None at the moment." in client.get(here, {"state": "submitted"}).text
    assert client.get(here, {"state": "x", "page": "x"}).status_code == 200
    client.post(f"{here}/{letter.pk}/again", {"days": "14"})
    letter.refresh_from_db()
    assert letter.state == "requested"
    due = letter.due_at
    client.post(f"{here}/{letter.pk}/extend", {"days": "7"})
    letter.refresh_from_db()
    assert letter.due_at == due + timedelta(days=7)
    refused = client.post(f"{here}/{letter.pk}/extend", {"days": "1000"}, follow=True)
    assert "isn’t later" in refused.text
    assert client.post(f"{here}/{letter.pk}/destroy").status_code == 404


def test_drafts_are_nobody_elses_and_the_list_is_the_coordinators():
    application = applying("before", "draft")
    letter = name(application)
    client = make.sign_in(making.coordinator(application.call.programme))
    here = f"/en/account/calls/{application.call.uid}/letters"
    assert "rosa@uni.example" not in client.get(here).text
    assert client.post(f"{here}/{letter.pk}/remind").status_code == 404
    for somebody in (application.applicant, making.reviewer(application.call.programme), making.coordinator(making.programme())):
        assert make.sign_in(somebody).get(here).status_code == 404


@pytest.mark.parametrize("path", ["applications/a%00b/referees", "applications/a%00b/referees/1", "calls/a%00b/letters"])
def test_an_address_with_a_nul_byte_is_no_page(path: str):
    client = make.sign_in(making.coordinator(making.programme()))
    assert client.get(f"/en/account/{path}").status_code == 404
