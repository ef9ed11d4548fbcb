"""Every state of a letter, every act, every person: who may, and what becomes of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actor import Actor, actor_for
from accounts.errors import NotAllowed
from accounts.models import User
from exchanges.errors import ExchangeError
from exchanges.events.moves import open_moves
from exchanges.models import Event, Letter
from exchanges.references import links, services
from exchanges.references.states import ACTS, EVERY, TRANSITIONS
from exchanges.references.vocabulary import LetterState
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

PEOPLE = (
    "visitor", "stranger", "applicant", "co-applicant", "coordinator", "coordinator-elsewhere", "coordinator-who-applies", "reviewer", "staff",
    "referee", "another-referee", "token", "clock",
)
# Who may do what, by hand: everybody who isn't named here may not.
RUNNING = {"coordinator", "staff"}
MAY = {
    "ask": {"applicant", "clock"} | RUNNING,
    "accept": {"referee"},
    "decline": {"referee"},
    "submit": {"referee"},
    "save": {"referee"},
    "reask": RUNNING,
    "cancel": {"applicant", "clock"} | RUNNING,
    "expire": {"clock"},
    "remind": {"applicant", "clock"} | RUNNING,
    "again": {"applicant"} | RUNNING,
    "extend": RUNNING,
    "change": {"applicant"},
    "replace": {"applicant"},
}
# From where, to where.
FROM = {
    "ask": {"to-request": "requested"},
    "accept": {"requested": "willing"},
    "decline": {"requested": "declined", "willing": "declined"},
    "submit": {"willing": "submitted"},
    "save": {"willing": "willing"},
    "reask": {"declined": "requested", "expired": "requested"},
    "cancel": {"to-request": "cancelled", "requested": "cancelled", "willing": "cancelled"},
    "expire": {"requested": "expired", "willing": "expired"},
    "remind": {"requested": "requested", "willing": "willing"},
    "again": {"requested": "requested", "willing": "willing"},
    "extend": {"requested": "requested", "willing": "willing"},
    "change": {"to-request": "to-request", "requested": "requested", "willing": "willing"},
    "replace": {"declined": "declined", "expired": "expired"},
}


@dataclass
class World:
    letter: Letter
    people: dict[str, Actor | None]


def as_actor(user: User) -> Actor:
    return actor_for(user, second_factor_used=True)


def letter_in(state: str, **fields: object) -> Letter:
    long_ago = timezone.now() - timedelta(days=6)
    asked = state != "to-request"
    given = {
        "state": state, "asked_at": long_ago if asked else None, "created_at": long_ago,
        "due_at": timezone.now() + timedelta(days=9) if asked else None,
        "token_hash": links.digest(secrets.token_hex()) if state in {"requested", "willing"} else None,
        "submitted_at": timezone.now() if state == "submitted" else None, "text": "She is very good." if state in {"willing", "submitted"} else "",
    } | fields
    call = making.call(letters_wanted=3, letters_asked="after")
    return making.letter(making.application(call), **given)


def world(state: str) -> World:
    letter = letter_in(state)
    application, programme = letter.application, letter.application.call.programme
    partner = making.applicant()
    application.co_applicants.create(user=partner, email=partner.email, name="Co", role="edit", state="accepted", token_hash=secrets.token_hex(32))
    joined = making.coordinator(programme)
    application.co_applicants.create(user=joined, email=joined.email, name="Both", role="view", state="accepted", token_hash=secrets.token_hex(32))
    reads = making.reviewer(programme)
    making.assignment(application, reads)
    staff = make.member("staff@example.org", is_staff=True)
    return World(letter, {
        "visitor": actor_for(None), "stranger": as_actor(making.applicant()), "applicant": as_actor(application.applicant),
        "co-applicant": as_actor(partner), "coordinator": as_actor(making.coordinator(programme)),
        "coordinator-elsewhere": as_actor(making.coordinator(making.programme())), "coordinator-who-applies": as_actor(joined),
        "reviewer": as_actor(reads), "staff": as_actor(staff), "referee": links.actor_for(letter),
        "another-referee": links.actor_for(making.letter(application)), "token": Actor(user=application.applicant, scopes=frozenset()), "clock": None,
    })


def replaced(letter: Letter, by: Actor | None) -> None:
    services.name_referee(letter.application, name="Nora", email="nora@example.org", by=by, replaces=letter)


DO: dict[str, Callable[[Letter, Actor | None], object]] = {
    "ask": lambda letter, by: services.ask(letter, by=by),
    "accept": lambda letter, by: services.accept(letter, by=by or actor_for(None)),
    "decline": lambda letter, by: services.decline(letter, by=by or actor_for(None)),
    "submit": lambda letter, by: services.submit(letter, text=letter.text, version=letter.version, by=by or actor_for(None)),
    "save": lambda letter, by: services.save(letter, text="More.", version=letter.version, by=by or actor_for(None)),
    "reask": lambda letter, by: services.again(letter, by=by, days=7),
    "cancel": lambda letter, by: services.cancel(letter, by=by),
    "remind": lambda letter, by: services.remind(letter, by=by),
    "again": lambda letter, by: services.again(letter, by=by),
    "extend": lambda letter, by: services.extend(letter, days=7, by=by),
    "change": lambda letter, by: services.change(letter, name="Rosa Otherwise", email=letter.email, by=by),
    "replace": replaced,
}


def test_the_tables_name_every_state_every_act_and_every_person():
    assert set(MAY) == set(FROM) == set(EVERY) == set(TRANSITIONS) | set(ACTS)
    assert set(world("requested").people) == set(PEOPLE)
    for name, move in EVERY.items():
        assert move.sources == set(FROM[name])
        assert {move.target} == set(FROM[name].values()) or name in ACTS


@pytest.mark.parametrize("state", LetterState.values)
def test_what_a_page_offers_is_what_the_table_says(state: str):
    here = world(state)
    for person, actor in here.people.items():
        if actor is None:
            continue
        offered = set(open_moves(EVERY, actor, here.letter))
        assert offered == {name for name in EVERY if person in MAY[name] and state in FROM[name]}, person


@pytest.mark.parametrize("name", [name for name in FROM if name != "expire"])
@pytest.mark.parametrize("state", LetterState.values)
def test_an_act_happens_where_it_may_and_nowhere_else(state: str, name: str):
    """Each cell: who may does it from where it may be done; everybody else changes nothing."""
    here = world(state)
    before = Letter.objects.filter(pk=here.letter.pk).values().get()
    for person, actor in here.people.items():
        if person in MAY[name] and state in FROM[name]:
            continue
        if name in {"again", "reask"} and state in FROM["again" if name == "reask" else "reask"] and person in RUNNING | {"applicant"}:
            continue  # one act of the services: a new link to who was asked, asking anew who left
        if name == "replace" and person in {"applicant", "clock"} and state in {"cancelled", *FROM["replace"]}:
            continue  # whoever isn't asked any more leaves room; the clock names for the demo
        if name == "change" and person == "clock":
            continue
        try:
            happened = DO[name](here.letter, actor)
        except (NotAllowed, ExchangeError):
            happened = False
        assert not happened or state == TRANSITIONS[name].target, person
        assert Letter.objects.filter(pk=here.letter.pk).values().get() == before, person
    for person in MAY[name]:
        if state in FROM[name]:
            again = world_without_mail(state)
            DO[name](again.letter, again.people[person])
            again.letter.refresh_from_db()
            assert again.letter.state == FROM[name][state]
            if name in TRANSITIONS:
                assert Event.objects.filter(noun="letter", key=again.letter.pk, move=name, target=again.letter.state).exists()


def world_without_mail(state: str) -> World:
    User.objects.filter(email="staff@example.org").update(email=f"staff{User.objects.count()}@example.org")
    return world(state)


@pytest.mark.parametrize("state", LetterState.values)
def test_the_clock_ends_what_is_over_and_nothing_else(state: str):
    letter = letter_in(state)
    assert services.expire_due(timezone.now() + timedelta(days=8)) == "0 letters expired, 0 no longer needed"
    at = timezone.now() + timedelta(days=10)
    ends = state in FROM["expire"]
    assert services.expire_due(at) == f"{int(ends)} letters expired, 0 no longer needed"
    assert services.expire_due(at) == "0 letters expired, 0 no longer needed"
    letter.refresh_from_db()
    assert letter.state == ("expired" if ends else state)
    assert not (ends and letter.token_hash)
