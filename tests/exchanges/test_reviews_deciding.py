"""Decisions: prepared unseen, released together, once, however often it is begun and wherever it is stopped."""

from datetime import timedelta

import pytest

from accounts.errors import AccountError
from accounts.models import User
from exchanges.applications.withdrawing import withdraw
from exchanges.errors import NotAllowed, NotNow
from exchanges.models import Assignment, Call, Decision, Offer, Release, WaitingEntry
from exchanges.reviews import deciding, readiness, releasing
from exchanges.reviews.errors import NotDecidable, NotReady
from tests import mailbox, make
from tests.exchanges import making
from tests.exchanges.decided import World, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_what_is_prepared_nobody_is_told(world: World):
    world.prepare_all()
    assert world.statuses() == ["under-review"] * 3
    assert not mailbox.to(world.best.applicant.email)
    for who in (world.best.applicant, world.reviewers[0], making.coordinator(making.programme())):
        assert not Decision.objects.visible_to(make.acting(who)).exists()
    assert Decision.objects.visible_to(world.by).count() == 3


@pytest.mark.parametrize("outcome", ["offer", "wait", "reject"])
def test_fewer_reviews_need_a_reason(world: World, outcome: str):
    Assignment.objects.filter(application=world.best, reviewer=world.reviewers[0]).update(state="reopened")
    with pytest.raises(NotDecidable):
        world.prepare(world.best, outcome)
    decision = world.prepare(world.best, outcome, override="The second reviewer fell ill.")
    assert decision.override == "The second reviewer fell ill."


@pytest.mark.parametrize(
    ("status", "outcome", "fits"),
    [
        ("submitted", "reject", True), ("submitted", "offer", False), ("more-info", "wait", False), ("eligible", "offer", True),
        ("shortlisted", "wait", True), ("under-review", "invite", False), ("withdrawn", "reject", False), ("offered", "reject", False),
        ("ineligible", "reject", False), ("under-review", "gold", False), ("rejected", "offer", False),
    ],
)
def test_what_can_be_decided_when(world: World, status: str, outcome: str, fits: bool):
    application = world.one(status=status)
    if fits:
        assert world.prepare(application, outcome).outcome == outcome
        return
    with pytest.raises((NotDecidable, NotNow)):
        world.prepare(application, outcome)
    assert not Decision.objects.filter(application=application).exists()


def people(world: World) -> dict[str, User]:
    part = making.coordinator(world.call.programme)
    world.best.co_applicants.create(user=part, email=part.email, name="P", state="accepted", token_hash="p")
    return {
        "coordinator": world.coordinator, "staff": make.staff(), "coordinator who takes part": part, "reviewer": world.reviewers[0],
        "applicant": world.best.applicant, "coordinator elsewhere": making.coordinator(making.programme()), "stranger": make.member(),
    }


def test_who_may_prepare_clear_and_release(world: World):
    allowed = {"coordinator", "staff"}
    everybody = people(world)
    world.prepare_all()
    for name, who in everybody.items():
        if name in allowed:
            assert deciding.prepare(world.best, outcome="offer", conditions="A visa.", by=make.acting(who))
            continue
        for act in (
            lambda who=who: deciding.prepare(world.best, outcome="reject", by=make.acting(who)),
            lambda who=who: deciding.clear(world.best, by=make.acting(who)),
            lambda who=who: deciding.release(world.call, by=make.acting(who)),
        ):
            with pytest.raises((NotAllowed, NotReady)):
                act()
    assert Decision.objects.get(application=world.best).outcome == "offer"
    with pytest.raises(NotAllowed):
        deciding.prepare(world.best, outcome="reject", by=make.acting(world.coordinator, second_factor=False))


def test_a_decision_may_change_and_be_taken_back_until_it_is_told(world: World):
    first = world.prepare(world.best, "offer")
    assert world.prepare(world.best, "offer").prepared_at == first.prepared_at
    assert world.prepare(world.best, "wait", rank=3).rank == 3
    assert deciding.clear(world.best, by=world.by)
    assert not deciding.clear(world.best, by=world.by)
    world.prepare_all()
    deciding.release(world.call, by=world.by)
    for act in (lambda: world.prepare(world.best, "reject"), lambda: deciding.clear(world.best, by=world.by)):
        with pytest.raises(NotNow):
            act()


def test_the_release_tells_everybody_at_once_and_once(world: World):
    world.prepare_all()
    seen = readiness.digest(world.call, 1)
    told = deciding.release(world.call, by=world.by, seen=seen)
    assert world.statuses() == ["offered", "waitlisted", "rejected"]
    assert (Offer.objects.get().application, Offer.objects.get().conditions) == (world.best, "A visa.")
    assert WaitingEntry.objects.get().application == world.second
    assert set(Assignment.objects.values_list("state", flat=True)) == {"locked"}
    report = releasing.report(told)
    assert (dict(report.told), report.skipped, report.left) == ({"offer": 1, "wait": 1, "reject": 1}, [], 0)
    assert told.ended_at
    world.call.refresh_from_db()
    assert world.call.status == "decided"
    before = [(row.pk, row.recipient) for row in letters()]
    assert deciding.release(world.call, by=world.by, seen=seen).pk == told.pk
    assert [(row.pk, row.recipient) for row in letters()] == before
    assert len(before) == 3
    assert "We liked the river." in mailbox.to(world.last.applicant.email, "reviews/decision")[0].text


