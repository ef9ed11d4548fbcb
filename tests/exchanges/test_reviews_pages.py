"""The pages of reviewers: who finds them, what they hold back, and what they do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from exchanges.models import Assignment
from exchanges.reviews import services
from tests import make
from tests.exchanges import making
from tests.exchanges.reviewed import SECRET, World, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


COORDINATED = ["call_panel", "call_assignments", "call_decisions", "call_application"]


def test_who_finds_which_page(world: World):
    former = making.reviewer(world.programme)
    making.assignment(world.application, former, state="in-progress")
    former.programme_roles.update(ended_at=making.NOW())
    people = {
        "coordinator": world.coordinator, "staff": make.staff(), "reviewer": world.reviewer, "applicant": world.applicant,
        "elsewhere": making.coordinator(making.programme()), "stranger": make.member(), "former": former,
    }
    for name, who in people.items():
        client = make.sign_in(who)
        for page in COORDINATED:
            assert client.get(world.url(page)).status_code == (200 if name in {"coordinator", "staff"} else 404), (name, page)
        assert client.get(world.url("review")).status_code == (200 if name == "reviewer" else 404), name
        assert client.get(world.url("my_reviews")).status_code == 200
    visitor = Client()
    assert [visitor.get(world.url(page)).status_code for page in [*COORDINATED, "review", "my_reviews"]] == [302] * 6
    sleeping = make.sign_in(world.coordinator, second_factor=False)
    assert sleeping.get(world.url("call_panel")).status_code == 302


def test_nothing_but_the_title_before_no_conflict(world: World):
    client = make.sign_in(world.reviewer)
    for page in ("review", "my_reviews"):
        shown = text(client, world.url(page))
        assert "Soft hands" in shown
        for hidden in (SECRET, "UNIQUE-AIM", "LETTER-TEXT", "Rosa Referee", world.number, world.application.uid, world.applicant.email):
            assert hidden not in shown, (page, hidden)
    answer = client.post(world.url("review"), {"declare": "1"})
    assert answer.status_code == 302
    shown = text(client, world.url("review"))
    assert "UNIQUE-AIM" in shown
    assert "Rosa Referee" in shown
    assert AuditEvent.objects.filter(act="application.read", actor=world.reviewer).exists()


@pytest.mark.parametrize("state", ["invited", "declined", "recused"])
def test_handed_back_is_no_longer_readable(state: str):
    world = World(state=state)
    assert "UNIQUE-AIM" not in text(make.sign_in(world.reviewer), world.url("review"))


def test_double_anonymous_keeps_the_name_from_every_page_of_the_reviewer():
    world = World("double", state="in-progress")
    client = make.sign_in(world.reviewer)
    for page in ("review", "my_reviews"):
        shown = text(client, world.url(page))
        for hidden in (SECRET, world.applicant.email, "Rosa Referee", world.application.uid):
            assert hidden not in shown, (page, hidden)
    assert "UNIQUE-AIM" in text(client, world.url("review"))


def test_the_panel_shows_no_names_and_applicants_never_see_reviewers(world: World):
    assert SECRET not in text(make.sign_in(world.coordinator), world.url("call_panel"))
    shown = text(make.sign_in(world.coordinator), world.url("call_application"))
    assert SECRET in shown
    assert "Rhea Reviewer" in shown


def test_others_reviews_only_once_ones_own_is_in():
    world = World(state="in-progress")
    other = making.reviewer(world.programme, full_name="Otto Other")
    making.assignment(world.application, other, state="submitted", points=300, to_panel="OTHER-COMMENT")
    client = make.sign_in(world.reviewer)
    assert "OTHER-COMMENT" not in text(client, world.url("review"))
    given = {"score-quality": "4", "score-benefit": "5", "to_panel": "Mine", "to_applicant": "", "version": "1", "submit": "1"}
    assert client.post(world.url("review"), given).status_code == 302
    shown = text(client, world.url("review"))
    assert "OTHER-COMMENT" in shown
    assert "Otto Other" not in shown
    services.reopen(world.review, reason="Once more.", by=make.acting(world.coordinator))
    assert "OTHER-COMMENT" not in text(client, world.url("review"))


def test_a_bad_review_keeps_what_was_typed_and_names_the_field():
    world = World(state="in-progress")
    client = make.sign_in(world.reviewer)
    given = {"score-quality": "9", "score-benefit": "5", "to_panel": "KEPT", "to_applicant": "ALSO", "version": "1", "submit": "1"}
    answer = client.post(world.url("review"), given)
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "KEPT" in shown
    assert "ALSO" in shown
    assert 'href="#id_score-quality"' in shown
    assert not world.review.scores.exists()


def test_two_windows_show_both_texts():
    world = World(state="in-progress")
    client = make.sign_in(world.reviewer)
    base = {"score-quality": "3", "to_applicant": "", "version": "1", "save": "1"}
    assert client.post(world.url("review"), base | {"to_panel": "FIRST"}).status_code == 302
    answer = client.post(world.url("review"), base | {"to_panel": "SECOND"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "FIRST" in shown
    assert "SECOND" in shown
    assert 'name="version" value="2"' in shown
    assert Assignment.objects.get().to_panel == "FIRST"


@pytest.mark.parametrize(
    "given", [{"conflict": "1"}, {"decline": "1", "reason": "\0"}, {"declare": "1", "extra": "x" * 9000}, {}, {"save": "1", "version": "x"}],
    ids=["no-words", "nul", "long", "nothing", "save-before-declaring"],
)
def test_odd_input_before_declaring(world: World, given: dict[str, str]):
    assert make.sign_in(world.reviewer).post(world.url("review"), given).status_code in {302, 400, 409}
    assert Assignment.objects.get().state in {"invited", "in-progress"}


@pytest.mark.parametrize("key", [0, 999999, 2**62, 2**70])
def test_keys_that_lead_nowhere(world: World, key: int):
    client = make.sign_in(world.reviewer)
    assert client.get(f"/en/account/reviews/{key}").status_code == 404
    assert client.get(f"/en/account/reviews/{world.review.pk}/files/{key}").status_code == 404


def test_what_waits_stands_on_my_page(world: World):
    assert "Say whether you can review “Soft hands”" in text(make.sign_in(world.reviewer), reverse("my_page"))
    User.objects.filter(pk=world.reviewer.pk).update(language="zh-hans")


def test_reminders_come_once_and_only_to_reviewers(world: World):
    from exchanges.reviews import upkeep

    Assignment.objects.update(due_at=making.NOW() - timedelta(days=1))
    assert upkeep.remind() == 1
    assert upkeep.remind() == 0
    assert world.reviewer.notices.filter(topic="reviews/overdue").count() == 1
    Assignment.objects.update(reminded_at=making.NOW() - timedelta(days=5))
    world.reviewer.programme_roles.update(ended_at=making.NOW())
    assert upkeep.remind() == 0
