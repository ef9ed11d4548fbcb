"""State × move × person for offers, places on the waiting list and matching runs: every cell."""

import dataclasses

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actor import anonymous, narrowed
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events.moves import carry_out
from exchanges.models import MatchRun, WaitingEntry
from exchanges.offers.states import OFFER, RUN, WAITING
from exchanges.offers.vocabulary import OfferState, RunState, WaitState
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

# Move → who may; the clock is Qiao itself.
PEOPLE = ["owner", "co-applicant", "coordinator", "elsewhere", "reviewer", "staff", "stranger", "token", "visitor", "clock"]
DECIDERS = {"coordinator", "staff"}
WHOSE = {
    "offer": {
        "accept": {"owner"}, "accept-conditions": {"owner"}, "accept-half": {"owner"}, "join": {"clock"}, "join-conditions": {"clock"},
        "decline": {"owner"}, "ask-deferral": {"owner"}, "confirm": DECIDERS, "fail": DECIDERS,
        "defer": DECIDERS, "refuse-deferral": DECIDERS, "withdraw": DECIDERS, "expire": {"clock"}, "free": {"clock"},
    },
    "waiting": {"offer": {"clock"}, "pass": {"clock"}, "leave": {"clock"}, "take-off": DECIDERS},
    "run": {"publish": DECIDERS, "discard": DECIDERS},
}
# Move → from where to where; written out, not read from the machine.
WAYS = {
    "offer": {
        "accept": ({"sent"}, "confirmed"), "accept-conditions": ({"sent"}, "conditions"), "decline": ({"sent", "half"}, "declined"),
        "accept-half": ({"sent"}, "half"), "join": ({"half"}, "confirmed"), "join-conditions": ({"half"}, "conditions"),
        "ask-deferral": ({"sent"}, "sent"), "confirm": ({"conditions"}, "confirmed"), "fail": ({"conditions"}, "failed"),
        "defer": ({"sent"}, "deferred"), "refuse-deferral": ({"sent"}, "sent"),
        "withdraw": ({"sent", "half", "conditions", "confirmed"}, "withdrawn"),
        "expire": ({"sent"}, "expired"), "free": ({"sent", "half", "conditions", "confirmed"}, "withdrawn"),
    },
    "waiting": {
        "offer": ({"waiting"}, "offered"), "pass": ({"offered"}, "passed"), "leave": ({"waiting"}, "left"), "take-off": ({"waiting"}, "left"),
    },
    "run": {"publish": ({"computed"}, "published"), "discard": ({"computed"}, "discarded")},
}
MACHINES = {"offer": (OFFER, OfferState.values), "waiting": (WAITING, WaitState.values), "run": (RUN, RunState.values)}


def people(application):
    """Everybody who could try, as actors; None is the clock."""
    programme = application.call.programme
    co = making.applicant()
    application.co_applicants.create(user=co, email=co.email, name="Co", state="accepted", role="edit", token_hash="x")
    owner = make.acting(application.applicant)
    return {
        "owner": owner, "co-applicant": make.acting(co), "coordinator": make.acting(making.coordinator(programme)),
        "elsewhere": make.acting(making.coordinator(making.programme("Other", "其他"))), "reviewer": make.acting(making.reviewer(programme)),
        "staff": make.acting(make.staff()), "stranger": make.acting(make.member("cy@example.org")),
        "token": narrowed(owner, frozenset({"members:read"})), "visitor": anonymous(), "clock": None,
    }


def thing_of(noun, state, application, conditions):
    if noun == "offer":
        return making.offer(application, state, conditions=conditions)
    if noun == "waiting":
        return WaitingEntry.objects.create(call=application.call, application=application, rank=1, state=state)
    return MatchRun.objects.create(
        call=application.call, state=state, method="assignment", seed="s", inputs={}, inputs_sha256="", result={}, result_sha256="", certificate={},
        published_at=timezone.now() if state == "published" else None,
    )


def test_the_table_names_every_move_and_every_person():
    for noun, (machine, _states) in MACHINES.items():
        assert set(WHOSE[noun]) == set(WAYS[noun]) == set(machine)


@pytest.mark.parametrize(("noun", "state"), [(noun, state) for noun, (_machine, states) in MACHINES.items() for state in states], ids="{}".format)
def test_every_cell(noun, state):
    application = making.application(making.call(status="deciding"), status="offered")
    actors = people(application)
    machine, _states = MACHINES[noun]
    thing = thing_of(noun, state, application, "")
    for name in machine:
        for person in PEOPLE:
            thing.state = state
            if noun == "offer":
                thing.conditions = "A degree" if name == "accept-conditions" else ""
            sources, target = WAYS[noun][name]
            with transaction.atomic():
                got = tried(machine, thing, name, actors[person])
                transaction.set_rollback(True)
            if person not in WHOSE[noun][name]:
                assert got == "refused", (name, person)
            elif state in sources:
                assert got == f"now {target}", (name, person)
            else:
                assert got == ("before" if state == target else "not now"), (name, person)


def tried(machine, thing, name, by):
    try:
        writes = {"published_at": timezone.now()} if name == "publish" else None
        done = carry_out(machine, thing, name, by=by, reason="Because", writes=writes)
    except NotAllowed:
        return "refused"
    except NotNow:
        return "not now"
    return f"now {thing.state}" if done else "before"


@pytest.mark.parametrize(("name", "conditions"), [("accept", "A degree"), ("accept-conditions", "")], ids=["plain", "conditional"])
def test_conditions_can_not_be_jumped_over(name, conditions):
    offer = making.offer(making.application(making.call(), status="offered"), conditions=conditions)
    with pytest.raises(NotAllowed), transaction.atomic():
        carry_out(OFFER, offer, name, by=make.acting(offer.application.applicant))


@pytest.mark.parametrize(("noun", "name"), [
    (noun, name) for noun, (machine, _states) in MACHINES.items() for name, move in machine.items() if move.needs_reason
], ids="{}".format)
def test_what_needs_a_reason_gets_one(noun, name):
    application = making.application(making.call(), status="offered")
    thing = thing_of(noun, min(WAYS[noun][name][0]), application, "")
    actor = people(application)["owner" if "owner" in WHOSE[noun][name] else "staff"]
    with pytest.raises(ExchangeError, match="why"), transaction.atomic():
        carry_out(MACHINES[noun][0], thing, name, by=actor, reason=" ")


def test_a_coordinator_decides_nothing_about_their_own_application():
    application = making.application(making.call(), status="offered")
    role = making.ProgrammeRole.objects.create(user=application.applicant, programme=application.call.programme, role="coordinator")
    actor = dataclasses.replace(make.acting(role.user), now=timezone.now())
    offer = making.offer(application)
    assert not [name for name in ("confirm", "fail", "defer", "refuse-deferral", "withdraw") if OFFER[name].rule(actor, offer)]
