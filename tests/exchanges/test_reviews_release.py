"""A release of many decisions: killed and stopped wherever it was, it is gone on with, and everybody is told once."""

import pytest
from django.urls import reverse

from accounts.models import Message
from exchanges.errors import NotNow
from exchanges.models import Application, Assignment, Decision, Event, Offer, Release, WaitingEntry
from exchanges.offers import places
from exchanges.reviews import deciding, decision_letters, releasing
from exchanges.reviews.views import panel
from tests import make
from tests.bench.calls import call_with
from tests.exchanges.decided import World, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_a_kill_in_the_middle_is_resumed(world: World, monkeypatch: pytest.MonkeyPatch):
    world.prepare_all()
    real, calls = decision_letters.post, []

    def killed(decision: Decision, reviews: list[Assignment]) -> Message:
        calls.append(decision)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(decision, reviews)

    monkeypatch.setattr(decision_letters, "post", killed)
    with pytest.raises(KeyboardInterrupt):
        deciding.release(world.call, by=world.by)
    assert world.statuses() == ["offered", "under-review", "under-review"]
    with pytest.raises(NotNow):
        world.prepare(world.last, "wait")
    monkeypatch.setattr(decision_letters, "post", real)
    assert releasing.resume() == 1
    assert world.statuses() == ["offered", "waitlisted", "rejected"]
    assert len(letters()) == 3
    assert releasing.resume() == 0
    assert Release.objects.get().ended_at


def test_stopped_by_the_clock_it_is_gone_on_with(world: World):
    world.prepare_all()
    begun = deciding.release(world.call, by=world.by, seconds=-1)
    assert (begun.ended_at, releasing.report(begun).left) == (None, 3)
    assert deciding.release(world.call, by=world.by).pk == begun.pk
    assert world.statuses() == ["offered", "waitlisted", "rejected"]


def test_two_hundred_are_told_once_through_kills_and_stopped_requests(monkeypatch: pytest.MonkeyPatch):
    """Killed three times: before the letter of an offer is written, after that of a refusal is, and within what is written last of all."""
    made = call_with(200)
    call, by = made.call, make.acting(made.coordinator)
    real_letter, real_line, kills = decision_letters.post, releasing.record, {7, 60}

    def letter(decision: Decision, reviews: list[Assignment]) -> Message:
        told = Decision.objects.filter(released_at__isnull=False).count()
        if decision.outcome == "offer" and told in kills:
            kills.remove(told)
            raise KeyboardInterrupt
        sent = real_letter(decision, reviews)
        if told in kills:
            kills.remove(told)
            raise KeyboardInterrupt
        return sent

    def line(*given: object, **named: object) -> Event:
        written: Event = real_line(*given, **named)  # type: ignore[arg-type]
        if not kills and Decision.objects.filter(released_at__isnull=False).count() == 100:
            kills.add(-1)
            raise KeyboardInterrupt
        return written

    monkeypatch.setattr(decision_letters, "post", letter)
    monkeypatch.setattr(releasing, "record", line)
    for _kill in range(3):
        with pytest.raises(KeyboardInterrupt):
            deciding.release(call, by=by)
        assert Message.objects.count() == Decision.objects.filter(released_at__isnull=False).count()
    monkeypatch.setattr(panel, "SECONDS", -1.0)
    client, path = make.sign_in(made.coordinator), reverse("call_decisions", args=[call.uid])
    assert client.post(path).status_code == 302, "a request that has no time left is no failure"
    left = Decision.objects.filter(released_at=None).count()
    for page in (client.get(one).content.decode() for one in (path, path.replace("/en/", "/zh-hans/"))):
        assert f">{left}</span>" in page
        assert "<form" in page
    assert releasing.resume() == 1
    assert releasing.resume() == 0
    assert Release.objects.get().ended_at
    assert f">{left}</span>" not in client.get(path).content.decode()
    assert Message.objects.values("user").distinct().count() == Message.objects.count() == 200
    assert Event.objects.filter(noun="decision", move="release").values("key").distinct().count() == 200
    assert Event.objects.filter(noun="decision", move="release").count() == 200
    assert (Offer.objects.count(), WaitingEntry.objects.count(), Application.objects.filter(status="rejected").count()) == (20, 20, 160)
    assert places.check(call) == []
    assert not Assignment.objects.exclude(state="locked").exists()
    assert Event.objects.filter(noun="assignment", move="lock").values("key").distinct().count() == 600
