"""Tries at writing an application that are refused: said plainly, noted, and nothing half-written."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import AuditEvent
from exchanges.applications import drafts
from exchanges.errors import NotAllowed
from tests import make
from tests.exchanges import making, papers

pytestmark = pytest.mark.django_db
PLAN = {"key": "plan", "type": "file", "title": {"en": "Plan", "zh": "计划书"}, "required": False, "types": ["pdf"], "max_mb": 1}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "private"


def drafted():
    call = making.call()
    form = call.forms.get()
    form.sections = [{**making.SECTIONS[0], "questions": [*making.SECTIONS[0]["questions"], PLAN]}, making.SECTIONS[1]]
    form.save()
    return making.application(call, status="draft")


def reader(one):
    """A co-applicant who may read and not write."""
    viv = making.applicant("viv@example.org")
    one.co_applicants.create(user=viv, email=viv.email, name="Viv", role="view", state="accepted", token_hash="v")
    return viv


def refusals() -> int:
    return AuditEvent.objects.filter(act="application.write", outcome="refused").count()


TYPED = {"q-title": "Another", "q-aim": "To break it", "version": "1"}


def test_who_may_read_only_saves_nothing_and_each_try_is_noted():
    one = drafted()
    client = make.sign_in(reader(one))
    section = reverse("application_section", args=[one.uid, "project"])
    refused = client.post(section, TYPED)
    assert refused.status_code == 403
    assert "Another" in refused.text  # nothing that was typed is lost
    assert client.post(section, TYPED, headers={"X-Autosave": "1"}).status_code == 403
    assert refusals() == 2
    for name, given in (
        ("application_documents", {"document-cv": papers.upload()}), ("application_hosts", {"rank-1": ""}),
        ("application_people", {"email": "x@example.org", "name": "X", "role": "view"}),
    ):
        before = refusals()
        client.post(reverse(name, args=[one.uid]), given)
        assert refusals() == before + (name != "application_documents"), name  # the call asks for no document, so none was tried
    one.refresh_from_db()
    assert one.sections.get(key="project").answers["aim"] == "To build a soft hand."
    assert not one.co_applicants.filter(email="x@example.org").exists()


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_file_that_another_window_took_out_is_said_so(lang):
    one = drafted()
    client = make.sign_in(one.applicant)
    section = reverse("application_section", args=[one.uid, "project"]).replace("/en/", f"/{lang}/")
    client.post(section, {**TYPED, "q-plan": papers.upload()})
    key = str(one.attachments.get().pk)
    words = "This file had been taken out already." if lang == "en" else "该文件先前已被移除。"
    for said in (False, True):
        saved = client.post(section, {**TYPED, "version": str(one.sections.get(key="project").version), "detach": key}, follow=True)
        assert saved.status_code == 200
        assert (words in saved.text) is said
    assert not one.attachments.filter(removed_at=None).exists()


@pytest.mark.parametrize("act", ["attach", "detach"])
def test_who_is_removed_while_a_file_is_on_its_way_reads_why(act, monkeypatch):
    one = drafted()
    client = make.sign_in(one.applicant)

    def refuse(*_args, **_given):
        raise NotAllowed

    monkeypatch.setattr(drafts, act, refuse)
    given = {"q-plan": papers.upload()} if act == "attach" else {"detach": "7"}
    page = client.post(reverse("application_section", args=[one.uid, "project"]), {**TYPED, **given})
    assert page.status_code == 400
    assert "You may not do this." in page.text
    assert refusals() == 1


def test_a_section_saved_by_itself_answers_in_json():
    one = drafted()
    answer = make.sign_in(one.applicant).post(
        reverse("application_section", args=[one.uid, "project"]), TYPED, headers={"X-Autosave": "1"},
    )
    assert json.loads(answer.content)["version"] >= 1
