"""Places under everybody at once, on PostgreSQL: never more than there are, each freed place to exactly one, no deadlock."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from exchanges.applications import withdrawing
from exchanges.errors import ExchangeError
from exchanges.models import Call, Event, Offer, WaitingEntry
from exchanges.offers import places, services
from tests import make
from tests.exchanges import making

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WIDE = 12  # connections at once


def together(acts):
    """Run the acts at once, each on a connection of its own; what each gave, or the refusal. Anything but a refusal fails the test."""
    start = threading.Barrier(min(WIDE, len(acts)))

    def one(number, act):
        try:
            if number < start.parties:
                start.wait(10)
            return act()
        except ExchangeError as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(WIDE) as pool:
        return [each.result(60) for each in [pool.submit(one, number, act) for number, act in enumerate(acts)]]


def done(results):
    return [one for one in results if not isinstance(one, Exception)]


@pytest.fixture
def call():
    return making.call(status="deciding", places=10)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme))


def many(call, number, status="shortlisted"):
    """Applications without the weight of passwords: users made at once."""
    from accounts.models import User

    users = [User(email=f"p{n}-{call.pk}@example.org", is_verified=True, password="!") for n in range(number)]
    User.objects.bulk_create(users)
    return [making.application(call, by=user, status=status) for user in users]


def test_500_offers_on_10_places_are_exactly_10(call, ben):
    applications = many(call, 500)
    made = done(together([lambda one=one: services.make(one, by=ben) for one in applications]))
    call.refresh_from_db()
    assert (len(made), call.taken, Offer.objects.count()) == (10, 10, 10)
    assert places.check(call) == []


def test_500_accepts_of_10_offers_confirm_exactly_10(call, ben):
    offers = [services.make(one, by=ben) for one in many(call, 10)]
    results = together([lambda one=one: services.accept(one, by=make.acting(one.application.applicant)) for one in offers * 50])
    assert len(done(results)) == 500  # a repetition is answered with what stands
    assert Offer.objects.filter(state="confirmed").count() == 10
    assert Event.objects.filter(noun="offer", move="accept").count() == 10
    assert places.check(call) == []


def test_a_place_is_taken_by_the_update_even_without_the_lock(call):
    """The conditional update alone holds, should anybody ever take a place without the call's lock."""
    from django.db import transaction

    offers = [Offer(application=one, expires_at=timezone.now() + timedelta(days=1)) for one in many(call, 60)]
    Offer.objects.bulk_create(offers)

    def take(offer):
        with transaction.atomic():
            places.take(offer, "make")

    assert len(done(together([lambda one=one: take(one) for one in offers]))) == 10
    call.refresh_from_db()
    assert call.taken == 10 == call.holds.count()


@pytest.mark.parametrize("round_", range(8))
def test_withdraw_against_accept_exactly_one_wins(call, ben, round_):
    application = many(call, 1)[0]
    offer, owner = services.make(application, by=ben), make.acting(application.applicant)
    together([lambda: services.accept(offer, by=owner), lambda: withdrawing.withdraw(application, by=owner, reason="")])
    offer.refresh_from_db()
    application.refresh_from_db()
    # Who withdraws after accepting gives the place back; who was too late to accept gets none. In no order is a place lost.
    assert (offer.state, application.status) == ("withdrawn", "withdrawn")
    assert places.check(call) == []


@pytest.mark.parametrize("round_", range(8))
def test_withdraw_of_the_application_against_the_offer(call, ben, round_):
    application = many(call, 1)[0]
    owner = make.acting(application.applicant)
    together([lambda: services.make(application, by=ben), lambda: withdrawing.withdraw(application, by=owner, reason="")])
    application.refresh_from_db()
    call.refresh_from_db()
    assert (application.status, call.taken) == ("withdrawn", 0)
    assert not Offer.objects.filter(application=application, state="sent").exists()
    assert places.check(call) == []


