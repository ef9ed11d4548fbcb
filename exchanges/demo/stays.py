"""Offers and stays of the demo, made by the same acts as anybody's, each at its moment, so that their histories are whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, actor_for
from accounts.models import Message, Notice, User
from exchanges.demo.people import Cast
from exchanges.events.services import as_of
from exchanges.models import Application, Call, Offer, Placement
from exchanges.offers import services as offers
from exchanges.placements import services as placements
from exchanges.placements.services import Given

DAY = timedelta(days=1)
ASKED = "Papers seen by the exchange office."
BY_MAIL = "Confirmed by e-mail to the exchange office."
Sent = Callable[[Call, User, str, datetime], Application]


@contextmanager
def earlier(moment: datetime) -> Iterator[None]:
    """What is done inside happened at that moment. Its news are old, and nobody is written to about a past that is invented."""
    begun = timezone.now()
    token = as_of.set(moment)
    try:
        yield
    finally:
        as_of.reset(token)
    Notice.objects.filter(at__gte=begun).update(at=moment, read_at=moment, mail_due=False)
    Message.objects.filter(created_at__gte=begun).delete()


def acting(user: User, moment: datetime) -> Actor:
    """The person at that moment, with all rights of their own."""
    return replace(actor_for(user, second_factor_used=True), now=moment)


def offered(application: Application, at: datetime, position: Any = None) -> Offer:
    """A place offered by the letter of the decision."""
    with earlier(at):
        return offers.make(application, position=position, by=None, at=at, by_letter=True)


def listed(application: Application, at: datetime) -> None:
    """A place at the end of the waiting list."""
    with earlier(at):
        offers.put_on_list(application, by=None)


def make(cast: Cast, call: Call, now: datetime, sent: Sent) -> None:
    """The owner is about to go, another is there, a third is back, and a company is to say when it hosts a fourth."""
    people = ((cast.owner, "host-confirmed", now + 30 * DAY), (cast.applicants[14], "active", now - 40 * DAY),
              (cast.applicants[15], "completed", now - 250 * DAY), (cast.applicants[13], "proposed", now + 60 * DAY))
    for number, ((user, state, begins), position) in enumerate(zip(people, call.positions.order_by("order", "pk"), strict=False)):
        application = sent(call, user, "shortlisted", now - (380 + number) * DAY)
        told = begins - 80 * DAY
        offer = offered(application, told, position)
        with earlier(told + 3 * DAY):
            offers.accept(offer, by=acting(user, told + 3 * DAY), at=told + 3 * DAY)
        _stay(cast, Placement.objects.get(offer=offer), state, begins)


def _stay(cast: Cast, placement: Placement, until: str, begins: datetime) -> None:
    """From "proposed" to the state `until`; begun stays last half a year."""
    if until == "proposed":
        return
    days = Given(starts_on=begins.date(), ends_on=(begins + 180 * DAY).date(), reason=BY_MAIL)
    _move(placement, "confirm-for-host", cast.coordinator, begins - 60 * DAY, days)
    checks = list(placement.checks.order_by("pk"))
    for number, check in enumerate(checks):
        if until != "host-confirmed" or number == len(checks) - 1:  # who is about to go has one behind them
            with earlier(begins - 45 * DAY):
                placements.settle(check, "check", by=acting(cast.coordinator, begins - 45 * DAY), note=ASKED)
    if until == "host-confirmed":
        return
    _move(placement, "confirm", placement.person, begins - 30 * DAY)
    _move(placement, "clear", cast.coordinator, begins - 14 * DAY)
    _move(placement, "arrive", cast.coordinator, begins, Given(day=begins.date()))
    if until == "completed":
        _move(placement, "depart", cast.coordinator, begins + 180 * DAY, Given(day=(begins + 180 * DAY).date()))


def _move(placement: Placement, name: str, by: User, at: datetime, given: Given | None = None) -> None:
    with earlier(at):
        placements.move(placement, name, by=acting(by, at), given=given)
