"""Reports: when they are due, written by version, handed in, answered, and reminded of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.events.models import Event
from exchanges.placements import services, upkeep
from exchanges.placements.services import Given
from tests.exchanges.stays import DAY, TODAY, stay

pytestmark = pytest.mark.django_db


def test_reports_are_planned_when_cleared_and_follow_the_real_days():
    first = TODAY - 200 * DAY
    one = stay("confirmed", starts_on=first, ends_on=first + 190 * DAY)
    services.move(one.placement, "clear", by=one.acting("coordinator"))
    due = dict(one.placement.reports.values_list("kind", "due_on"))
    last = first + 190 * DAY
    assert due == {"arrival": first + 7 * DAY, "interim": first + 95 * DAY, "final": last + 30 * DAY, "host": last + 30 * DAY}
    services.move(one.placement, "arrive", by=one.acting("host"), given=Given(day=first + 4 * DAY))
    assert one.placement.reports.get(kind="arrival").due_on == first + 11 * DAY
    services.move(one.placement, "depart", by=one.acting("host"), given=Given(day=first + 100 * DAY))
    assert dict(one.placement.reports.values_list("kind", "due_on")) == {
        "arrival": first + 11 * DAY, "final": first + 130 * DAY, "host": first + 130 * DAY,
    }


def test_a_report_is_saved_by_version_and_a_stale_save_shows_the_other_text():
    one = stay("active")
    report = one.placement.reports.get(kind="arrival")
    services.save(report, "I am here.", by=one.acting("person"), version=1)
    with pytest.raises(Stale) as stale:
        services.save(report, "From the other tab.", by=one.acting("person"), version=1)
    assert stale.value.theirs.text == "I am here."
    services.save(report, "I am here.", by=one.acting("person"), version=1)  # the same text loses nothing
    with pytest.raises(NotAllowed):
        services.save(report, "Not mine", by=one.acting("host"), version=2)
    with pytest.raises(ExchangeError, match="nothing to hand in"):
        services.hand_in(one.placement.reports.get(kind="final"), "  ", by=one.acting("person"), version=1)
    with pytest.raises(ExchangeError, match="20,000"):
        services.save(report, "x" * 20001, by=one.acting("person"), version=2)
    report.refresh_from_db()
    assert (report.text, report.version) == ("I am here.", 2)


def test_the_last_accepted_report_makes_the_placement_reported():
    one = stay("completed")
    for report in one.placement.reports.all():
        who = "officer" if report.kind == "host" else "person"
        services.hand_in(report, "It went well.", by=one.acting(who), version=1)
        with pytest.raises(NotNow):
            services.save(report, "A second thought", by=one.acting(who), version=2)
        assert one.fresh().state == "completed"
        with pytest.raises(Stale):  # accepted is what was read
            services.answer(report, "accept", by=one.acting("coordinator"), version=1)
        services.answer(report, "accept", by=one.acting("coordinator"), version=2)
    assert one.fresh().state == "reported"
    assert [event.move for event in Event.objects.filter(noun="placement", key=one.placement.pk)] == ["report"]
    services.move(one.placement, "close", by=one.acting("coordinator"))
    assert one.fresh().state == "closed"


def test_a_returned_report_carries_the_question_and_comes_back():
    one = stay("completed")
    report = one.placement.reports.get(kind="final")
    services.hand_in(report, "It went well.", by=one.acting("person"), version=1)
    with pytest.raises(ExchangeError, match="Say why"):
        services.answer(report, "return", by=one.acting("coordinator"), version=2)
    services.answer(report, "return", by=one.acting("coordinator"), question="Which results?", version=2)
    report.refresh_from_db()
    assert (report.state, report.answer) == ("returned", "Which results?")
    services.hand_in(report, "Two papers.", by=one.acting("person"), version=2)
    services.answer(report, "accept", by=one.acting("coordinator"), version=3)
    topics = Notice.objects.filter(topic__startswith="placements/report-", user=one.users["person"]).order_by("pk").values_list("topic", flat=True)
    assert list(topics) == ["placements/report-returned", "placements/report-accepted"]


def test_no_report_before_somebody_arrived_or_after_it_was_cancelled():
    for state in ("cleared", "cancelled"):
        one = stay(state)
        report = one.placement.reports.create(kind="arrival", due_on=TODAY)
        with pytest.raises(NotNow):
            services.save(report, "I am here.", by=one.acting("person"), version=1)
        with pytest.raises(NotNow):
            services.hand_in(report, "I am here.", by=one.acting("person"), version=1)


def test_reminders_before_and_after_the_day_each_once():
    one = stay("active")
    one.placement.reports.exclude(kind="final").delete()
    report = one.placement.reports.get()
    for days, topics in (
        (20, []), (5, ["report-due"]), (4, []), (-1, ["report-overdue", "report-overdue-coordinators"]), (-2, []),
        (-16, ["report-overdue"]), (-70, []),
    ):
        before = set(Notice.objects.values_list("pk", flat=True))
        upkeep.remind(now=timezone.now() + (report.due_on - TODAY - days * DAY))
        told = Notice.objects.exclude(pk__in=before).filter(user__in=[one.users["person"], one.users["coordinator"]])
        assert sorted(notice.topic.removeprefix("placements/") for notice in told) == topics, days
    assert upkeep.remind(now=timezone.now() + timedelta(days=400)) == "0 reminded"


def test_a_report_that_was_handed_in_is_not_reminded_of():
    one = stay("active")
    one.placement.reports.update(state="submitted", submitted_at=timezone.now(), due_on=TODAY - DAY)
    assert upkeep.remind() == "0 reminded"
