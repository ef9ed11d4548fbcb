"""Everybody at once, on PostgreSQL: a release against a withdrawal, two releases, two windows, many who ask the same reviewer."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connections

from accounts.models import Message
from exchanges.applications.withdrawing import withdraw
from exchanges.models import Application, Assignment, Decision, Event, Offer
from exchanges.reviews import deciding, releasing, services
from tests import make
from tests.exchanges import making
from tests.exchanges.decided import World
from tests.racing import outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def no_connection_left_behind() -> Iterator[None]:
    yield
    connections.close_all()


def test_a_release_while_applicants_withdraw():
    """Whoever comes first: an application is either told or withdrawn before, never both told and left standing; places add up."""
    for _turn in range(3):
        world = World(places=3)
        for one in (world.best, world.second, world.last):
            world.prepare(one, "offer")
        by, actors = world.by, [make.acting(one.applicant) for one in (world.best, world.second, world.last)]
        rows = (world.best, world.second, world.last)
        found = outcomes(
            lambda by=by, world=world: deciding.release(world.call, by=by),
            *(lambda one=one, who=who: withdraw(one, by=who) for one, who in zip(rows, actors, strict=True)),
        )
        assert set(found) <= {"done", "NotReady"}, found
        statuses = Counter(Application.objects.filter(pk__in=[one.pk for one in rows]).values_list("status", flat=True))
        assert statuses == {"withdrawn": 3}
        world.call.refresh_from_db()
        assert world.call.taken == 0
        assert not Offer.objects.filter(application__call=world.call, state="sent").exists()
        for decision in Decision.objects.filter(application__call=world.call):
            letters = Message.objects.filter(dedupe_key=f"decision:{decision.pk}").count()
            assert letters == bool(decision.released_at)


def test_eight_releases_are_one():
    world = World()
    world.prepare_all()
    by = world.by
    found = outcomes(*(lambda: deciding.release(world.call, by=by) for _unused in range(8)))
    assert found == {"done": 8}
    assert world.statuses() == ["offered", "waitlisted", "rejected"]
    assert Message.objects.filter(topic="reviews/decision").count() == 3
    assert Offer.objects.count() == 1
    assert Event.objects.filter(noun="decision", move="release").count() == 3
    assert releasing.resume() == 0


def test_two_windows_save_and_one_stands():
    world = World()
    review = making.assignment(world.best, making.reviewer(world.call.programme))
    who = make.acting(review.reviewer)
    save = [
        lambda text=text: services.save(review, scores={"quality": 3}, to_panel=text, to_applicant="", version=1, by=who) for text in ("one", "two")
    ]
    assert outcomes(*save) == {"done": 1, "Stale": 1}
    assert Assignment.objects.get(pk=review.pk).version == 2


def test_many_who_ask_the_same_reviewer_ask_once():
    world = World()
    new, by = making.reviewer(world.call.programme), world.by
    assert outcomes(*(lambda: services.assign(world.best, new, by=by) for _unused in range(8))) == {"done": 8}
    assert Assignment.objects.filter(application=world.best, reviewer=new).count() == 1
    assert Event.objects.filter(noun="assignment", move="ask").count() == 1
