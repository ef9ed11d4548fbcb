"""Papers: who gives, opens and removes them, why, for how long, and that nothing of them lies about in the open."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import AuditEvent, Message, Notice
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events.models import Event
from exchanges.files.errors import FileRefused
from exchanges.models import Paper
from exchanges.placements import services, upkeep
from exchanges.placements.services import Given
from exchanges.placements.vocabulary import PlacementState
from tests import make
from tests.exchanges.papers import PDF
from tests.exchanges.stays import PERSONS, TODAY, Stay, stay

pytestmark = pytest.mark.django_db
MARK = b"PASSPORT-OF-ANA-4711"
REASON = "To write the invitation letter"


@pytest.fixture(autouse=True)
def private(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_DIR = tmp_path / "private"
    return tmp_path


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("passport.pdf", PDF.replace(b"%%EOF", b"%" + MARK + b"\n%%EOF"), "application/pdf")


def given(one: Stay) -> Paper:
    return services.give(one.placement, scan(), by=one.acting("person"))


def client_of(one: Stay, who: str) -> Client:
    return make.sign_in(one.users[who], second_factor=who != "bare coordinator")


def url(one: Stay, tail: str = "") -> str:
    return f"/en/account/placements/{one.placement.uid}/papers{tail}"


def test_who_gives_a_paper_and_when():
    one = stay("completed")
    for state in PlacementState.values:
        type(one.placement).objects.update(state=state)
        for who in PERSONS[1:]:
            with pytest.raises(NotAllowed):
                services.give(one.placement, scan(), by=one.acting(who))
        if state in ("proposed", "host-confirmed", "confirmed"):
            assert given(one).expires_at > timezone.now() + timedelta(days=29)
        else:
            with pytest.raises(NotNow):
                given(one)


def test_never_without_a_confirmed_offer():
    one = stay("proposed")
    type(one.placement.offer).objects.filter(pk=one.placement.offer_id).update(state="withdrawn")
    with pytest.raises(NotNow):
        services.give(one.fresh(), scan(), by=one.acting("person"))


def test_only_what_is_a_paper_and_not_too_many():
    one = stay("proposed")
    with pytest.raises(FileRefused):
        services.give(one.placement, SimpleUploadedFile("passport.pdf", b"MZ" + bytes(50)), by=one.acting("person"))
    with pytest.raises(NotNow):
        services.give(one.placement, scan(), by=one.acting("person"), kind="anything")
    for _ in range(5):
        given(one)
    with pytest.raises(ExchangeError, match="Five papers"):
        given(one)
    assert one.placement.papers.count() == 5


@pytest.mark.parametrize("size", [0, 4_000_000], ids=["small", "larger-than-djangos-memory"])
def test_nothing_of_it_lies_on_the_disk_in_the_open(private: Path, monkeypatch: pytest.MonkeyPatch, size: int):
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a temporary file in the open")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", refuse)
    one = stay("proposed")
    paper = SimpleUploadedFile("passport.pdf", PDF.replace(b"%%EOF", b"%" + MARK + b"x" * size + b"\n%%EOF"))
    assert client_of(one, "person").post(url(one), {"kind": "passport", "file": paper}).status_code == 302
    files = [path for path in private.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if MARK in path.read_bytes()]
    assert one.placement.papers.get().file.is_encrypted


def test_one_that_is_too_large_is_refused_in_words(private: Path):
    one = stay("proposed")
    paper = SimpleUploadedFile("passport.pdf", PDF + b"x" * 6_000_000)
    answer = client_of(one, "person").post(url(one), {"kind": "passport", "file": paper})
    assert answer.status_code == 400
    assert "larger than" in answer.content.decode()
    assert not one.placement.papers.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]


def test_the_token_of_the_form_is_still_checked():
    one = stay("proposed")
    client = make.sign_in(one.users["person"], Client(enforce_csrf_checks=True))
    assert client.post(url(one), {"kind": "passport", "file": scan()}).status_code == 403
    assert not one.placement.papers.exists()


def test_who_opens_a_paper():
    one = stay("proposed")
    paper = given(one)
    for who in PERSONS:
        answer = client_of(one, who).post(url(one, f"/{paper.pk}/open"), {"reason": REASON})
        if who in ("coordinator", "staff"):
            assert answer.status_code == 200
            assert MARK in b"".join(answer.streaming_content)
            assert answer["Content-Disposition"].startswith("attachment")
            assert "no-store" in answer["Cache-Control"]
        else:
            assert answer.status_code == (302 if who == "bare coordinator" else 404), who
    assert AuditEvent.objects.filter(act="paper.read", outcome="done").count() == 2


def test_an_opening_needs_a_reason_is_written_down_and_told(caplog: pytest.LogCaptureFixture):
    one = stay("proposed")
    paper = given(one)
    client = client_of(one, "coordinator")
    for reason in ("", "  ", "visa", "看"):
        answer = client.post(url(one, f"/{paper.pk}/open"), {"reason": reason})
        assert answer.status_code == 400
        assert "Nothing was opened" in answer.content.decode()
    assert client.get(url(one, f"/{paper.pk}/open")).status_code == 405
    assert not AuditEvent.objects.filter(act="paper.read").exists()
    with caplog.at_level(logging.DEBUG):
        b"".join(client.post(url(one, f"/{paper.pk}/open"), {"reason": REASON}).streaming_content)
    assert REASON not in caplog.text
    assert MARK.decode() not in caplog.text
    event = AuditEvent.objects.get(act="paper.read")
    assert (event.reason, event.right, event.object_id, event.actor) == (REASON, "coordinator", str(paper.pk), one.users["coordinator"])
    assert Notice.objects.get(topic="placements/paper-opened").user == one.users["person"]
    seen = client_of(one, "person").get("/en/account/seen").content.decode()
    assert REASON in seen
    assert "A paper that you handed in" in seen
    assert not Message.objects.filter(text__contains=REASON).exists()  # the mail says that, the page says why


def test_no_more_than_twenty_openings_an_hour():
    one = stay("proposed")
    paper = given(one)
    for _number in range(20):
        services.open_it(paper, by=one.acting("coordinator"), reason=REASON)
    with pytest.raises(ExchangeError, match="many papers"):
        services.open_it(paper, by=one.acting("coordinator"), reason=REASON)
    services.open_it(paper, by=one.acting("staff"), reason=REASON)
    assert AuditEvent.objects.filter(act="paper.read").count() == 21


def test_the_person_removes_it_at_any_time_and_the_bytes_are_gone(private: Path, django_capture_on_commit_callbacks: Any):
    one = stay("proposed")
    papers = [given(one) for _ in range(3)]
    type(one.placement).objects.filter(pk=one.placement.pk).update(state="closed")
    for who, status in (("host", 404), ("stranger", 404), ("other coordinator", 404), ("person", 302)):
        with django_capture_on_commit_callbacks(execute=True):
            assert client_of(one, who).post(url(one, f"/{papers[0].pk}/remove")).status_code == status
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(papers[1], by=one.acting("coordinator"))
    assert not services.remove(papers[1], by=one.acting("coordinator"))
    papers[0].refresh_from_db()
    assert papers[0].removed_at
    assert papers[0].file.gone_at
    assert len([path for path in private.rglob("*") if path.is_file()]) == 1
    with pytest.raises(NotNow):
        services.open_it(papers[0], by=one.acting("coordinator"), reason=REASON)


@pytest.mark.parametrize("name", ["clear", "cancel"])
def test_none_stays_once_the_placement_is_cleared_or_cancelled(name: str, private: Path, django_capture_on_commit_callbacks: Any):
    one = stay("confirmed")
    given(one)
    with django_capture_on_commit_callbacks(execute=True):
        services.move(one.placement, name, by=one.acting("coordinator"), given=Given(reason="The lab burnt down"))
    assert not [path for path in private.rglob("*") if path.is_file()]
    assert Event.objects.filter(noun="paper", move="remove").count() == 1


def test_after_thirty_days_it_cant_be_opened_and_the_clock_takes_its_bytes(private: Path, django_capture_on_commit_callbacks: Any):
    one = stay("proposed")
    paper = given(one)
    assert upkeep.expire() == "0 papers removed"
    Paper.objects.filter(pk=paper.pk).update(expires_at=timezone.now())
    with pytest.raises(NotNow):  # by the clock, before the job has run
        services.open_it(paper, by=one.acting("coordinator"), reason=REASON)
    assert "Open the paper" not in client_of(one, "coordinator").get(f"/en/account/placements/{one.placement.uid}").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert upkeep.expire() == "1 papers removed"
    assert not [path for path in private.rglob("*") if path.is_file()]
    assert upkeep.expire() == "0 papers removed"


def test_a_paper_belongs_to_its_placement():
    one, other = stay("proposed"), stay("proposed", starts_on=TODAY, ends_on=TODAY)
    paper = given(one)
    answer = make.sign_in(other.users["coordinator"]).post(url(other, f"/{paper.pk}/open"), {"reason": REASON})
    assert answer.status_code == 404


def test_the_name_of_a_paper_is_its_persons_alone():
    one = stay("proposed")
    services.give(one.placement, SimpleUploadedFile("Ana-G12345678.pdf", PDF), by=one.acting("person"))
    assert "G12345678" in client_of(one, "person").get(f"/en/account/placements/{one.placement.uid}").content.decode()
    for who in ("coordinator", "host"):
        assert "G12345678" not in client_of(one, who).get(f"/en/account/placements/{one.placement.uid}").content.decode()
