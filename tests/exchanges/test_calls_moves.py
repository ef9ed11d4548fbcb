"""The moves of calls: each from each state by each person, the clock to the second, and what follows."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from accounts.actor import Actor, actor_for, anonymous
from accounts.models import AuditEvent, Notice
from exchanges.calls import clock, services
from exchanges.calls.gaps import NotReady
from exchanges.calls.models import Call
from exchanges.calls.states import TRANSITIONS, moves_of
from exchanges.calls.vocabulary import CallStatus, Phase
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.models import Application, Event, WaitingEntry
from exchanges.offers.vocabulary import HOLDING
from tests import make
from tests.exchanges import making

pytestmark = pytest.mark.django_db

NUMBERS = itertools.count()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# As what a call stands there: its status, and for a published one what the clock says.
STATES = ("draft", "template", "scheduled", "open", "rolling", "closed", "in-review", "deciding", "decided", "archived", "cancelled")
PEOPLE = ("staff", "coordinator", "sleeping staff", "other coordinator", "reviewer", "applicant", "member", "visitor", "Qiao")
# move → the states from which it happens.
HAPPENS = {
    "publish": {"draft"}, "close-rolling": {"rolling"}, "start-review": {"closed", "rolling"}, "start-deciding": {"in-review"},
    "decide": {"deciding"}, "archive": {"decided"}, "reopen": {"closed", "in-review"},
    "cancel": {"draft", "template", "scheduled", "open", "rolling", "closed", "in-review", "deciding"},
}
# … and where it has happened already: a repetition, told so and nothing else.
STANDS = {
    "publish": {"scheduled", "open", "rolling", "closed"}, "close-rolling": {"closed", "in-review", "deciding"},
    "start-review": {"in-review"}, "start-deciding": {"deciding"}, "decide": {"decided"},
    "archive": {"archived"}, "cancel": {"cancelled"},
}
WHOSE = {name: {"staff"} if name in {"reopen", "cancel"} else {"staff", "coordinator"} for name in TRANSITIONS}


def standing(state: str) -> Call:
    now = making.NOW()
    dates = {
        "scheduled": {"opens_at": now + DAY, "closes_at": now + 9 * DAY}, "rolling": {"is_rolling": True, "closes_at": None},
        "draft": {"published_at": None}, "template": {"published_at": None, "is_template": True},
    }.get(state, {} if state == "open" else {"opens_at": now - 9 * DAY, "closes_at": now - DAY})
    status = {"scheduled": "published", "open": "published", "rolling": "published", "closed": "published", "template": "draft"}.get(state, state)
    return making.call(status=status, **dates)


def person(who: str, call: Call) -> Actor | None:
    if who == "Qiao":
        return None
    if who == "visitor":
        return anonymous()
    if "staff" in who:
        return actor_for(make.staff(f"staff{next(NUMBERS)}@example.org"), second_factor_used=who == "staff")
    user = {
        "coordinator": lambda: making.coordinator(call.programme), "other coordinator": lambda: making.coordinator(making.programme("Other", "其他")),
        "reviewer": lambda: making.reviewer(call.programme), "applicant": lambda: making.application(call, status="draft").applicant,
        "member": making.applicant,
    }[who]()
    return make.acting(user)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", sorted(TRANSITIONS))
def test_each_move_from_each_state_by_each_person(move, state):
    closes = (datetime.now(UTC) + 30 * DAY).replace(tzinfo=None, second=0, microsecond=0) if move == "reopen" else None
    call = standing(state)
    for who in PEOPLE:
        if who in WHOSE[move]:
            tried(standing(state), move, state, who, closes)
        else:
            refused(call, move, person(who, call), closes)


def refused(call: Call, move: str, by: Actor | None, closes: datetime | None) -> None:
    before, events = (call.status, call.closes_at), Event.objects.count()
    with pytest.raises(NotAllowed):
        services.move(call, move, by=by, reason="because", closes=closes)
    assert by is None or move not in moves_of(call, by)
    call.refresh_from_db()
    assert ((call.status, call.closes_at), Event.objects.count()) == (before, events)


def tried(call: Call, move: str, state: str, who: str, closes: datetime | None) -> None:
    """By somebody whose move it is: it happens, has happened, or can't."""
    by, before, events = person(who, call), (call.status, call.closes_at), Event.objects.count()
    audited = AuditEvent.objects.count()
    if state in HAPPENS[move]:
        assert move in moves_of(call, by)
        assert services.move(call, move, by=by, reason="because", closes=closes) is True
        call.refresh_from_db()
        assert call.status == ("published" if move == "close-rolling" else TRANSITIONS[move].target)
        event = Event.objects.latest("pk")
        assert (event.move, event.right, event.by, event.call) == (move, who, by.user, call)
        assert services.move(call, move, by=by, reason="because", closes=closes) is False, "a repetition"
        assert (Event.objects.count(), AuditEvent.objects.count()) == (events + 1, audited + 1)
        return
    assert move not in moves_of(call, by)
    if state in STANDS.get(move, set()):
        assert services.move(call, move, by=by, reason="because", closes=closes) is False
    else:
        with pytest.raises(ExchangeError):
            services.move(call, move, by=by, reason="because", closes=closes)
    call.refresh_from_db()
    assert ((call.status, call.closes_at), Event.objects.count()) == (before, events)


CLOSES = datetime(2027, 1, 15, 17, tzinfo=UTC)