@pytest.mark.parametrize("round_", range(8))
def test_expire_against_accept_exactly_one_wins(call, ben, round_):
    application = many(call, 1)[0]
    offer, owner = services.make(application, by=ben), make.acting(application.applicant)
    just = offer.expires_at - timedelta(microseconds=1)
    results = together([
        lambda: services.accept(offer, by=owner, at=just), lambda: services.expire_due(at=offer.expires_at),
    ])
    offer.refresh_from_db()
    accepted, expired = isinstance(results[0], Offer), results[1] == 1
    assert accepted != expired
    assert offer.state == ("confirmed" if accepted else "expired")
    assert places.check(call) == []


def test_50_declines_at_once_promote_exactly_50_and_each_once(ben):
    call = making.call(ben_programme(ben), status="deciding", places=50)
    holders, waiting = many(call, 50), many_more(call, 60)
    offers = [services.make(one, by=ben) for one in holders]
    for rank, one in enumerate(waiting, 1):
        services.put_on_list(one, rank=rank, by=ben)
    results = together([lambda one=one: services.decline(one, by=make.acting(one.application.applicant)) for one in offers])
    assert len(done(results)) == 50
    assert Offer.objects.filter(state="sent").count() == 50
    assert list(WaitingEntry.objects.filter(state="waiting").values_list("rank", flat=True)) == list(range(51, 61))
    assert places.check(call) == []


def test_50_declines_of_one_offer_promote_exactly_one(call, ben):
    call.places = 1
    call.save()
    holder, *others = many(call, 6)
    offer, owner = services.make(holder, by=ben), make.acting(holder.applicant)
    for one in others:
        services.put_on_list(one, by=ben)
    together([lambda: services.decline(offer, by=owner)] * 50)
    assert Offer.objects.exclude(pk=offer.pk).count() == 1
    assert places.check(call) == []


def test_one_place_each_across_two_calls_without_a_deadlock(call, ben):
    """Twenty people hold an offer in each of two calls and accept both at once: one each, whichever came first."""
    second = making.call(call.programme, status="deciding", places=20)
    Call.objects.update(one_place_each=True, places=20)
    pairs = [(one, making.application(second, by=one.applicant, status="shortlisted")) for one in many(call, 20)]
    offers = [services.make(application, by=ben) for pair in pairs for application in pair]
    together([lambda one=one: services.accept(one, by=make.acting(one.application.applicant)) for one in offers])
    assert Offer.objects.filter(state="confirmed").count() == 20
    assert Offer.objects.filter(state="withdrawn").count() == 20
    assert places.check(call) == places.check(second) == []


def test_everything_at_once_ends_without_a_deadlock_and_with_a_whole_ledger(call, ben):
    applications = many(call, 40)
    offers = [services.make(one, by=ben) for one in applications[:10]]
    for one in applications[10:]:
        services.put_on_list(one, by=ben)
    acts = [lambda one=one: services.decline(one, by=make.acting(one.application.applicant)) for one in offers[:4]]
    acts += [lambda one=one: services.withdraw(one, by=ben, reason="r") for one in offers[3:7]]
    acts += [lambda one=one: withdrawing.withdraw(one.application, by=make.acting(one.application.applicant), reason="") for one in offers[6:]]
    acts += [lambda one=one: withdrawing.withdraw(one, by=make.acting(one.applicant), reason="") for one in applications[10:20]]
    acts += [lambda: services.set_places(call, places=12, by=ben), lambda: services.expire_due(at=timezone.now())]
    together(acts)
    assert places.check(call) == []
    call.refresh_from_db()
    assert call.taken == 12 or not WaitingEntry.objects.filter(state="waiting").exists()


def ben_programme(ben):
    from exchanges.models import Programme

    return Programme.objects.get(pk=ben.roles[0].programme)


def many_more(call, number):
    """More people for a call that has some already."""
    from accounts.models import User

    users = [User(email=f"q{n}-{call.pk}@example.org", is_verified=True, password="!") for n in range(number)]
    User.objects.bulk_create(users)
    return [making.application(call, by=user, status="shortlisted") for user in users]


def test_the_tests_above_ran_on_postgresql():
    assert connection.vendor == "postgresql"
