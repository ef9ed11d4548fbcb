"""A pair is decided as one: what ends one half ends the other with plain words to both, a decision is prepared for both, both accept or neither."""

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse

from exchanges.applications import ending, missing, withdrawing
from exchanges.applications.reading import as_rows
from exchanges.coordination import sheet
from exchanges.errors import NotAllowed, NotNow
from exchanges.models import Application, Call, Decision, Event, Offer, Placement, WaitingEntry
from exchanges.offers import places, services
from exchanges.reviews import deciding, judging, panel
from exchanges.reviews.errors import NotDecidable, NotReady
from tests import mailbox, make
from tests.exchanges import making
from tests.exchanges.paired import pair_of
from tests.exchanges.test_applications_answers import asks, half
from tests.exchanges.test_offers_races import done, together
from tests.exchanges.test_states_told import NEWS, now, page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call():
    return making.closed_call(status="deciding", places=2, reviews_wanted=0)


@pytest.fixture
def ben(call):
    return make.acting(making.coordinator(call.programme, "ben@example.org"))


def owner(application: Application):
    return make.acting(application.applicant)


def offered(call, ben, conditions=("", "")):
    """Both halves with an offer, told by one release."""
    halves = pair_of(call, "shortlisted", "shortlisted")
    for one, text in zip(halves, conditions, strict=True):
        deciding.prepare(one, outcome="offer", conditions=text, by=ben)
    deciding.release(call, by=ben)
    return [one.offers.get() for one in Application.objects.filter(pk__in=[half.pk for half in halves]).order_by("pk")]


def states(*offers: Offer):
    return [now(one, one.application) for one in offers]


def news(application: Application) -> list[str]:
    return [sent.text for sent in mailbox.to(application.applicant.email, NEWS)]


# Before the decision


def test_one_half_not_eligible_ends_both_with_plain_words(call, ben):
    uk, cn = pair_of(call, "submitted", "eligible")
    making.assignment(cn, making.reviewer(call.programme), "invited")
    judging.move(uk, "find-ineligible", by=ben, reason="No degree.")
    assert now(uk, cn) == ["ineligible", "ended"]
    uk.pair.refresh_from_db()
    assert uk.pair.complete_at is None
    assert "No degree." in news(uk)[0]
    assert "nothing was found wrong" in news(cn)[0]
    assert "No degree." not in news(cn)[0]
    assert "nothing was found wrong" in page(cn)
    with pytest.raises(NotNow):
        judging.move(cn, "shortlist", by=ben)
    assert now(cn.assignments.get()) == ["removed"]


def test_found_eligible_after_all_brings_both_back(call, ben):
    uk, cn = pair_of(call)
    judging.move(uk, "find-ineligible", by=ben, reason="No degree.")
    judging.move(uk, "find-eligible", by=ben)
    assert now(uk, cn) == ["eligible", "submitted"]
    uk.pair.refresh_from_db()
    assert uk.pair.complete_at
    assert "considered again" in news(cn)[-1]
    judging.move(uk, "find-ineligible", by=ben, reason="No degree.")
    making.application(call, by=cn.applicant)  # by now with somebody else
    with pytest.raises(NotNow):
        judging.move(uk, "find-eligible", by=ben)
    assert now(uk, cn) == ["ineligible", "ended"]


def test_who_may_not_decide_learns_nothing_and_changes_nothing(call):
    uk, cn = pair_of(call, "ineligible", "ended")
    with pytest.raises((NotAllowed, NotNow)):
        judging.move(uk, "find-eligible", by=owner(cn))
    assert now(uk, cn) == ["ineligible", "ended"]


def test_both_are_shortlisted_or_neither(call, ben):
    uk, cn = pair_of(call, "eligible", "submitted")
    with pytest.raises(NotNow, match="other half"):
        judging.move(uk, "shortlist", by=ben)
    assert now(uk, cn) == ["eligible", "submitted"]
    judging.move(cn, "find-eligible", by=ben)
    judging.move(uk, "shortlist", by=ben)
    assert now(uk, cn) == ["shortlisted", "shortlisted"]
    judging.move(cn, "unshortlist", by=ben)
    assert now(uk, cn) == ["under-review", "under-review"]


