"""Naming referees and its limits; when they are asked, reminded, replaced and no longer needed."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actor import actor_for
from exchanges.applications.models import Pair
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.models import Application, Letter
from exchanges.references import links, services, standing
from exchanges.references.errors import BadReferee
from tests import mailbox
from tests.exchanges import making
from tests.exchanges.letters import actor, applying, name, sent

pytestmark = pytest.mark.django_db

WHEN = {
    ("before", "draft"): True, ("before", "submitted"): True, ("after", "draft"): False, ("after", "submitted"): True,
    ("shortlisted", "draft"): False, ("shortlisted", "submitted"): False, ("shortlisted", "under-review"): False,
    ("shortlisted", "shortlisted"): True,
}


@pytest.mark.parametrize(("asked", "status"), WHEN, ids=lambda one: one)
def test_a_referee_is_asked_when_the_call_says_so(asked: str, status: str):
    letter = name(applying(asked, status))
    assert letter.state == ("requested" if WHEN[asked, status] else "to-request")
    assert len(mailbox.to("rosa@uni.example")) == int(WHEN[asked, status])


@pytest.mark.parametrize("asked", ["before", "after", "shortlisted"])
def test_ask_due_asks_everybody_of_that_time_once(asked: str):
    application = applying(asked, status="shortlisted")
    making.letter(application, email="rosa@uni.example")
    for when in ("before", "after", "shortlisted"):
        with transaction.atomic():
            assert services.ask_due(application, when) == int(when == asked)
            assert services.ask_due(application, when) == 0
    assert len(mailbox.to("rosa@uni.example", "letters/request")) == 1


def test_ask_due_with_the_time_over_asks_nobody_and_breaks_nothing():
    application = applying(status="shortlisted", asked="shortlisted")
    letter = making.letter(application)
    application.call.letters_due_at = timezone.now()
    assert services.ask_due(application, "shortlisted") == 0
    letter.refresh_from_db()
    assert letter.state == "to-request"


OWN = {
    "the-same": "ana@example.org", "other-case": "ANA@Example.ORG", "with-a-plus": "ana+ref@example.org", "full-width": "ａｎａ@example.org",
    "another-of-theirs": "other@home.example", "unconfirmed": "unconfirmed@home.example", "co-applicant": "co@example.org",
    "co-applicants-account": "co.account@example.org", "invited": "invited@example.org", "other-half": "half@example.org",
}


@pytest.mark.parametrize("who", OWN)
def test_nobody_of_those_who_apply_is_their_own_referee(who: str):
    application = applying(wanted=3)
    application.pair = Pair.objects.create(call=application.call)
    application.side = "uk"
    application.save()
    making.application(application.call, by=making.applicant("half@example.org"), pair=application.pair, side="cn")
    application.applicant.emailaddress_set.create(email="other@home.example", verified=True)
    application.applicant.emailaddress_set.create(email="unconfirmed@home.example", verified=False)
    partner = making.applicant("co.account@example.org")
    application.co_applicants.create(user=partner, email="co@example.org", name="Co", state="accepted", token_hash="a" * 64)
    application.co_applicants.create(email="invited@example.org", name="In", state="invited", token_hash="b" * 64)
    with pytest.raises(BadReferee, match="somebody else") as refused:
        name(application, OWN[who])
    assert refused.value.field == "email"
    assert not Letter.objects.exists()


def test_a_person_is_named_once_and_no_more_than_are_wanted():
    application = applying()
    name(application)
    for same in ("rosa@uni.example", "Rosa+x@UNI.example"):
        with pytest.raises(BadReferee, match="named already"):
            name(application, same)
    name(application, "two@uni.example")
    with pytest.raises(ExchangeError, match="no more letters"):
        name(application, "three@uni.example")


def test_nobody_writes_to_the_world_through_us():
    application = applying(wanted=1)
    for number in range(7):
        services.cancel(name(application, f"r{number}@uni.example"), by=actor(application.applicant))
    with pytest.raises(ExchangeError, match="So many people"):
        name(application, "one-more@uni.example")


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "offered", "accepted", "ineligible", "not-sent"])
def test_an_application_that_waits_for_no_letter_names_nobody(status: str):
    with pytest.raises(NotNow):
        name(applying(status=status))


def test_a_draft_that_can_no_longer_be_sent_names_nobody():
    now = timezone.now()
    application = applying("before", "draft", closes_at=now - timedelta(minutes=1), opens_at=now - timedelta(days=9))
    with pytest.raises(NotNow):
        name(application)


def test_a_letter_may_be_later_than_the_application_but_not_later_than_its_day():
    now = timezone.now()
    application = applying(closes_at=now - timedelta(minutes=1), opens_at=now - timedelta(days=9))
    assert name(application).state == "requested"
    application.call.letters_due_at = now
    application.call.save()
    with pytest.raises(ExchangeError, match="time for letters is over"):
        name(application, "two@uni.example")


def test_without_letters_nobody_is_named():
    with pytest.raises(ExchangeError, match="wants no letters"):
        name(applying("never"))


def test_only_the_applicant_names():
    application = applying()
    for by in (actor_for(None), actor(making.applicant()), actor(making.coordinator(application.call.programme))):
        with pytest.raises(NotAllowed):
            name(application, by=by)


def test_another_address_is_another_link_and_another_letter():
    application = applying()
    letter = name(application)
    services.accept(letter, by=links.actor_for(letter))
    services.save(letter, text="A secret of Rosa’s.", version=1, by=links.actor_for(letter))
    first = mailbox.link("rosa@uni.example")
    changed = services.change(letter, name="Rosa", email="rosa@new.example", by=actor(application.applicant))
    letter.refresh_from_db()
    assert (letter.state, letter.text, changed.state, changed.text, changed.replaces) == ("cancelled", "", "requested", "", letter)
    second = mailbox.to("rosa@new.example")
    assert len(second) == 1
    assert first not in second[0].text
    assert [mail.topic for mail in mailbox.to("rosa@uni.example")] == ["letters/not-needed"]
    assert links.by_token(first.rsplit("/", 1)[1], timezone.now()) is None


def test_correcting_a_name_keeps_the_link():
    letter = name(applying())
    before = letter.token_hash
    again = services.change(letter, name="Rosa Otherwise", email="ROSA@uni.example", by=actor(letter.application.applicant))
    assert (again.pk, again.token_hash, again.name) == (letter.pk, before, "Rosa Otherwise")


def test_who_declined_is_replaced_once_and_no_longer_shown():
    application = applying(wanted=1)
    letter = name(application)
    services.decline(letter, by=links.actor_for(letter), reason="Away.")
    assert standing.of(application).missing == 1
    other = name(application, "nora@uni.example", replaces=letter)
    stands = standing.of(application)
    assert ([line.key for line in stands.lines], stands.missing, stands.named) == ([other.pk], 0, 1)
    with pytest.raises(ExchangeError):
        services.again(letter, by=actor(making.coordinator(application.call.programme)), days=7)


def test_reminders_are_limited():
    letter = name(applying())
    ana = letter.application.applicant
    with pytest.raises(ExchangeError, match="last 4 days"):
        services.remind(letter, by=actor(ana))
    for _ in range(5):
        days_ago(letter, 5)
        services.remind(letter, by=actor(ana))
    days_ago(letter, 5)
    with pytest.raises(ExchangeError, match="often enough"):
        services.remind(letter, by=actor(ana))
    assert len(mailbox.to("rosa@uni.example", "letters/reminder")) == 5


def days_ago(letter: Letter, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    Letter.objects.filter(pk=letter.pk).update(asked_at=at, created_at=at, reminded_at=at)


def test_the_clock_reminds_in_the_last_week_and_not_twice():
    letter = name(applying())
    now = timezone.now()
    assert services.remind_due(now + timedelta(days=12)) == "0 referees reminded"
    at = now + timedelta(days=14)
    assert services.remind_due(at) == "1 referees reminded"
    assert services.remind_due(at) == "0 referees reminded"
    assert services.remind_due(now + timedelta(days=18, hours=1)) == "1 referees reminded"
    assert services.remind_due(now + timedelta(days=21)) == "0 referees reminded"
    letter.refresh_from_db()
    assert letter.reminders == 2


def test_more_time_is_given_and_told():
    letter = name(applying())
    due = letter.due_at
    services.extend(letter, days=7, by=actor(making.coordinator(letter.application.call.programme)))
    letter.refresh_from_db()
    assert letter.due_at == due + timedelta(days=7)
    assert mailbox.to("rosa@uni.example", "letters/more-time")
    with pytest.raises(ExchangeError):
        services.extend(letter, days=0, by=actor(making.coordinator(letter.application.call.programme)))


def test_cancel_all_leaves_what_is_in_and_tells_the_others():
    application = applying(wanted=3)
    kept = sent(application, "in@uni.example")
    name(application)
    making.letter(application, email="never-asked@uni.example")
    with transaction.atomic():
        assert services.cancel_all(application) == 2
    assert sorted(application.letters.values_list("state", flat=True)) == ["cancelled", "cancelled", "submitted"]
    assert [mail.topic for mail in mailbox.to("rosa@uni.example")] == ["letters/not-needed"]
    assert not mailbox.to("never-asked@uni.example")
    assert Letter.objects.get(pk=kept.pk).text


def test_letters_that_nobody_waits_for_are_ended_by_the_clock():
    application = applying()
    name(application)
    Application.objects.filter(pk=application.pk).update(status="rejected")
    assert services.expire_due() == "0 letters expired, 1 no longer needed"
    assert services.expire_due() == "0 letters expired, 0 no longer needed"
