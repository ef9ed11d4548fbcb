"""The pages of reviews: who finds them, what they hold back, and what they do."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from exchanges.models import Application, Assignment, Call, Decision, PanelNote
from exchanges.reviews import services
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
SECRET = "Zephyrine Applegarth"


class World:
    """A call in a review mode with one application by SECRET, one reviewer, a coordinator."""

    def __init__(self, mode: str = "single", state: str = "invited", **fields: Any) -> None:
        self.programme = making.programme()
        given = {"status": "deciding", "review_mode": mode, "closes_at": making.NOW() - timedelta(days=1), "reviews_wanted": 1} | fields
        self.call = making.call(self.programme, **given)
        self.applicant = making.applicant("zephyrine@example.org", full_name=SECRET)
        answers = {"project": {"title": "Soft hands", "aim": "UNIQUE-AIM"}, "stay": {"months": 6}}
        self.application = making.application(self.call, by=self.applicant, status="under-review", title="Soft hands", answers=answers)
        making.letter(self.application, state="submitted", submitted_at=making.NOW(), text="LETTER-TEXT", name="Rosa Referee")
        self.number = str(self.application.number)
        self.reviewer = making.reviewer(self.programme, full_name="Rhea Reviewer")
        self.coordinator = making.coordinator(self.programme, full_name="Carl Coordinator")
        self.review = making.assignment(self.application, self.reviewer, state=state, points=400 if state == "submitted" else None)

    def url(self, name: str) -> str:
        args: dict[str, list[Any]] = {
            "review": [self.review.pk], "call_panel": [self.call.uid], "call_assignments": [self.call.uid], "call_decisions": [self.call.uid],
            "call_application": [self.call.uid, self.application.uid], "my_reviews": [],
        }
        return reverse(name, args=args[name])


@pytest.fixture
def world() -> World:
    return World()


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


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


def test_a_coordinator_who_takes_part_finds_nothing_of_their_own():
    world = World(state="submitted")
    world.application.co_applicants.create(user=world.coordinator, email="c@example.org", name="C", state="accepted", token_hash="c")
    other = making.application(world.call, status="under-review", title="Another one")
    client = make.sign_in(world.coordinator)
    assert client.get(world.url("call_application")).status_code == 404
    assert client.post(world.url("call_application"), {"act": "decide", "outcome": "offer"}).status_code == 404
    for page in ("call_panel", "call_assignments", "call_decisions"):
        shown = text(client, world.url(page))
        assert "Soft hands" not in shown
        assert world.number not in shown
    assert "Another one" in text(client, world.url("call_panel"))
    assert client.post(world.url("call_panel"), {f"d-{world.application.uid}": "offer", f"d-{other.uid}": ""}).status_code == 302
    assert not Decision.objects.exists()


def act(client: Client, world: World, **given: str) -> int:
    return client.post(world.url("call_application"), given).status_code


def test_a_coordinator_decides_writes_and_moves(world: World):
    client = make.sign_in(world.coordinator)
    assert act(client, world, act="note", text="NOTE") == 302
    assert act(client, world, act="note", text=" ") == 400
    assert PanelNote.objects.get().text == "NOTE"
    assert act(client, world, act="decide", outcome="offer", conditions="KEPT", override="") == 400  # a review is missing
    assert act(client, world, act="decide", outcome="offer", conditions="A visa.", override="Time.") == 302
    assert Decision.objects.get().conditions == "A visa."
    assert act(client, world, act="decide", outcome="") == 302
    assert not Decision.objects.exists()
    assert act(client, world, act="move", move="shortlist") == 302
    assert Application.objects.get(pk=world.application.pk).status == "shortlisted"
    assert act(client, world, act="move", move="offer") == 400
    assert act(client, world, act="fly") == 400
    assert act(client, world, act="reopen", review="x") == 404
    assert act(client, world, act="remove", review=str(world.review.pk)) == 302
    assert Assignment.objects.get().state == "removed"
    assert act(client, world, act="ask", reviewer=str(world.reviewer.pk)) == 302
    assert act(client, world, act="ask", reviewer="77777") == 400


def test_the_more_information_loop(world: World):
    Application.objects.filter(pk=world.application.pk).update(status="eligible")
    client = make.sign_in(world.coordinator)
    assert act(client, world, act="move", move="ask-info", info_wanted="") == 400
    assert act(client, world, act="move", move="ask-info", info_wanted="Your second budget.", info_days="5") == 302
    asked = Application.objects.get(pk=world.application.pk)
    assert (asked.status, asked.info_wanted) == ("more-info", "Your second budget.")
    assert asked.info_due_at
    assert 4 <= (asked.info_due_at - making.NOW()).days <= 5
    assert world.applicant.notices.filter(topic="reviews/info-wanted").exists()
    assert act(client, world, act="move", move="find-ineligible", reason="") == 400
    assert act(client, world, act="move", move="find-ineligible", reason="Too late.") == 302


def test_decisions_from_the_panel_row_by_row():
    world = World(state="submitted")
    bare = making.application(world.call, status="under-review")
    client = make.sign_in(world.coordinator)
    answer = client.post(world.url("call_panel"), {f"d-{world.application.uid}": "offer", f"d-{bare.uid}": "wait", "d-unknown": "offer", "d-": "x"})
    assert answer.status_code == 400
    assert f"{bare.number}</a>: Fewer reviews are in" in answer.content.decode()
    assert list(Decision.objects.values_list("application", "outcome")) == [(world.application.pk, "offer")]
    assert client.post(world.url("call_panel"), {f"d-{world.application.uid}": "gold"}).status_code == 400


def test_the_last_check_shows_each_letter_and_sends_what_was_seen():
    world = World(state="submitted")
    client = make.sign_in(world.coordinator)
    client.post(world.url("call_panel"), {f"d-{world.application.uid}": "reject"})
    shown = text(client, world.url("call_decisions"))
    assert SECRET in shown
    assert "1 letter is ready" in shown
    seen = re.search(r'name="seen" value="(\w{64})"', shown)
    assert seen
    assert client.post(world.url("call_decisions"), {"seen": "0" * 64}).status_code == 409
    assert client.post(world.url("call_decisions"), {"seen": seen[1]}).status_code == 302
    assert Application.objects.get(pk=world.application.pk).status == "rejected"
    assert "Sent" in text(client, world.url("call_decisions"))
    assert client.post(world.url("call_decisions"), {"seen": seen[1]}).status_code == 302


def test_the_plan_that_was_shown_is_the_plan_that_is_asked(world: World):
    making.application(world.call, status="under-review", title="Bridges")
    client = make.sign_in(world.coordinator)
    digest = re.search(r'name="plan" value="(\w{64})"', text(client, world.url("call_assignments")))
    assert digest
    assert client.post(world.url("call_assignments"), {"plan": "x"}).status_code == 409
    assert Assignment.objects.count() == 1
    answer = client.post(world.url("call_assignments"), {"plan": digest[1]})
    assert "1 review asked" in answer.content.decode()
    assert Assignment.objects.count() == 2


QUERIES = ["status=withdrawn", "subject=2.2", "host=nowhere", "missing=on", "wide=on", "page=999", "page=-1", "status=%00", "stage=2"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_panel_narrows_and_never_breaks(query: str):
    world = World(state="submitted")
    assert make.sign_in(world.coordinator).get(f"{world.url('call_panel')}?{query}").status_code == 200


def many(count: int) -> Call:
    programme = making.programme()
    call = making.call(programme, status="in-review", reviews_wanted=1)
    reviewer = making.reviewer(programme)
    for number in range(count):
        making.assignment(making.application(call, status="under-review"), reviewer, state="submitted", points=100 + 10 * number)
    return call


def test_the_panel_asks_as_much_of_the_database_for_many_as_for_few(django_assert_max_num_queries: Any):
    counts = []
    for count in (3, 30):
        call = many(count)
        client: Client = make.sign_in(making.coordinator(call.programme))
        client.get(reverse("call_panel", args=[call.uid]))
        with django_assert_max_num_queries(40) as asked:
            client.get(reverse("call_panel", args=[call.uid]))
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


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
