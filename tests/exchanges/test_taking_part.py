"""Who takes part in an application decides and learns nothing about it as a coordinator, on whichever of its sides they stand."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import actor_for
from accounts.models import Message
from exchanges.applications import inviting, rules, services, withdrawing
from exchanges.calls import services as calls
from exchanges.calls.errors import BadField
from exchanges.coordination import bulk, funnel, merging, sheet
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.models import Call, MatchRun
from exchanges.offers import running
from exchanges.offers import services as offers
from exchanges.references.rules import may_read_letter
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db
WORDS = merging.Words("About {number}", "关于{number}", "Dear {name}.", "{name}：")


def written(call, coordinator):
    return making.application(call, coordinator)


def accepted(call, coordinator):
    found = making.application(call)
    found.co_applicants.create(email=coordinator.email, token_hash="t", user=coordinator, state="accepted", name="Ben", invited_at=making.NOW())
    return found


def invited(call, coordinator):
    found = making.application(call)
    found.co_applicants.create(email=coordinator.email, token_hash="t", state="invited", name="Ben", invited_at=making.NOW())
    return found


def other_half(call, coordinator):
    pair = call.pairs.create()
    making.application(call, coordinator, pair=pair, side="cn")
    return making.application(call, pair=pair, side="uk")


@pytest.fixture
def call():
    return making.call()


@pytest.fixture
def ben(call):
    return make.confirmed(making.coordinator(call.programme, "ben@example.org"))


@pytest.mark.parametrize("side", [written, accepted, invited, other_half], ids=lambda side: side.__name__)
def test_nothing_of_their_own(call, ben, side):
    theirs, another = side(call, ben), making.application(call)
    actor = actor_for(ben, second_factor_used=True)
    assert not rules.decides(actor, theirs)
    assert rules.decides(actor, another)
    exported = {row[0] for row in sheet.rows(call, actor, sheet.columns(call, for_panel=False))}
    assert another.number in exported
    assert theirs.number not in exported
    offer, client = making.offer(theirs), make.sign_in(ben)
    assert client.get(reverse("call_offer_act", args=[call.uid, offer.uid, "withdraw"])).status_code == 404
    assert theirs.title not in client.get(reverse("call_applications", args=[call.uid])).text
    assert theirs.title not in client.get(reverse("call_offers", args=[call.uid])).text


@pytest.mark.parametrize("side", [written, accepted, invited, other_half], ids=lambda side: side.__name__)
def test_no_letter_no_act_on_many_and_no_number_is_about_their_own(call, ben, side):
    theirs, another = side(call, ben), making.application(call)
    every = call.applications.exclude(pk=another.pk)
    every.update(status="shortlisted")
    Call.objects.filter(pk=call.pk).update(status="in-review")
    actor = actor_for(ben, second_factor_used=True)
    assert merging.recipients(call, ["submitted", "shortlisted"], by=actor) == [another]
    with pytest.raises(NotAllowed):
        merging.send(call, [theirs], WORDS, by=actor, seal=merging.seal_of([theirs], WORDS))
    assert not Message.objects.filter(topic="exchanges/merge").exists()
    seen = bulk.check(call, "unshortlist", [theirs.uid, another.uid], by=actor)
    assert (seen.ready, seen.not_ready) == ([], [another])
    services.move(theirs, "unshortlist", by=actor_for(make.staff(), second_factor_used=True))
    counted = funnel.funnel(funnel.seen_by(actor, call))
    assert (counted.sent, counted.steps["shortlisted"]) == (1, 0)
    page = make.sign_in(ben).get(reverse("call_overview", args=[call.uid])).text
    assert "Take off the shortlist" not in page
    assert "Take off the shortlist" in make.sign_in(making.coordinator(call.programme)).get(reverse("call_overview", args=[call.uid])).text


@pytest.mark.parametrize("side", [written, accepted, invited, other_half], ids=lambda side: side.__name__)
def test_nobody_sets_the_places_or_the_order_that_they_wait_in(call, ben, side):
    theirs, actor = side(call, ben), actor_for(ben, second_factor_used=True)
    second, first = (
        call.waiting.create(application=making.application(call, status="waitlisted"), rank=rank) for rank in (2, 1)
    )
    here = making.position(call, places=2)
    with pytest.raises(NotAllowed, match="take part"):
        offers.reorder(call, ranks={second.pk: 1, first.pk: 2}, by=actor)
    with pytest.raises(NotAllowed, match="take part"):
        offers.set_places(call, places=11, by=actor)
    with pytest.raises(NotAllowed, match="take part"):
        offers.set_places(call, places=3, position=here, by=actor)
    with pytest.raises(BadField, match="take part"):
        calls.edit(call, "places", {"places": 11}, by=actor)
    with pytest.raises(BadField, match="take part"):
        calls.save_position(call, here.pk, {"places": 3}, by=actor)
    client, page = make.sign_in(ben), reverse("call_offers", args=[call.uid])
    assert "id_places" not in client.get(page).text
    for given in ({"places": "11"}, {"ranks": "1", f"r-{second.pk}": "1"}):
        refused = client.post(page, given)
        assert refused.status_code == 403
        assert "You take part in an application of this call" in refused.text
    call.refresh_from_db()
    here.refresh_from_db()
    assert (call.places, here.places, theirs.offers.count()) == (10, 2, 0)
    assert list(call.waiting.order_by("rank").values_list("pk", flat=True)) == [first.pk, second.pk]
    somebody = make.acting(making.coordinator(call.programme))
    assert offers.reorder(call, ranks={second.pk: 1, first.pk: 2}, by=somebody) == 2
    assert len(offers.set_places(call, places=11, by=somebody)) == 1


@pytest.mark.parametrize("side", [written, accepted, invited, other_half], ids=lambda side: side.__name__)
def test_no_run_of_their_own_call(call, ben, side):
    one, position = making.application(call, status="under-review"), making.position(call)
    one.preferences.create(position=position, rank=1)
    run: MatchRun = running.compute(call, method="assignment", seed="dice", reason="", by=actor_for(make.staff(), second_factor_used=True))
    client: Client = make.sign_in(ben)
    assert client.get(reverse("match_run", args=[call.uid, run.uid])).status_code == 200
    side(call, ben)
    for name, key in (("match_run", [call.uid, run.uid]), ("match_run_act", [call.uid, run.uid, "publish"]), ("match_certificate", [run.uid])):
        assert client.get(reverse(name, args=key)).status_code == 404
    page = reverse("call_matching", args=[call.uid])
    assert run.uid not in client.get(page).text
    for given in ({"method": "assignment", "seed": "mine"}, {"try": "1"}):
        assert client.post(page, given).status_code == 404
    assert call.match_runs.count() == 1


def test_who_no_longer_reviews_reads_no_letter(call):
    rita = making.reviewer(call.programme, "rita@example.org")
    letter = making.letter(making.application(call), state="submitted", text="Brilliant.", submitted_at=making.NOW())
    making.assignment(letter.application, rita, declared_at=making.NOW())
    assert may_read_letter(actor_for(rita, second_factor_used=True), letter)
    rita.programme_roles.update(ended_at=making.NOW())
    assert not may_read_letter(actor_for(rita, second_factor_used=True), letter)


def test_reviewers_read_nothing_of_what_was_withdrawn(call):
    rita, one = making.reviewer(call.programme, "rita@example.org"), making.application(call, status="under-review")
    page = reverse("review", args=[making.assignment(one, rita, declared_at=making.NOW()).pk])
    letter = making.letter(one, state="submitted", text="Brilliant.", submitted_at=making.NOW())
    assert "To build a soft hand." in make.sign_in(rita).get(page).text
    one.status = "withdrawn"
    one.save()
    assert "To build a soft hand." not in make.sign_in(rita).get(page).text
    assert make.sign_in(rita).get(reverse("letter_read", args=[letter.pk])).status_code == 404


def test_nobody_is_asked_to_review_what_was_withdrawn(call):
    one = making.application(call, status="under-review")
    reviewing = making.assignment(one, making.reviewer(call.programme))
    withdrawing.withdraw(one, by=make.acting(one.applicant))
    reviewing.refresh_from_db()
    assert reviewing.state not in {"invited", "in-progress", "reopened"}


def test_inviting_and_removing_again_sends_no_end_of_mails(call):
    one = making.application(call, status="draft")
    for number in range(inviting.MOST_EVER):
        one.co_applicants.create(email=f"n{number}@example.org", name="N", state="removed", token_hash=f"{number:064}")
    with pytest.raises(ExchangeError):
        inviting.invite(one, name="N", email="one.more@example.org", by=make.acting(one.applicant))