def test_letters_of_both_are_asked_when_the_pair_is_shortlisted(call, ben):
    call.letters_asked, call.letters_wanted, call.letters_due_at = "shortlisted", 1, making.NOW() + 9 * DAY
    halves = pair_of(call, "eligible", "eligible")
    letters = [making.letter(one) for one in halves]
    judging.move(halves[0], "shortlist", by=ben)
    assert now(*letters) == ["requested", "requested"]


def test_a_decision_is_prepared_for_both_and_taken_back_from_both(call, ben):
    uk, cn = pair_of(call, "shortlisted", "shortlisted")
    deciding.prepare(uk, outcome="offer", conditions="A visa.", by=ben)
    deciding.prepare(cn, outcome="offer", conditions="体检。", by=ben)
    assert list(Decision.objects.order_by("application").values_list("outcome", "conditions")) == [("offer", "A visa."), ("offer", "体检。")]
    deciding.prepare(cn, outcome="reject", by=ben)
    assert set(Decision.objects.values_list("outcome", "conditions")) == {("reject", "")}
    assert deciding.clear(uk, by=ben)
    assert not Decision.objects.exists()


def test_a_decision_that_the_other_half_cannot_get_is_refused_for_both(call, ben):
    uk, _cn = pair_of(call, "eligible", "submitted")
    with pytest.raises(NotDecidable, match="decided as one"):
        deciding.prepare(uk, outcome="offer", by=ben)
    assert not Decision.objects.exists()


def test_a_pair_gets_two_places_or_none(call, ben):
    first, second = pair_of(call, "shortlisted", "shortlisted"), pair_of(call, "shortlisted", "shortlisted")
    for one in (first[0], second[0]):
        deciding.prepare(one, outcome="offer", by=ben)
    Call.objects.filter(pk=call.pk).update(places=3)
    with pytest.raises(NotReady, match="places are free"):
        deciding.release(call, by=ben)
    Call.objects.filter(pk=call.pk).update(places=4)
    deciding.release(call, by=ben)
    assert Offer.objects.count() == 4
    assert places.check(call) == []


# Offers


def test_both_accept_and_only_then_both_have_a_place(call, ben):
    uk, cn = offered(call, ben)
    services.accept(uk, by=owner(uk.application))
    assert states(uk, cn) == [["half", "offered"], ["sent", "offered"]]
    assert "Your place stands once the other half has accepted" in page(uk.application)
    assert "has accepted its place" in news(cn.application)[0]
    assert not Placement.objects.exists()
    services.accept(uk, by=owner(uk.application))
    assert len(news(cn.application)) == 1, "accepting twice is accepting once"
    services.accept(cn, by=owner(cn.application))
    assert states(uk, cn) == [["confirmed", "accepted"]] * 2
    assert Placement.objects.count() == 2
    assert places.check(call) == []


def test_conditions_are_looked_at_once_both_have_accepted(call, ben):
    uk, cn = offered(call, ben, ("A visa.", ""))
    services.accept(uk, by=owner(uk.application))
    assert states(uk)[0][0] == "half"
    services.accept(cn, by=owner(cn.application))
    assert states(uk, cn) == [["conditions", "accepted"], ["confirmed", "accepted"]]
    services.fail(uk, by=ben, reason="No visa.")
    assert states(uk, cn) == [["failed", "rejected"], ["withdrawn", "ended"]]
    assert Placement.objects.get().state == "cancelled"
    assert places.check(call) == []


