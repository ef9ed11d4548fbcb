"""More places, wherever they are typed, go to those who wait."""

import pytest

from exchanges.calls import services
from exchanges.models import Offer
from exchanges.offers import services as offers
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db


def waiting(count: int, **fields):
    """A decided call without a free place, and so many people who wait."""
    call = making.call(status="decided", places=1, **fields)
    holder = making.application(call, status="offered")
    making.offer(holder)
    for rank in range(1, count + 1):
        call.waiting.create(application=making.application(call, status="waitlisted"), rank=rank)
    return call


def test_places_typed_in_the_setting_up_of_a_call_go_to_those_who_wait():
    call = waiting(3)
    services.edit(call, "places", {"places": 3}, by=make.acting(making.coordinator(call.programme)))
    call.refresh_from_db()
    assert (call.places, call.taken) == (3, 3)
    assert list(call.waiting.order_by("rank").values_list("state", flat=True)) == ["offered", "offered", "waiting"]


def test_more_places_of_a_position_go_to_those_who_wait_for_it():
    call = waiting(0)
    position = making.position(call, places=1)
    entry = call.waiting.create(application=making.application(call, status="waitlisted"), rank=1, position=position)
    by = make.acting(making.coordinator(call.programme))
    services.save_position(call, position.pk, {"places": 2}, by=by)
    assert not Offer.objects.filter(application=entry.application).exists(), "the call itself is full"
    services.edit(call, "places", {"places": 2}, by=by)
    assert Offer.objects.get(application=entry.application).position == position
    assert [one.state for one in offers.fill(call.pk, 1, position, by=None)] == []
