"""Reviews: every state, every move, every person; the versions of a draft; what the release locks."""

from collections.abc import Callable
from itertools import product

import pytest

from accounts.actor import Actor, anonymous, narrowed
from accounts.errors import AccountError
from accounts.models import User
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.events.moves import open_moves
from exchanges.models import Assignment, Event
from exchanges.reviews import services
from exchanges.reviews.errors import BadReview, Conflicted
from exchanges.reviews.states import TRANSITIONS
from exchanges.reviews.vocabulary import AssignmentState
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
FULL = {"scores": {"quality": "4", "benefit": "5"}, "to_panel": "Sound.", "to_applicant": "Well done."}


class World:
    """One review in a state, and everybody around it."""

    def __init__(self, state: str) -> None:
        programme = making.programme()
        call = making.call(programme, status="in-review")
        self.coordinator = making.coordinator(programme)
        involved = making.coordinator(programme)
        self.application = making.application(call, status="under-review")
        self.application.co_applicants.create(user=involved, email=involved.email, name="I", state="accepted", token_hash="i")
        self.reviewer = making.reviewer(programme)
        former = making.reviewer(programme)
        self.review = making.assignment(self.application, self.reviewer, state=state, assigned_by=self.coordinator)
        self.people: dict[str, Callable[[], Actor | None]] = {
            "reviewer": lambda: make.acting(self.reviewer),
            "reviewer by token": lambda: narrowed(make.acting(self.reviewer), frozenset({"members:read"})),
            "former reviewer": self.former,
            "another reviewer": lambda: make.acting(former),
            "coordinator": lambda: make.acting(self.coordinator),
            "coordinator without second factor": lambda: make.acting(self.coordinator, second_factor=False),
            "coordinator who takes part": lambda: make.acting(involved),
            "coordinator elsewhere": lambda: make.acting(making.coordinator(making.programme())),
            "staff": lambda: make.acting(make.staff()),
            "applicant": lambda: make.acting(self.application.applicant),
            "stranger": lambda: make.acting(make.member("cy@example.org")),
            "visitor": anonymous,
            "the clock": lambda: None,
        }

    def former(self) -> Actor:
        self.reviewer.programme_roles.update(ended_at=making.NOW())
        return make.acting(self.reviewer)

    def do(self, name: str, who: Actor | None) -> Assignment:
        if name == "ask-again":
            return services.assign(self.application, self.reviewer, by=who)  # type: ignore[arg-type]
        if name in {"lock", "close"}:
            if who is not None:
                raise NotAllowed
            services.lock_all(self.application, 1, by=None)
            return self.review
        version = self.review.version
        act: dict[str, Callable[[], Assignment]] = {
            "declare": lambda: services.declare(self.review, has_conflict=False, by=who),  # type: ignore[arg-type]
            "recuse": lambda: services.declare(self.review, has_conflict=True, what="We wrote a book together.", by=who),  # type: ignore[arg-type]
            "decline": lambda: services.decline(self.review, reason="No time.", by=who),  # type: ignore[arg-type]
            "submit": lambda: services.submit(self.review, **FULL, version=version, by=who),  # type: ignore[arg-type]
            "reopen": lambda: services.reopen(self.review, reason="A score is missing.", by=who),  # type: ignore[arg-type]
            "remove": lambda: services.remove(self.review, by=who),  # type: ignore[arg-type]
        }
        return act[name]()


BY_REVIEWER, BY_COORDINATOR, BY_CLOCK = {"reviewer"}, {"coordinator", "staff"}, {"the clock"}
WHO = {
    "declare": BY_REVIEWER, "recuse": BY_REVIEWER, "decline": BY_REVIEWER, "submit": BY_REVIEWER,
    "reopen": BY_COORDINATOR, "remove": BY_COORDINATOR, "ask-again": BY_COORDINATOR, "lock": BY_CLOCK, "close": BY_CLOCK,
}
PEOPLE = [
    "reviewer", "reviewer by token", "former reviewer", "another reviewer", "coordinator", "coordinator without second factor",
    "coordinator who takes part", "coordinator elsewhere", "staff", "applicant", "stranger", "visitor", "the clock",
]


def test_the_table_names_every_move():
    assert set(WHO) == set(TRANSITIONS)


