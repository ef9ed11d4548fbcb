"""The referee's way: a link without an account, that scanners may follow, that stands in no log, and that ends when its work is done."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.actor import Actor, actor_for
from accounts.models import AuditEvent
from config import logs
from exchanges.models import Event, Letter, StoredFile
from exchanges.references import links, services
from tests import mailbox, make
from tests.exchanges import making, papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "private"


@pytest.fixture
def letter() -> Letter:
    """Asked, with its mail in the outbox."""
    call = making.call(letters_wanted=2, letters_asked="after", letters_due_at=timezone.now() + timedelta(days=20))
    application = making.application(call, by=making.applicant("ana@example.org", full_name="Ana Whitlock"))
    return services.name_referee(application, name="Rosa Referee", email="rosa@uni.example", by=None)


def path() -> str:
    """The newest link in the mail to the referee."""
    return mailbox.link("rosa@uni.example")


def came_by(letter: Letter) -> Client:
    client = Client()
    client.get(path())
    return client


def state(letter: Letter) -> dict[str, object]:
    return Letter.objects.filter(pk=letter.pk).values().get()


def test_the_link_is_32_random_bytes_and_only_its_hash_is_kept(letter: Letter):
    token = path().rsplit("/", 1)[1]
    assert re.fullmatch(r"/en/letters/[\w-]{43}", path())
    assert Letter.objects.get(pk=letter.pk).token_hash == links.digest(token)
    assert not Letter.objects.filter(token_hash=token).exists()
    (mail,) = mailbox.to("rosa@uni.example")
    assert mail.is_secret
    assert mail.give_up_at == letter.due_at


def test_the_token_goes_from_the_address_bar_into_the_session(letter: Letter):
    client = Client()
    answer = client.get(path())
    assert (answer.status_code, answer["Location"]) == (302, f"/en/letter/{letter.pk}")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert b"Will you write a letter for Ana Whitlock?" in page.content
    token = path().rsplit("/", 1)[1]
    assert token not in page.text
    assert token not in str(dict(client.session))
    assert Client().get(f"/en/letter/{letter.pk}").status_code == 404


def test_a_mail_scanner_changes_nothing_but_that_it_was_opened(letter: Letter):
    before = state(letter)
    events = Event.objects.count()
    for _ in range(3):
        assert Client().head(path()).status_code == 302
    assert state(letter) == before
    for _ in range(5):
        client = Client()
        assert client.get(client.get(path())["Location"]).status_code == 200
        assert client.get("/en/letter/done").status_code == 404
    assert state(letter) == before | {"opened_at": state(letter)["opened_at"]}
    assert state(letter)["opened_at"] is not None
    assert Event.objects.count() == events
    assert Client(enforce_csrf_checks=True).post(path()).status_code in {403, 405}
    person = came_by(letter)
    assert person.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"}).status_code == 302
    assert state(letter)["state"] == "willing"


def test_from_yes_to_sent_in_three_visits(letter: Letter):
    first = came_by(letter)
    first.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"})
    saved = first.post(f"/en/letter/{letter.pk}/write", {"text": "She is\r\nvery good.", "version": 1, "act": "save"})
    assert saved["Location"] == f"/en/letter/{letter.pk}?saved=1"
    second = came_by(letter)
    page = second.get(f"/en/letter/{letter.pk}")
    assert "She is\nvery good." in page.text
    third = came_by(letter)
    sent = third.post(f"/en/letter/{letter.pk}/write", {"text": "She is excellent.", "version": 2, "act": "send"})
    assert sent["Location"] == "/en/letter/done"
    assert b"your letter has arrived" in third.get("/en/letter/done").content
    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.token_hash) == ("submitted", "She is excellent.", None)
    assert [mail.topic for mail in mailbox.to("rosa@uni.example")] == ["letters/thanks"]
    notices = letter.application.applicant.notices.values_list("topic", flat=True).order_by("pk")
    assert list(notices) == ["letters/willing", "letters/submitted"]


def dead_links(letter: Letter) -> dict[str, str]:
    """A link for each reason for which one opens nothing."""
    first = path()
    Letter.objects.filter(pk=letter.pk).update(asked_at=timezone.now() - timedelta(days=5), created_at=timezone.now() - timedelta(days=5))
    services.again(letter, by=coordinating(letter))
    used = services.name_referee(letter.application, name="Uma", email="uma@uni.example", by=None)
    by_used = mailbox.link("uma@uni.example")
    services.accept(used, by=links.actor_for(used))
    services.submit(used, text="Good.", version=1, by=links.actor_for(used))
    return {
        "unknown": "/en/letters/" + "x" * 43, "voided": first, "used": by_used, "long": "/en/letters/" + "y" * 500, "nul": "/en/letters/a%00b",
        "forged": f"/en/letters/{links.repeated(letter)[:-3]}abc", "colons": "/en/letters/:::", "odd": "/en/letters/%E6%8E%A8%F0%9F%98%80",
    }


def coordinating(letter: Letter) -> Actor:
    return actor_for(making.coordinator(letter.application.call.programme), second_factor_used=True)


def test_every_dead_link_gets_the_same_answer(letter: Letter):
    answers = {}
    for name, dead in dead_links(letter).items():
        client = Client()
        answer = client.get(dead)
        assert (answer.status_code, answer["Location"]) == (302, "/en/letter"), name
        page = client.get(answer["Location"])
        answers[name] = (page.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text))
    assert len(set(answers.values())) == 1
    assert next(iter(answers.values()))[0] == 404


def test_a_reminder_opens_the_same_letter_and_kills_no_link(letter: Letter):
    first = path()
    services.remind_due(timezone.now() + timedelta(days=14))
    again = path()
    assert again != first
    for one in (first, again):
        client = Client()
        assert client.get(client.get(one)["Location"]).status_code == 200
    letter.refresh_from_db()
    Letter.objects.filter(pk=letter.pk).update(asked_at=timezone.now() - timedelta(days=9), reminded_at=timezone.now() - timedelta(days=9))
    services.again(letter, by=coordinating(letter))
    for one in (first, again):
        client = Client()
        assert client.get(client.get(one)["Location"]).status_code == 404


def test_a_voided_link_ends_its_sessions_and_gives_back_what_was_typed(letter: Letter):
    client = came_by(letter)
    client.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"})
    Letter.objects.filter(pk=letter.pk).update(token_hash=links.digest("another"))
    page = client.post(f"/en/letter/{letter.pk}/write", {"text": "Two hours of work <b>", "version": 1, "act": "save"})
    assert page.status_code == 404
    assert "Two hours of work &lt;b&gt;" in page.text


def test_two_letters_in_one_browser_stay_apart(letter: Letter):
    other = services.name_referee(making.application(letter.application.call), name="Rosa Referee", email="rosa@uni.example", by=None)
    client = Client()
    for mail in mailbox.to("rosa@uni.example", "letters/request"):
        client.get(re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mail.text)[0])
    for one in (letter, other):
        client.post(f"/en/letter/{one.pk}/answer", {"answer": "yes"})
        client.post(f"/en/letter/{one.pk}/write", {"text": f"For {one.pk}.", "version": 1, "act": "save"})
    assert [Letter.objects.get(pk=one.pk).text for one in (letter, other)] == [f"For {letter.pk}.", f"For {other.pk}."]


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(letter: Letter):
    client = came_by(letter)
    client.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"})
    client.post(f"/en/letter/{letter.pk}/write", {"text": "From the laptop.", "version": 1, "act": "save"})
    page = client.post(f"/en/letter/{letter.pk}/write", {"text": "From the phone.", "version": 1, "act": "send"})
    assert page.status_code == 409
    assert "From the laptop." in page.text
    assert "From the phone." in page.text
    assert 'name="version" value="2"' in page.text
    assert state(letter)["text"] == "From the laptop."
    done = client.post(f"/en/letter/{letter.pk}/write", {"text": "From both.", "version": 2, "act": "send"})
    assert done.status_code == 302


def test_a_file_comes_in_is_replaced_and_taken_away(letter: Letter, django_capture_on_commit_callbacks):
    client = came_by(letter)
    here = f"/en/letter/{letter.pk}"
    client.post(f"{here}/answer", {"answer": "yes"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{here}/write", {"text": "", "version": 1, "act": "save", "file": papers.upload(name="first.pdf")})
        client.post(f"{here}/write", {"text": "", "version": 1, "act": "save", "file": papers.upload(name="second.pdf")})
    assert b"".join(client.get(f"{here}/file").streaming_content) == papers.PDF
    assert [one.gone_at is None for one in StoredFile.objects.order_by("pk")] == [False, True]
    refused = client.post(f"{here}/write", {"text": "Typed.", "version": 1, "act": "send", "file": papers.upload(b"<html>", "a.pdf")})
    assert refused.status_code == 400
    assert "Typed." in refused.text
    assert "nothing was stored" in refused.text
    assert state(letter)["state"] == "willing"
    client.post(f"{here}/write", {"text": "Typed.", "version": 2, "act": "detach"})
    assert client.get(f"{here}/file").status_code == 404
    client.post(f"{here}/write", {"text": "", "version": 2, "act": "save"})
    empty = client.post(f"{here}/write", {"text": "  ", "version": 3, "act": "send"})
    assert (empty.status_code, "There is no letter yet" in empty.text) == (400, True)


BAD: dict[str, dict[str, str]] = {
    "no-version": {"text": "x"}, "version-of-words": {"text": "x", "version": "one"}, "huge-version": {"text": "x", "version": "9" * 400},
    "nul": {"text": "a\0b", "version": "1"}, "too-long": {"text": "字" * 20_001, "version": "1"},
}


@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_saved_is_a_400_that_loses_nothing(letter: Letter, name: str):
    client = came_by(letter)
    client.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"})
    page = client.post(f"/en/letter/{letter.pk}/write", BAD[name])
    assert page.status_code == 400
    assert state(letter)["text"] == ""


def test_an_answer_without_a_choice_asks_again(letter: Letter):
    page = came_by(letter).post(f"/en/letter/{letter.pk}/answer", {"reason": "Busy\0"})
    assert (page.status_code, "Choose yes or no." in page.text) == (400, True)


def test_no_with_a_reason_is_told_without_it(letter: Letter):
    client = came_by(letter)
    client.post(f"/en/letter/{letter.pk}/answer", {"answer": "no", "reason": "I hardly know her."})
    assert b"Thank you for answering" in client.get("/en/letter/done").content
    assert (state(letter)["state"], state(letter)["decline_reason"], state(letter)["token_hash"]) == ("declined", "I hardly know her.", None)
    told = mailbox.to("ana@example.org")
    assert told
    assert all("hardly" not in mail.text + mail.html for mail in told)
    ana = make.sign_in(letter.application.applicant)
    page = ana.get(f"/en/account/applications/{letter.application.uid}/referees")
    assert "Can’t write one" in page.text
    assert "hardly" not in page.text


def test_after_the_last_moment_the_link_opens_nothing_whatever_the_clock_has_done(letter: Letter):
    client = came_by(letter)
    due = timezone.now()
    Letter.objects.filter(pk=letter.pk).update(due_at=due)
    letter.application.call.letters_due_at = due
    letter.application.call.save()
    assert client.get(f"/en/letter/{letter.pk}").status_code == 404
    letter.application.call.letters_due_at = due + timedelta(days=1)
    letter.application.call.save()
    assert client.get(f"/en/letter/{letter.pk}").status_code == 200


def test_the_applicant_with_the_link_in_hand_is_refused(letter: Letter):
    client = make.sign_in(letter.application.applicant)
    client.get(path())
    assert client.get(f"/en/letter/{letter.pk}").status_code == 404
    assert client.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"}).status_code == 404
    assert AuditEvent.objects.filter(act="letter.write", outcome="refused").count() == 2
    assert state(letter)["state"] == "requested"


def test_a_referee_who_is_signed_in_acts_as_the_referee_alone(letter: Letter):
    client = make.sign_in(making.coordinator(letter.application.call.programme))
    client.get(path())
    client.post(f"/en/letter/{letter.pk}/answer", {"answer": "yes"})
    event = Event.objects.get(noun="letter", key=letter.pk, move="accept")
    assert (event.by, event.right) == (None, "referee")
    assert state(letter)["state"] == "willing"


def test_the_page_speaks_the_referees_language_and_the_switch_is_remembered(letter: Letter):
    client = came_by(letter)
    page = client.get(f"/zh-hans/letter/{letter.pk}")
    assert page.status_code == 200
    assert f'href="/en/letter/{letter.pk}"' in page.text
    client.post(f"/zh-hans/letter/{letter.pk}/answer", {"answer": "yes"})
    assert state(letter)["language"] == "zh-hans"


def test_the_mail_in_chinese_leads_to_the_chinese_page():
    call = making.call(letters_wanted=1, letters_asked="before")
    services.name_referee(making.application(call), name="李老师", email="rosa@uni.example", language="zh-hans", by=None)
    assert path().startswith("/zh-hans/letters/")


@pytest.mark.parametrize("which", ["first", "reminder"])
def test_no_log_holds_the_token(letter: Letter, which: str):
    if which == "reminder":
        services.remind_due(timezone.now() + timedelta(days=14))
    address = path()
    token = address.rsplit("/", 1)[1]
    lines = {
        "django.request": ("Not Found: %s", (address,)), "django.server": ('"%s" %s %s', (f"GET {address} HTTP/1.1", "302", "0")),
        "granian.access": ('[2026] 127.0.0.1 - "GET %s HTTP/1.1" 302 3.1', (address,)), "qiao.worker": (f"opened http://127.0.0.1:8000{address}", ()),
    }
    for name, (message, args) in lines.items():
        record = logging.LogRecord(name, logging.WARNING, "", 1, message, args, None)
        assert logs.OneLine().filter(record)
        assert token not in record.getMessage(), name
        assert token[:20] not in record.getMessage(), name


def test_a_request_by_the_link_writes_no_token_anywhere(letter: Letter, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    address = path()
    client = Client()
    client.get(address)
    client.post(address)
    token = address.rsplit("/", 1)[1]
    shown = []
    for record in caplog.records:
        if record.name != "django.db.backends":
            logs.OneLine().filter(record)
            shown.append(record.getMessage())
    assert shown
    assert not [line for line in shown if token in line]
    assert not [event for event in AuditEvent.objects.all() if token in str(event.facts) + event.object_id + event.reason]
    assert not [event for event in Event.objects.all() if token in str(event.facts) + event.reason]