@pytest.mark.parametrize(("grace", "away", "taken", "late"), [
    (0, -SECOND, True, False), (0, timedelta(microseconds=-1), True, False), (0, timedelta(), False, True), (0, SECOND, False, True),
    (10, timedelta(), True, True), (10, timedelta(minutes=10) - SECOND, True, True), (10, timedelta(minutes=10), False, True),
    (10, timedelta(minutes=10) + SECOND, False, True),
])
def test_a_deadline_is_half_open_to_the_instant(grace, away, taken, late):
    call = Call(status="published", opens_at=CLOSES - 9 * DAY, closes_at=CLOSES, grace=grace)
    assert clock.takes_applications(call, CLOSES + away) is taken
    assert clock.is_late(call, CLOSES + away) is late
    assert clock.phase(call, CLOSES + away) == (Phase.OPEN if taken else Phase.CLOSED)


@pytest.mark.parametrize(("away", "phase"), [(-SECOND, Phase.SCHEDULED), (timedelta(), Phase.OPEN), (SECOND, Phase.OPEN)])
def test_a_call_opens_at_its_very_instant(away, phase):
    call = Call(status="published", opens_at=CLOSES, closes_at=CLOSES + DAY)
    assert clock.phase(call, CLOSES + away) == phase


@pytest.mark.parametrize("status", CallStatus.values)
def test_full_applications_have_a_closing_of_their_own(status):
    call = Call(status=status, stages=2, opens_at=CLOSES - 9 * DAY, closes_at=CLOSES - DAY, full_closes_at=CLOSES, grace=1)
    taken = status in {"published", "in-review", "deciding"}
    assert clock.takes_applications(call, CLOSES + timedelta(seconds=59), 2) is taken
    assert clock.takes_applications(call, CLOSES + timedelta(minutes=1), 2) is False


def test_a_move_needs_its_reason_and_a_new_time_in_the_future():
    call, staff = standing("closed"), make.acting(make.staff())
    later = (datetime.now(UTC) + DAY).replace(tzinfo=None)
    for reason, closes in (("", later), ("   ", later), ("because", None), ("because", datetime(2020, 1, 1, tzinfo=UTC))):
        with pytest.raises(ExchangeError):
            services.move(call, "reopen", by=staff, reason=reason, closes=closes)
    with pytest.raises(ExchangeError):
        services.move(call, "cancel", by=staff, reason=" ")
    call.refresh_from_db()
    assert (call.status, call.version) == ("published", 1)


def test_a_call_with_reviews_in_is_not_opened_again():
    call = standing("in-review")
    making.assignment(making.application(call), making.reviewer(call.programme), "submitted")
    with pytest.raises(ExchangeError, match="unfair"):
        services.move(call, "reopen", by=make.acting(make.staff()), reason="a mistake", closes=datetime(2099, 1, 1, tzinfo=UTC))


def test_who_has_begun_is_told_that_the_call_is_open_again():
    call = standing("closed")
    making.application(call, status="not-sent")
    making.application(call, by=making.applicant(language="zh-hans"))
    services.move(call, "reopen", by=make.acting(make.staff()), reason="the server was down", closes=datetime(2099, 1, 1, 12, tzinfo=UTC))
    assert list(Notice.objects.values_list("topic", flat=True)) == ["calls/reopen"]  # whose draft comes back gets a mail (test_calls_reopened.py)
    call.refresh_from_db()
    assert (call.closes_at, call.closes_local) == (datetime(2099, 1, 1, 12, tzinfo=UTC),) * 2


def test_a_rolling_call_closes_with_the_minute_and_can_then_be_decided():
    call, by = standing("rolling"), make.acting(make.staff())
    services.move(call, "start-review", by=by)
    services.move(call, "start-deciding", by=by)
    with pytest.raises(ExchangeError, match="rolling"):
        services.move(call, "decide", by=by)
    assert services.move(call, "close-rolling", by=by)
    call.refresh_from_db()
    assert (call.status, call.is_rolling, call.closes_at.second) == ("deciding", False, 0)
    assert timedelta() < call.closes_at - by.now <= timedelta(minutes=1)
    assert services.move(call, "decide", by=by)


@pytest.mark.parametrize("status", ["submitted", "eligible", "more-info", "under-review", "shortlisted"])
def test_a_call_is_not_decided_while_somebody_waits(status):
    call, by = standing("deciding"), make.acting(make.staff())
    waiting = making.application(call, status=status)
    with pytest.raises(ExchangeError, match="1 applications"):
        services.move(call, "decide", by=by)
    Application.objects.filter(pk=waiting.pk).update(status="rejected")
    assert services.move(call, "decide", by=by)


def test_a_cancelled_call_holds_no_place_moves_nobody_up_and_wants_no_letter():
    call = standing("deciding")
    offered, waiting = making.application(call, status="offered"), making.application(call, status="waitlisted")
    offer, letter = making.offer(offered), making.letter(waiting, state="requested", asked_at=making.NOW())
    entry = WaitingEntry.objects.create(call=call, application=waiting, rank=1)
    services.move(call, "cancel", by=make.acting(make.staff()), reason="the funder left")
    for row in (call, offer, letter, entry):
        row.refresh_from_db()
    assert (call.taken, offer.state in HOLDING, entry.state, letter.state) == (0, False, "left", "cancelled")
    assert not waiting.offers.exists()


def test_moves_that_do_not_fit_say_so():
    staff = make.acting(make.staff())
    with pytest.raises(NotNow):
        services.move(standing("draft"), "archive", by=staff)
    with pytest.raises(ExchangeError, match="still open"):
        services.move(standing("open"), "start-review", by=staff)
    with pytest.raises(NotReady):
        services.move(making.call(status="draft", title_zh="", published_at=None), "publish", by=staff)
