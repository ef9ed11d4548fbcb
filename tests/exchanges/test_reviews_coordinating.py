"""Coordinators about reviews: one application, the panel, the plan, the last check before decisions go out."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.models import Application, Assignment, Call, Decision, PanelNote
from tests import make
from tests.exchanges import making
from tests.exchanges.reviewed import SECRET, World, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


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
    assert world.applicant.notices.filter(topic="applications/info-asked").exists()
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
