"""Offers: made, answered, freed and promoted, and the ledger of places agrees after every step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.models import Call, Event, Hold, HostPosition, Offer, Placement, WaitingEntry
from exchanges.offers import places, services
from exchanges.offers.services.answering import TooLate
from tests import mailbox, make
from tests.exchanges import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return making.call(status="deciding", places=2)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme))


def shortlisted(call, **fields):
    return making.application(call, status="shortlisted", **fields)


def owner(application):
    return make.acting(application.applicant)


def test_an_offer_takes_a_place_and_tells_the_person(call, ben):
    application = shortlisted(call)
    offer = services.make(application, by=ben)
    application.refresh_from_db()
    call.refresh_from_db()
    assert (offer.state, application.status, call.taken) == ("sent", "offered", 1)
    assert services.make(application, by=ben) == offer
    assert [one.why for one in Hold.objects.all()] == ["make"]
    assert len(mailbox.to(application.applicant.email, "offers/offered")) == 1
    assert places.check(call) == []


def test_no_more_offers_than_places_and_nothing_is_half_written(call, ben):
    for _number in range(2):
        services.make(shortlisted(call), by=ben)
    third = shortlisted(call)
    with pytest.raises(places.Full):
        services.make(third, by=ben)
    third.refresh_from_db()
    assert third.status == "shortlisted"
    assert (Offer.objects.count(), Hold.objects.count()) == (2, 2)
    assert not mailbox.to(third.applicant.email)


def test_a_position_has_places_of_its_own(call, ben):
    here = making.position(call, places=1)
    services.make(shortlisted(call), position=here, by=ben)
    with pytest.raises(places.Full):
        services.make(shortlisted(call), position=here, by=ben)
    here.refresh_from_db()
    call.refresh_from_db()
    assert (here.taken, call.taken) == (1, 1)
    with pytest.raises(ExchangeError):
        services.make(shortlisted(call), position=making.position(making.call()), by=ben)


def test_accepting_confirms_and_proposes_the_placement(call, ben):
    application = shortlisted(call)
    offer = services.make(application, by=ben)
    accepted = services.accept(offer, by=owner(application))
    again = services.accept(offer, by=owner(application))
    application.refresh_from_db()
    assert (accepted.state, again.state, application.status) == ("confirmed", "confirmed", "accepted")
    assert Placement.objects.get().offer == offer
    assert Event.objects.filter(noun="offer", move="accept").count() == 1


def test_conditions_wait_for_a_coordinator(call, ben):
    application = shortlisted(call)
    offer = services.make(application, conditions="A degree", by=ben)
    assert services.accept(offer, by=owner(application)).state == "conditions"
    assert not Placement.objects.exists()
    assert services.confirm(offer, by=ben).state == "confirmed"
    assert Placement.objects.count() == 1


def test_conditions_that_fail_free_the_place(call, ben):
    application = shortlisted(call)
    offer = services.make(application, conditions="A degree", by=ben)
    services.accept(offer, by=owner(application))
    with pytest.raises(ExchangeError):
        services.fail(offer, by=ben, reason=" ")
    assert services.fail(offer, by=ben, reason="No degree").state == "failed"
    application.refresh_from_db()
    assert application.status == "rejected"
    assert places.check(call) == []
    assert call.taken == 0


@pytest.mark.parametrize("early", [timedelta(microseconds=1), timedelta(seconds=1)], ids=["microsecond", "second"])
def test_the_clock_decides_and_not_the_job(call, ben, early):
    application = shortlisted(call)
    offer = services.make(application, by=ben)
    for late in (offer.expires_at, offer.expires_at + early):
        with pytest.raises(TooLate):
            services.accept(offer, by=owner(application), at=late)
        with pytest.raises(TooLate):
            services.decline(offer, by=owner(application), at=late)
    assert services.accept(offer, by=owner(application), at=offer.expires_at - early).state == "confirmed"


def test_what_nobody_answered_runs_out_once_and_the_next_is_offered(call, ben):
    call.places = 1
    call.save()
    first, second = shortlisted(call), shortlisted(call)
    offer = services.make(first, by=ben)
    services.put_on_list(second, by=ben)
    assert services.expire_due(at=offer.expires_at - timedelta(microseconds=1)) == 0
    assert services.expire_due(at=offer.expires_at) == 1
    offer.refresh_from_db()
    first.refresh_from_db()
    assert (offer.state, first.status) == ("expired", "withdrawn")
    assert second.offers.get().promoted_from.state == "offered"
    assert len(mailbox.to(first.applicant.email, "offers/expired")) == 1
    assert "waiting list" in mailbox.to(second.applicant.email, "offers/offered")[0].text
    assert places.check(call) == []


def test_the_reminder_comes_once_before_the_end(call, ben):
    offer = services.make(shortlisted(call), by=ben)
    assert services.remind_due(at=offer.sent_at + timedelta(minutes=1)) == 0
    assert services.remind_due(at=offer.expires_at) == 0
    assert services.remind_due(at=offer.expires_at - timedelta(days=1)) == 1
    assert services.remind_due(at=offer.expires_at - timedelta(hours=1)) == 0
    assert len(mailbox.to(offer.application.applicant.email, "offers/reminder")) == 1


def test_exactly_one_moves_up_by_rank_then_submission_then_key(call, ben):
    call.places = 1
    call.save()
    now = timezone.now()
    holder = shortlisted(call)
    late, early, best = (shortlisted(call, submitted_at=at) for at in (now, now - timedelta(days=1), now))
    twin = shortlisted(call, submitted_at=now)
    offer = services.make(holder, by=ben)
    for application, rank in ((late, 2), (early, 2), (best, 1), (twin, 2)):
        services.put_on_list(application, rank=rank, by=ben)
    order = []
    for _round in range(4):
        services.decline(offer, by=owner(offer.application))
        offer = Offer.objects.get(state="sent")
        order.append(offer.application)
        assert places.check(call) == []
    assert order == [best, early, late, twin]
    services.decline(offer, by=owner(offer.application))
    call.refresh_from_db()
    assert call.taken == 0
    assert set(WaitingEntry.objects.values_list("state", flat=True)) == {"passed"}


def test_who_declined_after_a_promotion_is_not_offered_again(call, ben):
    call.places = 1
    call.save()
    holder, second = shortlisted(call), shortlisted(call)
    offer = services.make(holder, by=ben)
    entry = services.put_on_list(second, by=ben)
    services.withdraw(offer, by=ben, reason="A mistake")
    services.decline(second.offers.get(), by=owner(second))
    entry.refresh_from_db()
    assert entry.state == "passed"
    assert services.set_places(call, places=3, by=ben) == []
    with pytest.raises(NotNow):
        services.make(second, by=ben)
    with pytest.raises(NotNow):
        services.put_on_list(second, by=ben)


def test_the_list_of_a_position_comes_before_the_list_of_the_call(call, ben):
    call.places = 2
    call.save()
    here, there = making.position(call), making.position(call)
    holders = [shortlisted(call), shortlisted(call)]
    offers = [services.make(one, position=where, by=ben) for one, where in zip(holders, (here, there), strict=True)]
    anywhere, elsewhere, waits_here = shortlisted(call), shortlisted(call), shortlisted(call)
    elsewhere.preferences.create(position=there, rank=1)
    services.put_on_list(elsewhere, rank=1, by=ben)
    services.put_on_list(anywhere, rank=2, by=ben)
    services.put_on_list(waits_here, rank=9, position=here, by=ben)
    services.decline(offers[0], by=owner(holders[0]))
    assert waits_here.offers.get().position == here
    services.decline(waits_here.offers.get(), by=owner(waits_here))
    assert anywhere.offers.get().position == here  # elsewhere wishes for the other one
    services.decline(offers[1], by=owner(holders[1]))
    assert elsewhere.offers.get().position == there
    assert places.check(call) == []


def test_more_places_promote_as_many_and_no_more(call, ben):
    for _number in range(2):
        services.make(shortlisted(call), by=ben)
    for _number in range(3):
        services.put_on_list(shortlisted(call), by=ben)
    assert len(services.set_places(call, places=4, by=ben)) == 2
    assert services.set_places(call, places=4, by=ben) == []
    with pytest.raises(ExchangeError):
        services.set_places(call, places=3, by=ben)
    call.refresh_from_db()
    assert (call.places, call.taken, Offer.objects.count()) == (4, 4, 4)
    assert places.check(call) == []


def test_deferral_is_asked_by_the_person_and_agreed_by_a_coordinator(call, ben):
    application = shortlisted(call)
    offer = services.make(application, by=ben)
    with pytest.raises(ExchangeError):
        services.defer(offer, by=ben)
    with pytest.raises(ExchangeError):
        services.ask_deferral(offer, by=owner(application), reason="")
    asked = services.ask_deferral(offer, by=owner(application), reason="Next autumn, after my exams")
    assert (asked.state, asked.reason) == ("sent", "Next autumn, after my exams")
    assert services.refuse_deferral(offer, by=ben, reason="No call next autumn").deferral_asked_at is None
    services.ask_deferral(offer, by=owner(application), reason="In two years")
    assert services.defer(offer, by=ben).state == "deferred"
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert places.check(call) == []


def test_a_withdrawn_application_gives_back_what_it_has(call, ben):
    from exchanges.applications import withdrawing

    call.places = 1
    call.save()
    holder, second, third = shortlisted(call), shortlisted(call), shortlisted(call)
    offer = services.make(holder, by=ben)
    services.accept(offer, by=owner(holder))
    for one in (second, third):
        services.put_on_list(one, by=ben)
    withdrawing.withdraw(second, by=owner(second), reason="")
    withdrawing.withdraw(holder, by=owner(holder), reason="")
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert Placement.objects.get().state == "cancelled"
    assert WaitingEntry.objects.get(application=second).state == "left"
    assert third.offers.get().state == "sent"
    assert places.check(call) == []


def test_one_place_each_withdraws_the_others_and_frees_their_places(ben, call):
    call.one_place_each = True
    call.save()
    other_call = making.call(call.programme, status="deciding", places=1, title_en="Spring call")
    elsewhere = making.call(status="deciding", places=1)
    ana = making.applicant()
    mine, other, outside, draft = (
        shortlisted(call, by=ana), shortlisted(other_call, by=ana), shortlisted(elsewhere, by=ana),
        making.application(making.call(call.programme), by=ana, status="draft"),
    )
    waiting = shortlisted(other_call)
    services.make(other, by=ben)
    services.put_on_list(waiting, by=ben)
    offer = services.make(mine, by=ben)
    assert services.others_of(offer.application) == [other]
    services.accept(offer, by=make.acting(ana))
    for one in (mine, other, outside, draft):
        one.refresh_from_db()
    assert [mine.status, other.status, outside.status, draft.status] == ["accepted", "withdrawn", "shortlisted", "draft"]
    assert waiting.offers.get().state == "sent"
    assert places.check(other_call) == places.check(call) == []


def test_a_cancelled_call_promotes_nobody(call, ben):
    call.places = 1
    call.save()
    holder, second = shortlisted(call), shortlisted(call)
    services.make(holder, by=ben)
    services.put_on_list(second, by=ben)
    Call.objects.filter(pk=call.pk).update(status="cancelled")
    services.free_for(holder, why="call-cancelled", by=ben)
    assert not second.offers.exists()
    assert places.check(call) == []


def test_reordering_is_the_coordinators_and_moves_the_next_one(call, ben):
    first, second = (services.put_on_list(shortlisted(call), by=ben) for _number in range(2))
    assert services.reorder(call, ranks={first.pk: 5, second.pk: 2}, by=ben) == 1
    with pytest.raises(NotAllowed):
        services.reorder(call, ranks={first.pk: 1}, by=owner(first.application))
    with pytest.raises(ExchangeError):
        services.reorder(call, ranks={first.pk: 0}, by=ben)
    assert services.take_off(second, by=ben, reason="Went elsewhere").state == "left"
    assert services.set_places(call, places=3, by=ben)[0].application == first.application


def test_the_ledger_explains_itself_and_the_check_finds_a_lie(call, ben):
    application = shortlisted(call)
    here: HostPosition = making.position(call)
    offer = services.make(application, position=here, by=ben)
    services.decline(offer, by=owner(application))
    lines = places.ledger(call)
    assert [(one.hold.change, one.sum, one.position_sum) for one in lines] == [(1, 1, 1), (-1, 0, 0)]
    assert [one.by for one in lines] == [ben.user, application.applicant]
    Call.objects.filter(pk=call.pk).update(taken=1)
    assert len(places.check(call)) == 1
