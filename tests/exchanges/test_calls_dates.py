"""The dates of a call: nights on which clocks change, and deadlines that move later alone."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Notice
from exchanges.calls import services
from exchanges.calls.errors import BadField
from exchanges.calls.gaps import NotReady
from exchanges.calls.models import Call
from exchanges.calls.services import dating
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """Digits of a wall clock."""
    return datetime.fromisoformat(text)


def by(call: Call):
    return make.acting(making.coordinator(call.programme))


def draft(**fields) -> Call:
    return making.call(**{"status": "draft", "published_at": None} | fields)


@pytest.mark.parametrize(("zone", "local", "utc", "twice"), [
    ("Europe/London", "2027-01-15T17:00", "2027-01-15T17:00", False), ("Europe/London", "2027-07-15T17:00", "2027-07-15T16:00", False),
    ("Europe/London", "2027-03-28T00:59", "2027-03-28T00:59", False), ("Europe/London", "2027-03-28T02:00", "2027-03-28T01:00", False),
    ("Europe/London", "2027-10-31T01:30", "2027-10-31T00:30", True), ("Europe/London", "2027-10-31T02:00", "2027-10-31T02:00", False),
    ("Asia/Shanghai", "2027-03-28T01:30", "2027-03-27T17:30", False), ("Asia/Shanghai", "2027-10-31T01:30", "2027-10-30T17:30", False),
])
def test_local_time_becomes_one_instant_also_on_nights_when_clocks_change(zone, local, utc, twice):
    call = draft(opens_at=None, closes_at=None)
    written = services.edit(call, "dates", {"zone": zone, "opens": at("2027-01-01T00:00"), "closes": at(local)}, by=by(call))
    assert written.closes_at == at(utc).replace(tzinfo=UTC)
    assert bool(dating.twice(written)) is twice


@pytest.mark.parametrize("local", ["2027-03-28T01:00", "2027-03-28T01:30", "2027-03-28T01:59"])
def test_a_time_that_clocks_jump_over_is_refused_with_the_nearest(local):
    call = draft()
    with pytest.raises(BadField, match=r"no 28 March 2027 01:.. in Europe/London .* Choose 28 March 2027 00:.. or 28 March 2027 02:..") as no:
        services.edit(call, "dates", {"closes": at(local)}, by=by(call))
    assert no.value.field == "closes"
    call.refresh_from_db()
    assert call.version == 1


@pytest.mark.parametrize(("given", "field"), [
    ({"zone": "Europe/Camelot"}, "zone"), ({"zone": "../etc"}, "zone"), ({"closes": at("2020-01-01T00:00")}, "closes"), ({"grace": 61}, "grace"),
    ({"closes": at("9999-12-31T23:59")}, "closes"), ({"opens": at("0001-01-01T00:00")}, "opens"), ({"stages": 3}, "stages"),
    ({"stages": 2, "full_closes": at("2020-01-01T00:00")}, "full_closes"),
    ({"starts_on": at("2027-02-01").date(), "ends_on": at("2027-01-01").date()}, "ends_on"),
])
def test_dates_that_can_not_be_are_refused_by_field(given, field):
    call = draft()
    with pytest.raises(BadField) as refusal:
        services.edit(call, "dates", given, by=by(call))
    assert refusal.value.field == field


def moved(call: Call, **hours: int) -> dict[str, datetime]:
    return {name: getattr(call, f"{name}_local").replace(tzinfo=None) + timedelta(hours=by_hours) for name, by_hours in hours.items()}


def london(**fields) -> Call:
    """An open call whose wall clock is UTC."""
    return making.call(zone="UTC", opens_at=making.NOW().replace(second=0, microsecond=0) - DAY,
                       closes_at=making.NOW().replace(second=0, microsecond=0) + 9 * DAY, **fields)


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn"])
def test_a_deadline_moves_later_never_earlier_while_anybody_applies(state):
    call = london()
    actor = by(call)
    services.edit(call, "dates", moved(call, closes=-1), by=actor)
    making.application(call, status=state)
    call.refresh_from_db()
    with pytest.raises(BadField, match="later, never earlier"):
        services.edit(call, "dates", moved(call, closes=-1), by=actor)
    with pytest.raises(BadField, match="its opening stays"):
        services.edit(call, "dates", moved(call, opens=1), by=actor)
    with pytest.raises(BadField, match="number of stages"):
        services.edit(call, "dates", {"stages": 2, "full_closes": at("2090-01-01")}, by=actor)
    with pytest.raises(BadField, match="stays"):
        services.edit(call, "dates", {"zone": "Asia/Shanghai"}, by=actor)
    before = call.closes_at
    assert services.edit(call, "dates", moved(call, closes=1), by=actor).closes_at == before + timedelta(hours=1)
    assert Notice.objects.filter(topic="calls/later").count() == (state == "draft")


def test_the_grace_is_part_of_the_deadline():
    call = london(grace=30)
    making.application(call, status="draft")
    with pytest.raises(BadField, match="later, never earlier"):
        services.edit(call, "dates", {"grace": 10}, by=by(call))
    assert services.edit(call, "dates", {"grace": 40}, by=by(call)).grace == 40


def test_a_deadline_that_is_over_moves_for_staff_alone_by_opening_again():
    call = making.call(opens_at=making.NOW() - 9 * DAY, closes_at=making.NOW() - DAY)
    for actor in (by(call), make.acting(make.staff())):
        with pytest.raises(BadField, match="over"):
            services.edit(call, "dates", {"closes": at("2090-01-01")}, by=actor)
        with pytest.raises(BadField, match="over"):
            services.edit(call, "dates", {"is_rolling": True}, by=actor)


def test_an_open_call_keeps_its_dates():
    call = london()
    with pytest.raises(NotReady):
        services.edit(call, "dates", {"closes": None}, by=by(call))
    with pytest.raises(BadField, match="in the past"):
        services.edit(call, "dates", {"closes": (making.NOW() - timedelta(minutes=5)).replace(tzinfo=None)}, by=by(call))
