"""What reviewers and referees type outlives their session: kept, back in the form, and saved as it is typed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from exchanges.models import Assignment, Letter
from exchanges.references import services as references
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
AUTO = {"X-Autosave": "1"}
WRITTEN = {"score-quality": "4", "to_panel": "方案可靠，人选合适。" * 900, "to_applicant": "ALSO", "version": "1"}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "private"


@pytest.fixture
def review() -> Assignment:
    programme = making.programme()
    application = making.application(making.closed_call(programme), status="under-review")
    return making.assignment(application, making.reviewer(programme))


@pytest.fixture
def letter() -> Letter:
    """Being written."""
    call = making.call(letters_wanted=1, letters_asked="after", letters_due_at=timezone.now() + timedelta(days=20))
    asked = references.name_referee(making.application(call), name="Rosa Referee", email="rosa@uni.example", by=None)
    Letter.objects.update(state="willing")
    return asked


def test_a_review_typed_while_signed_out_is_back_after_signing_in(review: Assignment):
    client, address = make.sign_in(review.reviewer), reverse("review", args=[review.pk])
    client.logout()
    answer = client.post(address, WRITTEN | {"save": "1"})
    assert answer.status_code == 302
    client.force_login(review.reviewer)
    shown = client.get(address).content.decode()
    assert WRITTEN["to_panel"] in shown
    assert 'data-state="unsaved"' in shown
    assert 'name="score-quality" value="4" checked' in shown
    assert Assignment.objects.get().to_panel == ""
    assert WRITTEN["to_panel"] not in client.get(address).content.decode()  # once


def test_a_review_is_saved_as_it_is_typed(review: Assignment):
    client, address = make.sign_in(review.reviewer), reverse("review", args=[review.pk])
    answer = client.post(address, WRITTEN, headers=AUTO)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert Assignment.objects.get().to_panel == WRITTEN["to_panel"]
    assert client.post(address, WRITTEN, headers=AUTO).status_code == 409  # the version of another window
    wrong = client.post(address, WRITTEN | {"version": "2", "score-quality": "9"}, headers=AUTO)
    assert wrong.status_code == 400
    assert wrong.json()["message"]
    client.logout()
    assert client.post(address, WRITTEN, headers=AUTO).status_code == 401


def test_handing_a_review_back_in_vain_takes_nothing_out_of_the_form(review: Assignment):
    client, address = make.sign_in(review.reviewer), reverse("review", args=[review.pk])
    client.post(address, WRITTEN, headers=AUTO)
    shown = client.post(address, {"conflict": "1", "conflict_is": ""})
    assert shown.status_code == 400
    assert WRITTEN["to_panel"] in shown.content.decode()


def test_somebody_elses_review_saves_nothing_by_itself(review: Assignment):
    other = make.sign_in(making.reviewer(review.application.call.programme))
    assert other.post(reverse("review", args=[review.pk]), WRITTEN, headers=AUTO).status_code == 404
    assert Assignment.objects.get().version == 1


def test_a_letter_typed_after_the_session_ended_is_back_by_the_link(letter: Letter):
    text, client = "我认识她九年了。" * 2000, Client()
    gone = client.post(reverse("letter_write", args=[letter.pk]), {"text": text, "version": str(letter.version), "act": "send"})
    assert gone.status_code == 404
    assert "Open the link in your mail again" in gone.content.decode()
    shown = client.get(mailbox.link("rosa@uni.example"), follow=True).content.decode()
    assert text in shown
    assert 'data-state="unsaved"' in shown
    assert Letter.objects.get().text == ""
    assert text not in client.get(reverse("letter", args=[letter.pk])).content.decode()  # once


def test_a_letter_is_saved_as_it_is_typed(letter: Letter):
    client, address = Client(), reverse("letter_write", args=[letter.pk])
    typed = {"text": "I have known her", "version": str(letter.version)}
    assert client.post(address, typed, headers=AUTO).status_code == 404
    client.get(mailbox.link("rosa@uni.example"))
    answer = client.post(address, typed, headers=AUTO)
    assert (answer.status_code, answer.json()["version"]) == (200, letter.version + 1)
    assert Letter.objects.get().text == "I have known her"
    assert client.post(address, typed | {"text": "otherwise"}, headers=AUTO).status_code == 409
    assert client.post(address, typed | {"version": "x"}, headers=AUTO).status_code == 400
    assert client.post(address, typed | {"text": "x" * 20_001}, headers=AUTO).status_code == 400
    assert Letter.objects.get().state == "willing"
