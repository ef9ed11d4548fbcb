"""State × move × person for placements, their checks and their reports: every cell, written down once more by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from exchanges.errors import NotAllowed, NotNow
from exchanges.events.models import Event
from exchanges.models import Placement
from exchanges.placements import services
from exchanges.placements.services import Given
from exchanges.placements.states import CHECK, PLACEMENT, REPORT
from exchanges.placements.vocabulary import CheckState, PlacementState, ReportState
from tests.exchanges.stays import PERSONS, TODAY, stay

pytestmark = pytest.mark.django_db

HOST, RUN, OWN = {"host", "officer"}, {"coordinator", "staff"}, {"person"}
# Move → from which states, to which, by whom. What Qiao does by itself alone is nobody's.
MOVES: dict[str, tuple[set[str], str, set[str]]] = {
    "host-confirm": ({"proposed"}, "host-confirmed", HOST),
    "confirm-for-host": ({"proposed"}, "host-confirmed", RUN),
    "confirm": ({"host-confirmed"}, "confirmed", OWN),
    "clear": ({"confirmed"}, "cleared", RUN),
    "arrive": ({"cleared"}, "active", HOST | RUN),
    "depart": ({"active"}, "completed", HOST | RUN),
    "report": ({"completed", "curtailed"}, "reported", RUN),
    "close": ({"reported"}, "closed", RUN),
    "cancel": ({"proposed", "host-confirmed", "confirmed", "cleared"}, "cancelled", OWN | HOST | RUN),
    "curtail": ({"active"}, "curtailed", HOST | RUN),
    "ask-host-again": ({"host-confirmed", "confirmed", "cleared"}, "proposed", set()),
    "ask-person-again": ({"confirmed", "cleared"}, "host-confirmed", set()),
}
CHECK_MOVES: dict[str, tuple[set[str], str, set[str]]] = {
    "check": ({"open"}, "checked", HOST | RUN),
    "not-needed": ({"open"}, "not-needed", HOST | RUN),
    "reopen": ({"checked", "not-needed"}, "open", HOST | RUN),
}
REPORT_MOVES: dict[str, tuple[set[str], str, set[str]]] = {
    "submit": ({"due", "returned"}, "submitted", OWN), "accept": ({"submitted"}, "accepted", RUN), "return": ({"submitted"}, "returned", RUN),
}


class Undo(Exception):
    """Rolls a cell back."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def outcome(table: dict[str, tuple[set[str], str, set[str]]], state: str, name: str, who: str) -> object:
    """What the table says about a cell: a new state, the same one, or a refusal."""
    sources, target, whose = table[name]
    return NotAllowed if who not in whose else target if state in sources | {target} else NotNow


def happened(act: Any, row: Any) -> object:
    with undone():
        try:
            act()
        except (NotAllowed, NotNow) as refusal:
            return type(refusal)
        row.refresh_from_db()
        return row.state
    return None


def test_the_tables_name_every_move_and_every_state():
    assert MOVES.keys() == PLACEMENT.keys()
    assert CHECK_MOVES.keys() == CHECK.keys()
    assert REPORT_MOVES.keys() == REPORT.keys()


@pytest.mark.parametrize("state", PlacementState.values)
def test_every_cell_of_a_placement(state: str):
    one = stay(state)
    if state in ("completed", "curtailed"):
        one.placement.reports.update(state="accepted", submitted_at=one.placement.created_at)
    given = Given(day=TODAY, reason="The reason why")
    actors = {who: one.acting(who) for who in PERSONS}
    for name in MOVES:
        for who, actor in actors.items():
            did = happened(lambda name=name, actor=actor: services.move(one.placement, name, by=actor, given=given), one.fresh())
            assert did == outcome(MOVES, state, name, who), f"{state}: {name} by {who}"
        did = happened(lambda name=name: services.move(one.placement, name, by=None, given=given), one.fresh())
        follows = name in {"report", "cancel", "ask-host-again", "ask-person-again"}
        assert did == (outcome({name: (*MOVES[name][:2], {"Qiao"})}, state, name, "Qiao") if follows else NotAllowed), f"{state}: {name} by Qiao"


@pytest.mark.parametrize("state", CheckState.values)
def test_every_cell_of_a_check(state: str):
    one = stay("host-confirmed", checks=state)
    check = one.placement.checks.get(kind="visa")
    acts: dict[str, Any] = {
        "check": lambda actor: services.settle(check, "check", by=actor, note="Asked"),
        "not-needed": lambda actor: services.settle(check, "not-needed", by=actor, note="Asked"),
        "reopen": lambda actor: services.reopen(check, by=actor, reason="Look once more"),
    }
    for name, act in acts.items():
        for who in PERSONS:
            actor = one.acting(who)
            did = happened(lambda act=act, actor=actor: act(actor), check)
            assert did == outcome(CHECK_MOVES, state, name, who), f"{state}: {name} by {who}"


@pytest.mark.parametrize("kind", ["final", "host"])
@pytest.mark.parametrize("state", ReportState.values)
def test_every_cell_of_a_report(state: str, kind: str):
    one = stay("completed")
    report = one.placement.reports.get(kind=kind)
    type(report).objects.filter(pk=report.pk).update(state=state, text="It went well.", submitted_at=one.placement.created_at)
    report.refresh_from_db()
    acts: dict[str, Any] = {
        "submit": lambda actor: services.hand_in(report, "It went well.", by=actor, version=1),
        "accept": lambda actor: services.answer(report, "accept", by=actor, version=1),
        "return": lambda actor: services.answer(report, "return", by=actor, question="Which results?", version=1),
    }
    table = {**REPORT_MOVES, "submit": (REPORT_MOVES["submit"][0], "submitted", HOST if kind == "host" else OWN)}
    for name, act in acts.items():
        for who in PERSONS:
            actor = one.acting(who)
            did = happened(lambda act=act, actor=actor: act(actor), report)
            assert did == outcome(table, state, name, who), f"{state}: {name} by {who}"


@pytest.mark.parametrize("name", ["host", "officer", "coordinator", "staff"])
def test_nobody_acts_for_themselves(name: str):
    """Who travels is neither their own host nor their own coordinator."""
    one = stay("confirmed", checks="checked")
    Placement.objects.filter(pk=one.placement.pk).update(person=one.users[name])
    actor = one.acting(name)
    for move in ("host-confirm", "confirm-for-host", "clear", "arrive", "depart", "report", "close", "curtail"):
        with pytest.raises(NotAllowed):
            services.move(one.fresh(), move, by=actor, given=Given(day=TODAY, reason="Mine"))
    with pytest.raises(NotAllowed):
        services.reopen(one.fresh().checks.get(kind="visa"), by=actor, reason="Mine")


def test_every_move_writes_one_event_and_a_repetition_none():
    one = stay("host-confirmed")
    services.move(one.placement, "confirm", by=one.acting("person"))
    services.move(one.placement, "confirm", by=one.acting("person"))
    event = Event.objects.get(noun="placement", key=one.placement.pk)
    assert (event.move, event.source, event.target, event.by, event.right) == ("confirm", "host-confirmed", "confirmed", one.users["person"], "owner")
    assert event.call == one.placement.offer.application.call