@pytest.mark.parametrize("accepted", [None, "uk", "cn"])
def test_one_declines_and_neither_has_a_place(call, ben, accepted):
    uk, cn = offered(call, ben)
    if accepted:
        first = {"uk": uk, "cn": cn}[accepted]
        services.accept(first, by=owner(first.application))
    services.decline(uk, by=owner(uk.application))
    assert states(uk, cn) == [["declined", "withdrawn"], ["withdrawn", "ended"]]
    assert "declined its place" in news(cn.application)[-1]
    assert "declined its place" in page(cn.application)
    with pytest.raises(NotNow):
        services.accept(cn, by=owner(cn.application))
    assert places.check(call) == []


def test_one_runs_out_and_the_one_that_waited_hears_of_it(call, ben):
    uk, cn = offered(call, ben)
    services.accept(uk, by=owner(uk.application))
    assert services.expire_due(at=cn.expires_at) == 1
    assert states(uk, cn) == [["withdrawn", "ended"], ["expired", "withdrawn"]]
    assert "didn’t answer its offer in time" in news(uk.application)[-1]
    assert places.check(call) == []


def test_withdrawing_after_both_accepted_frees_both_places(call, ben):
    uk, cn = offered(call, ben)
    for one in (uk, cn):
        services.accept(one, by=owner(one.application))
    withdrawing.withdraw(uk.application, by=owner(uk.application))
    assert states(uk, cn) == [["withdrawn", "withdrawn"], ["withdrawn", "ended"]]
    assert places.check(call) == []


def test_who_has_left_home_stays_when_the_other_half_ends(call, ben):
    uk, cn = offered(call, ben)
    for one in (uk, cn):
        services.accept(one, by=owner(one.application))
    today = making.NOW().date()
    Placement.objects.filter(offer=cn).update(state="active", starts_on=today, ends_on=today + 90 * DAY, arrived_on=today)
    withdrawing.withdraw(uk.application, by=owner(uk.application))
    assert now(cn.application) == ["accepted"]
    assert ending.travels(cn.application)


def test_freed_places_go_to_a_whole_pair_of_the_list(call, ben):
    uk, cn = offered(call, ben)
    waiting = pair_of(call, "waitlisted", "waitlisted")
    for rank, one in enumerate(waiting, 1):
        WaitingEntry.objects.create(call=call, application=one, rank=rank)
    services.decline(cn, by=owner(cn.application))
    assert now(*waiting) == ["offered", "offered"]
    assert now(*(one.waiting for one in waiting)) == ["offered", "offered"]
    assert now(uk, cn) == ["withdrawn", "declined"]
    assert places.check(call) == []


# Who reads what


def test_each_half_reads_the_other_and_writes_only_its_own(call):
    uk, cn = pair_of(call)
    for reader, other in ((uk, cn), (cn, uk)):
        client = make.sign_in(reader.applicant)
        assert client.get(reverse("application", args=[other.uid])).status_code == 200
        assert other.title in client.get(reverse("application_sent", args=[other.uid, 1])).content.decode()
        assert client.post(reverse("application_section", args=[other.uid, "project"]), {"q-aim": "x", "version": 1}).status_code in {403, 409}
        assert client.get(reverse("application_offer", args=[other.uid])).status_code == 404
    stranger = make.sign_in(making.applicant())
    assert stranger.get(reverse("application", args=[uk.uid])).status_code == 404


def test_who_only_reads_one_half_does_not_read_the_other(call):
    uk, cn = pair_of(call)
    helper = making.applicant()
    uk.co_applicants.create(user=helper, email=helper.email, name="Hel", state="accepted", role="view", token_hash="h")
    client = make.sign_in(helper)
    assert client.get(reverse("application", args=[uk.uid])).status_code == 200
    assert client.get(reverse("application", args=[cn.uid])).status_code == 404