@pytest.mark.parametrize("state", AssignmentState.values)
def test_every_move_of_every_person(state: str):
    """All cells: a move happens for whom it belongs and in its states, and otherwise nothing changes."""
    from django.db import transaction

    world = World(state)
    assert list(world.people) == PEOPLE
    wrong = []
    for name, person in product(TRANSITIONS, PEOPLE):
        if person == "the clock" and name not in {"lock", "close"}:
            continue  # the services of people take a person; the clock has its own
        before, events = Assignment.objects.values().get(pk=world.review.pk), Event.objects.count()
        with transaction.atomic():
            mark = transaction.savepoint()
            who = world.people[person]()
            world.review.refresh_from_db()
            try:
                world.do(name, who)
                done = Event.objects.filter(noun="assignment", move=name).exists()
            except AccountError:
                done = False
                assert Assignment.objects.values().get(pk=world.review.pk) == before, (name, person)
                assert Event.objects.count() == events
            expected = person in WHO[name] and state in TRANSITIONS[name].sources
            after = Assignment.objects.get(pk=world.review.pk).state
            if done != expected or (done and after != TRANSITIONS[name].target):
                wrong.append((name, person, done, after))
            transaction.savepoint_rollback(mark)
    assert not wrong


@pytest.mark.parametrize("state", AssignmentState.values)
def test_buttons_agree_with_the_rules(state: str):
    world = World(state)
    for person in PEOPLE[:-1]:
        actor = world.people[person]()
        assert actor is not None
        shown = set(open_moves(TRANSITIONS, actor, world.review))
        assert shown == {name for name, whose in WHO.items() if person in whose and state in TRANSITIONS[name].sources}, person
        world.reviewer.programme_roles.update(ended_at=None)


@pytest.fixture
def world() -> World:
    return World("in-progress")


def test_a_repeated_move_changes_nothing_more():
    world = World("invited")
    world.do("declare", make.acting(world.reviewer))
    world.do("declare", make.acting(world.reviewer))
    assert Event.objects.filter(noun="assignment", move="declare").count() == 1


def test_a_draft_is_kept_and_an_old_window_overwrites_nothing(world: World):
    actor = make.acting(world.reviewer)
    services.save(world.review, scores={"quality": 3}, to_panel="First.", to_applicant="", version=1, by=actor)
    with pytest.raises(Stale) as stale:
        services.save(world.review, scores={"quality": 1}, to_panel="Second.", to_applicant="", version=1, by=actor)
    assert stale.value.theirs.to_panel == "First."  # type: ignore[attr-defined]
    saved = Assignment.objects.get(pk=world.review.pk)
    assert (saved.to_panel, saved.version, saved.state) == ("First.", 2, "in-progress")
    assert list(saved.scores.values_list("criterion", "value", "low", "high")) == [("quality", 3, 1, 5)]


@pytest.mark.parametrize("typed", ["0", "6", "-1", "3.5", "four", "５", "99999999999", "\0", "1e3"])
def test_a_score_off_its_scale_names_its_field(world: World, typed: str):
    actor = make.acting(world.reviewer)
    with pytest.raises(BadReview) as bad:
        services.save(world.review, scores={"quality": typed, "benefit": 4}, to_panel="Kept?", to_applicant="", version=1, by=actor)
    assert set(bad.value.fields) == {"score-quality"}
    assert not world.review.scores.exists()
    assert Assignment.objects.get(pk=world.review.pk).to_panel == ""


def test_long_and_odd_texts(world: World):
    actor = make.acting(world.reviewer)
    with pytest.raises(BadReview) as bad:
        services.save(world.review, scores={}, to_panel="x" * 10001, to_applicant="", version=1, by=actor)
    assert set(bad.value.fields) == {"to_panel"}
    services.save(world.review, scores={"unknown": 3}, to_panel="a\0b\r\nc", to_applicant="", version=1, by=actor)
    assert Assignment.objects.get(pk=world.review.pk).to_panel == "ab\nc"