def test_the_applicant_sees_the_decision_once_it_is_told(world: World):
    world.prepare_all()
    deciding.release(world.call, by=world.by)
    assert [one.outcome for one in Decision.objects.visible_to(make.acting(world.last.applicant))] == ["reject"]


def test_open_reviews_are_no_longer_asked(world: World):
    waiting = making.assignment(world.best, making.reviewer(world.call.programme), state="invited")
    world.prepare_all()
    deciding.release(world.call, by=world.by)
    waiting.refresh_from_db()
    assert waiting.state == "removed"


def test_missing_decisions_and_too_many_offers_stand_in_the_way(world: World):
    world.prepare(world.best, "offer")
    with pytest.raises(NotReady) as missing:
        deciding.release(world.call, by=world.by)
    assert missing.value.numbers == sorted(filter(None, [world.second.number, world.last.number]))
    world.prepare(world.second, "offer")
    world.prepare(world.last, "reject")
    with pytest.raises(NotReady) as many:
        deciding.release(world.call, by=world.by)
    assert "2 offers are prepared, and 1 places are free" in str(many.value)
    assert not Release.objects.exists()
    assert world.statuses() == ["under-review"] * 3


def test_an_open_call_tells_nothing():
    world = World(status="published", closes_at=making.NOW() + timedelta(days=3))
    world.prepare_all()
    with pytest.raises(NotReady):
        deciding.release(world.call, by=world.by)


def test_a_rolling_call_tells_what_is_ready():
    world = World(status="published", is_rolling=True, closes_at=None, closes_local=None)
    world.prepare(world.best, "offer")
    deciding.release(world.call, by=world.by)
    assert world.statuses() == ["offered", "under-review", "under-review"]
    world.prepare(world.last, "reject")
    second = deciding.release(world.call, by=world.by)
    assert dict(releasing.report(second).told) == {"reject": 1}
    world.call.refresh_from_db()
    assert world.call.status == "published"


def test_who_withdrew_in_between_is_skipped_and_told_of(world: World):
    world.prepare_all()
    begun = deciding.release(world.call, by=world.by, seconds=-1)
    withdraw(world.second, by=make.acting(world.second.applicant))
    deciding.release(world.call, by=world.by)
    report = releasing.report(begun)
    assert [one.application for one in report.skipped] == [world.second]
    assert "Withdrawn" in report.skipped[0].skipped
    assert world.statuses() == ["offered", "withdrawn", "rejected"]
    assert not mailbox.to(world.second.applicant.email, "reviews/decision")


def test_what_cannot_be_done_stops_nobody_else(world: World):
    world.prepare_all()
    begun = deciding.release(world.call, by=world.by, seconds=-1)
    Call.objects.filter(pk=world.call.pk).update(places=0)
    deciding.release(world.call, by=world.by)
    assert [one.application for one in releasing.report(begun).skipped] == [world.best]
    assert world.statuses() == ["under-review", "waitlisted", "rejected"]
    assert Assignment.objects.filter(application=world.best, state="submitted").count() == 2  # nothing of it happened
    world.call.refresh_from_db()
    assert world.call.status == "deciding"
    Call.objects.filter(pk=world.call.pk).update(places=1)
    deciding.release(world.call, by=world.by)
    assert world.statuses()[0] == "offered"


def test_the_two_stages(world: World):
    world = World(stages=2, full_closes_at=making.NOW() + timedelta(days=30))
    world.call.forms.create(stage=2, sections=making.SECTIONS)
    world.prepare(world.best, "invite")
    world.prepare(world.second, "reject")
    world.prepare(world.last, "reject")
    deciding.release(world.call, by=world.by)
    world.best.refresh_from_db()
    assert (world.best.status, world.best.stage) == ("draft", 2)
    world.call.refresh_from_db()
    assert world.call.status == "deciding"


def test_the_waiting_list_stands_in_the_order_of_ranks_then_scores(world: World):
    third = world.one(450)
    for one in (world.best, third, world.second):
        world.prepare(one, "wait")
    world.prepare(world.last, "wait", rank=1)
    deciding.release(world.call, by=world.by)
    order = WaitingEntry.objects.order_by("rank", "pk").values_list("application", flat=True)
    assert list(order) == [one.pk for one in (world.last, world.best, third, world.second)]


def test_every_refusal_says_that_nothing_was_changed(world: World):
    with pytest.raises(AccountError) as refusal:
        world.prepare(world.best, "offer", conditions="x" * 5001)
    assert "Nothing was changed" in str(refusal.value)
