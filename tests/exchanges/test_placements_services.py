"""What placements ask for and what follows: proposing, checks, days, reports, and what the clock does."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from exchanges.applications.withdrawing import withdraw
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.events.models import Event
from exchanges.models import Placement
from exchanges.placements import checklist, services
from exchanges.placements.services import Given
from exchanges.programmes.models import Participation
from tests import make
from tests.exchanges import making
from tests.exchanges.stays import DAY, TODAY, stay

pytestmark = pytest.mark.django_db


def moves_of(placement: Placement) -> list[str]:
    return list(Event.objects.filter(noun="placement", key=placement.pk).order_by("pk").values_list("move", flat=True))


def test_a_confirmed_offer_gives_one_placement_with_its_checklist():
    programme = making.programme(direction="cn-to-uk", kind="research-visit")
    call = making.call(programme, subjects=["2.2"])
    offer = making.offer(making.application(call, status="accepted"), "confirmed", position=making.position(call))
    first, second = services.propose(offer, by=None), services.propose(offer, by=None)
    assert first.pk == second.pk
    assert sorted(first.checks.values_list("kind", "state", "is_blocking")) == [
        (kind, "open", True) for kind in ("atas", "data-transfer", "export-control", "insurance", "visa")
    ]
    assert first.host == offer.position.host
    assert Notice.objects.filter(user=first.person, topic="placements/proposed-person").count() == 1
    assert moves_of(first) == ["propose"]


def test_only_a_confirmed_offer_gives_one():
    with pytest.raises(NotNow):
        services.propose(making.offer(making.application(), "sent"), by=None)


def test_the_only_host_of_a_programme_is_the_host_and_among_several_a_coordinator_chooses():
    programme = making.programme()
    house = Participation.objects.create(programme=programme, profile=make.institute("Only University"), part="host")
    offers = [making.offer(making.application(making.call(programme), status="accepted"), "confirmed") for _ in range(2)]
    assert services.propose(offers[0], by=None).host == house.profile
    second = Participation.objects.create(programme=programme, profile=make.institute("Second University"), part="host")
    open_one = services.propose(offers[1], by=None)
    assert open_one.host is None
    services.set_host(open_one, second, by=make.acting(making.coordinator(programme)))
    open_one.refresh_from_db()
    assert open_one.host == second.profile
    other = Participation.objects.create(programme=making.programme("Another", "另一个"), profile=house.profile, part="host")
    with pytest.raises(NotAllowed):
        services.set_host(open_one, other, by=make.acting(making.coordinator(programme)))


@pytest.mark.parametrize(("country", "direction", "kind", "subjects", "kinds"), [
    ("GB", "both", "fellowship", ["2.2"], {"atas", "visa", "export-control", "data-transfer", "insurance"}),
    ("GB", "uk-to-cn", "fellowship", ["5.2"], {"visa", "data-transfer", "insurance"}),
    ("GB", "cn-to-uk", "summer-school", ["1.3"], {"visa", "export-control", "data-transfer", "insurance"}),
    ("CN", "both", "fellowship", ["2.2"], {"visa", "export-control", "data-transfer", "insurance"}),
    ("", "cn-to-uk", "fellowship", [], {"atas", "visa", "export-control", "data-transfer", "insurance"}),
    ("", "both", "doctoral", ["6"], {"visa", "data-transfer", "insurance"}),
    ("DE", "uk-to-cn", "internship", ["2"], {"visa", "export-control", "data-transfer", "insurance"}),
], ids=["to-uk-engineering", "host-decides", "summer-school", "to-china", "subject-unknown", "both-ways-arts", "elsewhere"])
def test_which_questions_apply(country: str, direction: str, kind: str, subjects: list[str], kinds: set[str]):
    assert {rule.kind.value for rule in checklist.applying(country, direction, kind, subjects)} == kinds


def test_every_rule_names_its_source_its_day_and_whom_to_ask():
    for rule in checklist.RULES:
        assert rule.source
        assert str(rule.text)
        assert str(rule.office)
        assert rule.as_of == checklist.LOOKED_UP
        assert rule.again <= {"topic", "dates"}
        assert not rule.link or rule.link.startswith("https://")


def test_a_rule_asks_and_gives_no_verdict():
    for rule in checklist.RULES:
        text = str(rule.text)
        assert "?" in text or " may " in text, text
        assert not re.search(r"\b(must not|is allowed|is not needed|you need no|are still due)\b", text), text
    assert "no legal advice" in str(checklist.NOT_ADVICE)
    assert "stored copies" in str(checklist.NOT_ADVICE)


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("no legal advice", "looked up on 23 November 2026")), ("zh-hans", ("不是法律意见", "查阅于2026年11月23日")),
])
def test_the_page_says_when_the_sources_were_looked_up_and_that_they_may_have_changed(lang: str, words: tuple[str, ...]):
    one = stay("proposed", checks="open")
    page = make.sign_in(one.users["person"]).get(f"/{lang}/account/placements/{one.placement.uid}").text
    for part in (*words, "https://www.academic-technology-approval.service.gov.uk/"):
        assert part in page


def test_an_open_blocking_check_keeps_the_person_from_confirming_but_not_the_host():
    one = stay("proposed", checks="open")
    services.move(one.placement, "host-confirm", by=one.acting("host"))
    with pytest.raises(ExchangeError, match="Visa"):
        services.move(one.placement, "confirm", by=one.acting("person"))
    assert one.fresh().state == "host-confirmed"
    for check in one.placement.checks.exclude(kind="insurance"):
        services.settle(check, "check", by=one.acting("coordinator"), note="Asked the office", reference="A-17", valid_until=TODAY + 300 * DAY)
    last = one.placement.checks.get(kind="insurance")
    last.is_blocking = False
    last.save()
    services.move(one.placement, "confirm", by=one.acting("person"))
    with pytest.raises(ExchangeError, match="Insurance"):  # cleared asks for everything
        services.move(one.placement, "clear", by=one.acting("coordinator"))
    services.settle(last, "not-needed", by=one.acting("host"), note="Covered by the university")
    services.move(one.placement, "clear", by=one.acting("coordinator"))
    assert one.fresh().state == "cleared"


def test_the_person_is_told_when_nothing_is_open_any_more():
    one = stay("host-confirmed", checks="open")
    for check in one.placement.checks.all():
        assert not Notice.objects.filter(topic="placements/checked-person").exists()
        services.settle(check, "check", by=one.acting("host"), note="Asked the office")
    assert Notice.objects.get(topic="placements/checked-person").user == one.users["person"]


def test_a_check_says_who_what_and_when_and_its_history_keeps_all_of_it():
    one = stay("proposed", checks="open")
    check = one.placement.checks.get(kind="atas")
    with pytest.raises(ExchangeError, match="what was checked"):
        services.settle(check, "check", by=one.acting("host"), note="  ")
    with pytest.raises(ExchangeError, match="over already"):
        services.settle(check, "check", by=one.acting("host"), note="Seen", valid_until=TODAY - DAY)
    services.settle(check, "check", by=one.acting("host"), note="Certificate seen", reference="AT-1", valid_until=TODAY + DAY)
    check.refresh_from_db()
    assert (check.by, check.reference, check.state) == (one.users["host"], "AT-1", "checked")
    services.reopen(check, by=one.acting("coordinator"), reason="The field is another one")
    check.refresh_from_db()
    assert (check.state, check.note, check.by, check.at) == ("open", "", None, None)
    story = Event.objects.filter(noun="compliancecheck", key=check.pk).order_by("pk")
    assert [(event.move, event.reason.split(" · ")[0]) for event in story] == [("check", "Certificate seen"), ("reopen", "The field is another one")]
    assert "AT-1" in story[0].reason


@pytest.mark.parametrize("state", ["confirmed", "cleared"])
def test_nothing_blocking_is_ever_open_where_both_confirmed(state: str):
    one = stay(state)
    services.reopen(one.placement.checks.get(kind="visa"), by=one.acting("host"), reason="Another route")
    assert one.fresh().state == "host-confirmed"
    one.placement.checks.update(state="checked", note="x", at=timezone.now())
    Placement.objects.filter(pk=one.placement.pk).update(state=state)
    services.add_check(one.placement, "visa", by=one.acting("coordinator"))  # already there: nothing happens
    assert one.fresh().state == state
    one.placement.checks.filter(kind="insurance").delete()
    services.add_check(one.placement, "insurance", by=one.acting("coordinator"))
    assert one.fresh().state == "host-confirmed"


def test_a_new_topic_opens_what_was_checked_with_the_old_one_in_mind():
    one = stay("cleared")
    with pytest.raises(ExchangeError, match="topic"):
        services.topic_changed(one.placement, by=one.acting("person"), what=" ")
    services.topic_changed(one.placement, by=one.acting("person"), what="Soft grippers now")
    assert set(one.placement.checks.filter(state="open").values_list("kind", flat=True)) == {"atas", "export-control", "data-transfer"}
    assert one.fresh().state == "host-confirmed"
    with pytest.raises(NotAllowed):
        services.topic_changed(one.placement, by=one.acting("stranger"), what="Another")


def test_what_was_checked_for_a_while_must_hold_until_the_stay_begins():
    one = stay("confirmed")
    one.placement.checks.filter(kind="visa").update(valid_until=one.placement.starts_on - DAY)
    with pytest.raises(ExchangeError, match="Visa"):
        services.move(one.placement, "clear", by=one.acting("coordinator"))


def test_days_lie_within_the_calls_unless_a_coordinator_says_why():
    one = stay("proposed")
    call = one.placement.offer.application.call
    late, version = call.ends_on + 5 * DAY, one.placement.version
    first = one.placement.starts_on
    for who in ("host", "coordinator"):
        with pytest.raises(ExchangeError, match=call.ends_on.isoformat()):
            services.set_dates(one.placement, first, late, by=one.acting(who), version=version)
    with pytest.raises(ExchangeError, match=call.ends_on.isoformat()):  # a host's reason doesn't help
        services.set_dates(one.placement, first, late, by=one.acting("host"), reason="We need it", version=version)
    services.set_dates(one.placement, first, late, by=one.acting("coordinator"), reason="The ship sails later", version=version)
    assert one.fresh().ends_on == late
    assert "The ship sails later" in Event.objects.get(noun="placement", key=one.placement.pk, move="dates").reason
    with pytest.raises(Stale):
        services.set_dates(one.placement, first, late - DAY, by=one.acting("host"), version=version)
    with pytest.raises(ExchangeError, match="before the first"):
        services.set_dates(one.placement, late, first, by=one.acting("host"), version=one.fresh().version)
    with pytest.raises(ExchangeError, match="first and the last"):
        services.set_dates(one.placement, None, late, by=one.acting("host"), version=one.fresh().version)


@pytest.mark.parametrize(("state", "who", "after"), [
    ("host-confirmed", "host", "host-confirmed"), ("confirmed", "host", "host-confirmed"), ("cleared", "officer", "host-confirmed"),
    ("host-confirmed", "coordinator", "proposed"), ("confirmed", "staff", "proposed"), ("cleared", "coordinator", "proposed"),
    ("active", "coordinator", "active"),
])
def test_new_days_are_confirmed_again_by_who_didnt_choose_them(state: str, who: str, after: str):
    one = stay(state)
    placement = one.placement
    services.set_dates(placement, placement.starts_on, placement.ends_on + DAY, by=one.acting(who), reason="", version=placement.version)
    assert one.fresh().state == after
    assert set(placement.checks.filter(state="open").values_list("kind", flat=True)) == {"atas", "visa", "insurance"}


def test_during_the_stay_only_a_coordinator_changes_its_last_day_alone():
    one = stay("active")
    placement = one.placement
    with pytest.raises(NotAllowed):
        services.set_dates(placement, placement.starts_on, placement.ends_on + DAY, by=one.acting("host"), version=1)
    with pytest.raises(ExchangeError, match="has begun"):
        services.set_dates(placement, placement.starts_on + DAY, placement.ends_on, by=one.acting("coordinator"), version=1)
    for state in ("completed", "closed", "cancelled"):
        with pytest.raises(NotNow):
            services.set_dates(stay(state).placement, TODAY, TODAY, by=make.acting(make.staff(f"s-{state}@example.org")), version=1)


def test_the_person_confirms_what_they_saw():
    one = stay("host-confirmed")
    services.set_dates(one.placement, one.placement.starts_on, one.placement.ends_on - DAY, by=one.acting("host"), version=1)
    one.placement.checks.update(state="checked", note="x", at=timezone.now())
    with pytest.raises(Stale):
        services.move(one.placement, "confirm", by=one.acting("person"), given=Given(version=1))
    services.move(one.placement, "confirm", by=one.acting("person"), given=Given(version=one.fresh().version))
    assert one.fresh().state == "confirmed"


def test_a_person_is_at_one_place_at_a_time():
    first, second = stay("active"), stay("cleared")
    Placement.objects.filter(pk=second.placement.pk).update(person=first.users["person"])
    with pytest.raises(ExchangeError, match="another host"):
        services.move(second.placement, "arrive", by=second.acting("host"), given=Given(day=TODAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=second.placement.pk).update(state="active", arrived_on=TODAY)
    third = stay("host-confirmed", starts_on=first.placement.ends_on, ends_on=first.placement.ends_on + 90 * DAY)
    Placement.objects.filter(pk=third.placement.pk).update(person=first.users["person"])
    third.users["person"] = first.users["person"]
    with pytest.raises(ExchangeError, match="another placement"):
        services.move(third.placement, "confirm", by=third.acting("person"))


def test_days_that_happened_are_past_and_in_order():
    one = stay("cleared")
    for day, words in ((None, "Type the day"), (TODAY + 3 * DAY, "still to come")):
        with pytest.raises(ExchangeError, match=words):
            services.move(one.placement, "arrive", by=one.acting("host"), given=Given(day=day))
    services.move(one.placement, "arrive", by=one.acting("host"), given=Given(day=TODAY - DAY))
    with pytest.raises(ExchangeError, match="can’t be earlier"):
        services.move(one.placement, "depart", by=one.acting("host"), given=Given(day=TODAY - 2 * DAY))
    with pytest.raises(ExchangeError, match="Say why"):
        services.move(one.placement, "curtail", by=one.acting("host"), given=Given(day=TODAY))
    services.move(one.placement, "curtail", by=one.acting("host"), given=Given(day=TODAY, reason="Flood", is_force_majeure=True))
    ended = one.fresh()
    assert (ended.state, ended.reason, ended.is_force_majeure, ended.left_on) == ("curtailed", "Flood", True, TODAY)


def test_a_cancelled_placement_owes_nothing():
    one = stay("confirmed")
    services.move(one.placement, "clear", by=one.acting("coordinator"))
    assert one.placement.reports.count() == 3
    services.move(one.placement, "cancel", by=one.acting("person"), given=Given(reason="A new post"))
    assert one.placement.reports.count() == 0
    told = Notice.objects.filter(topic__startswith="placements/cancel")
    assert {notice.user for notice in told} == {one.users[who] for who in ("host", "officer", "coordinator", "bare coordinator")}


@pytest.mark.parametrize(("who", "after"), [("person", "withdrawn"), ("host", "rejected"), ("coordinator", "rejected")])
def test_who_cancels_gives_the_place_back(who: str, after: str):
    one = stay("confirmed")
    offer = one.placement.offer
    services.move(one.placement, "cancel", by=one.acting(who), given=Given(reason="The lab burnt down", is_force_majeure=True))
    offer.refresh_from_db()
    offer.application.refresh_from_db()
    call = type(offer.application.call).objects.get(pk=offer.application.call_id)
    assert (offer.state, offer.application.status, call.taken) == ("withdrawn", after, 0)
    ended = one.fresh()
    assert (ended.state, ended.reason, ended.is_force_majeure) == ("cancelled", "The lab burnt down", True)
    assert moves_of(ended) == ["cancel"]


def test_a_withdrawn_application_cancels_its_placement():
    one = stay("cleared")
    withdraw(one.placement.offer.application, by=one.acting("person"))
    assert one.fresh().state == "cancelled"


def test_a_closed_placement_completes_its_application():
    one = stay("reported")
    services.move(one.placement, "close", by=one.acting("coordinator"))
    assert one.fresh().offer.application.status == "completed"