def test_all_criteria_are_scored_before_it_goes(world: World):
    actor = make.acting(world.reviewer)
    with pytest.raises(BadReview) as bad:
        services.submit(world.review, scores={"quality": 4}, to_panel="", to_applicant="", version=1, by=actor)
    assert set(bad.value.fields) == {"score-benefit"}
    assert Assignment.objects.get(pk=world.review.pk).version == 1
    sent = services.submit(world.review, **FULL, version=1, by=actor)  # type: ignore[arg-type]
    assert (sent.state, sent.points) == ("submitted", 60 * 4 + 40 * 5)
    again = services.submit(world.review, **FULL, version=1, by=actor)  # type: ignore[arg-type]
    assert again.version == sent.version
    assert Event.objects.filter(noun="assignment", move="submit").count() == 1


def test_what_was_reopened_counts_no_more_until_it_comes_back(world: World):
    world.do("submit", make.acting(world.reviewer))
    services.reopen(world.review, reason="Look at benefit again.", by=make.acting(world.coordinator))
    assert not Assignment.objects.counted().exists()
    assert "Look at benefit again." in mailbox.to(world.reviewer.email)[-1].text
    services.submit(world.review, **FULL | {"scores": {"quality": 1, "benefit": 1}}, version=2, by=make.acting(world.reviewer))  # type: ignore[arg-type]
    assert Assignment.objects.counted().get().points == 100


def test_reasons_are_wanted(world: World):
    for act in (
        lambda: services.decline(world.review, reason=" ", by=make.acting(world.reviewer)),
        lambda: services.declare(world.review, has_conflict=True, what="", by=make.acting(world.reviewer)),
    ):
        with pytest.raises(ExchangeError):
            act()
    assert Assignment.objects.get(pk=world.review.pk).state == "in-progress"


def test_no_conflict_is_looked_at_again_and_tells_the_reviewer_nothing():
    world = World("invited")
    making.letter(world.application, email=world.reviewer.email)
    review = services.declare(world.review, has_conflict=False, by=make.acting(world.reviewer))
    assert (review.state, review.conflict, review.declared_at) == ("recused", "Is named as a referee", None)
    assert "stepped aside" in mailbox.to(world.coordinator.email)[-1].text
    assert str(world.application.number) in mailbox.to(world.coordinator.email)[-1].text


def fresh(world: World) -> User:
    return making.reviewer(world.application.call.programme)


def test_asking_by_hand(world: World):
    new, by = fresh(world), make.acting(world.coordinator)
    asked = services.assign(world.application, new, by=by)
    assert (asked.state, asked.why, asked.stage) == ("invited", {"by": "hand"}, 1)
    assert services.assign(world.application, new, by=by).pk == asked.pk
    mails = mailbox.to(new.email)
    assert len(mails) == 1
    assert world.application.title in mails[0].text
    assert str(world.application.number) not in mails[0].text
    assert str(world.application.applicant) not in mails[0].text


def test_a_conflict_can_not_be_asked_and_the_coordinator_reads_why(world: World):
    new = fresh(world)
    making.letter(world.application, email=new.email)
    with pytest.raises(Conflicted) as refused:
        services.assign(world.application, new, by=make.acting(world.coordinator))
    assert "Is named as a referee" in str(refused.value)
    assert not Assignment.objects.filter(reviewer=new).exists()


def test_who_does_not_review_for_the_programme_is_not_asked(world: World):
    for user in (making.reviewer(making.programme()), making.coordinator(world.application.call.programme)):
        with pytest.raises(ExchangeError):
            services.assign(world.application, user, by=make.acting(world.coordinator))
    gone = fresh(world)
    gone.is_active = False
    gone.save()
    with pytest.raises(ExchangeError):
        services.assign(world.application, gone, by=make.acting(world.coordinator))


@pytest.mark.parametrize("status", ["draft", "withdrawn", "rejected", "offered", "ineligible", "more-info"])
def test_what_is_not_being_judged_is_not_assigned(world: World, status: str):
    other = making.application(world.application.call, status=status)
    with pytest.raises(NotNow):
        services.assign(other, world.reviewer, by=make.acting(world.coordinator))


def test_being_asked_takes_an_eligible_application_up(world: World):
    other = making.application(world.application.call, status="eligible")
    services.assign(other, world.reviewer, by=make.acting(world.coordinator))
    other.refresh_from_db()
    assert other.status == "under-review"