def test_coordinators_see_which_halves_belong_together(call, ben):
    uk, cn = pair_of(call, "shortlisted", "shortlisted")
    rows = {row[0]: row for row in sheet.rows(call, ben, sheet.columns(call, for_panel=True))}
    assert cn.number in rows[uk.number]
    assert uk.number in rows[cn.number]
    assert {line.application.number: line.other.number for line in panel.board(call, ben).lines} == {uk.number: cn.number, cn.number: uk.number}
    client = make.sign_in(ben.user)
    shown = client.get(reverse("call_application", args=[call.uid, uk.uid])).content.decode()
    assert f"The other half: {cn.number}" in shown
    assert client.get(reverse("call_applications", args=[call.uid])).content.decode().count(cn.number) >= 2
    assert f"pair with {cn.number}" in client.get(reverse("call_panel", args=[call.uid])).content.decode()


def test_who_takes_part_without_a_part_is_no_blank_answer(call):
    one = making.application(call)
    revision = one.revisions.get()
    revision.content["co_applicants"] = [{"name": "Shen", "part": ""}]
    [row] = [row for row in as_rows(one, revision) if row.title == "Shen"]
    assert row.value == "Takes part"


@pytest.mark.parametrize(("most", "said"), [
    (100_000_000, "Between £0 and £10,000."), (500_000, "Between £0 and £5,000."), (None, "£10,000"),
], ids=["wider than the cap", "narrower than the cap", "no range"])
def test_the_cap_of_a_half_narrows_the_range_of_a_sum_and_takes_no_place_of_it(most, said):
    question = {"key": "sum", "type": "money", "currency": "GBP", "budget": True} | ({"low": 0, "high": most} if most else {})
    one = half("uk", asks(question))
    shown = make.sign_in(one.applicant).get(f"/en/account/applications/{one.uid}/sections/plan").content.decode()
    assert said in shown
    assert "£1,000,000" not in shown
    make.sign_in(one.applicant).post(f"/en/account/applications/{one.uid}/sections/plan", {"version": "0", "q-sum": "12,000"})
    assert any("the most is" in gap.message for gap in missing.of(Application.objects.get(pk=one.pk)))


# All at once, on PostgreSQL


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("acts", [*itertools.product(["accept", "decline"], repeat=2), ("withdraw", "accept"), ("expire", "accept")])
def test_two_halves_answer_at_once(acts):
    call = making.closed_call(status="deciding", places=2, reviews_wanted=0)
    ben = make.acting(making.coordinator(call.programme))
    offers = offered(call, ben)

    def act(name, one):
        if name == "withdraw":
            return withdrawing.withdraw(one.application, by=owner(one.application))
        if name == "expire":
            return services.expire_due(at=one.expires_at)
        return getattr(services, name)(one, by=owner(one.application))

    together([lambda name=name, one=one: act(name, one) for name, one in zip(acts, offers, strict=True)] * 3)
    found = [state for state, _application in states(*offers)]
    assert (found == ["confirmed", "confirmed"]) if acts == ("accept", "accept") else not {"half", "conditions", "confirmed", "sent"} & set(found)
    call.refresh_from_db()
    assert call.taken == (2 if acts == ("accept", "accept") else 0)
    assert places.check(call) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_pairs_are_shortlisted_ended_and_released_without_a_deadlock():
    call = making.closed_call(status="deciding", places=20, reviews_wanted=0)
    ben = make.acting(making.coordinator(call.programme))
    pairs = [pair_of(call, "eligible", "eligible") for _ in range(6)]
    acts = []
    for uk, cn in pairs:
        acts += [
            lambda one=uk: judging.move(one, "shortlist", by=ben), lambda one=cn: judging.move(one, "shortlist", by=ben),
            lambda one=cn: withdrawing.withdraw(one, by=owner(one)), lambda one=uk: deciding.prepare(one, outcome="reject", by=ben),
            lambda one=cn: judging.move(one, "find-ineligible", by=ben, reason="because"),
        ]
    assert len(done(together(acts))) >= len(pairs)
    for uk, cn in pairs:
        assert set(now(uk, cn)) in ({"withdrawn", "ended"}, {"ineligible", "ended"})
    assert not Event.objects.filter(noun="application", move="offer").exists()
