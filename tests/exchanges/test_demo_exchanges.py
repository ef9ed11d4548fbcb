"""The demo has calls in every phase and something to do for each of its sign-ins."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Message, Notice, User
from directory.demo.load import load, make_users
from exchanges.calls.clock import phase
from exchanges.calls.shapes import check_documents, check_eligibility, check_rubric, check_sections
from exchanges.calls.vocabulary import Phase
from exchanges.coordination import statistics
from exchanges.models import Application, Assignment, Call, Event, HostPosition, Offer, Placement, Programme, Report, Section
from exchanges.offers import places
from exchanges.placements import listing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    load()
    make_users("a good password")
    return {user.email.partition("@")[0]: user for user in User.objects.all()}


def test_the_demo_of_exchanges(made):
    """One test, because making the demo is what takes the time."""
    has_something_for_everybody(made)
    has_the_shape_that_the_rooms_ask_for()
    has_stays_with_a_whole_history(made)
    has_numbers_that_give_nobody_away()
    adds_nothing_the_second_time()


def has_something_for_everybody(made):
    now = timezone.now()
    assert {phase(call, now) for call in Call.objects.all()} == set(Phase)
    assert Call.objects.filter(is_template=True).exists()
    assert set(Assignment.objects.filter(reviewer=made["reviewer"]).values_list("state", flat=True)) == {"invited", "in-progress", "submitted"}
    assert Application.objects.own_of(make.acting(made["member"])).filter(status="draft").exists()
    assert Offer.objects.visible_to(make.acting(made["member"])).filter(state="sent", expires_at__gt=now).exists()
    assert Placement.objects.visible_to(make.acting(made["owner"])).filter(checks__state="open").exists()
    assert any("host" in str(need.text) for need in listing.needs(make.acting(made["partner"])))
    assert make.acting(made["coordinator"]).roles
    assert all("demo" in one.name_en and "演示" in one.name_zh for one in Programme.objects.all()), "what is invented says so"


def has_numbers_that_give_nobody_away():
    """A call where genders are told, and one where too few people applied."""
    told, few = (statistics.counted(Call.objects.get(title_en=title)) for title in ("Fellowships, last year", "Autumn fellowships"))
    assert told.gender == statistics.Told({"woman": 14, "man": 13}, 13, 40)
    assert few.gender.counts == {}


def adds_nothing_the_second_time():
    before = (Programme.objects.count(), Application.objects.count(), User.objects.count())
    make_users("a good password")
    assert (Programme.objects.count(), Application.objects.count(), User.objects.count()) == before


def has_the_shape_that_the_rooms_ask_for():
    for call in Call.objects.all():
        check_rubric(call.rubric)
        check_documents(call.documents)
        check_eligibility(call.eligibility)
        for form in call.forms.all():
            check_sections(form.sections)
        assert (call.holds.aggregate(n=Sum("change"))["n"] or 0) == call.taken
    for position in HostPosition.objects.all():
        assert (position.holds.aggregate(n=Sum("change"))["n"] or 0) == position.taken
    assert Section.objects.count() > 50


def has_stays_with_a_whole_history(made):
    ways = {}
    for placement in Placement.objects.order_by("pk"):
        events = list(Event.objects.filter(noun="placement", key=placement.pk).order_by("at", "pk"))
        assert [one.at for one in events] == [one.at for one in sorted(events, key=lambda one: one.pk)]
        ways[placement.state] = [one.move for one in events if one.source != one.target]
        assert placement.checks.count() > 1
        assert placement.starts_on or placement.state == "proposed"
        assert [one.move for one in Event.objects.filter(noun="offer", key=placement.offer_id)] == ["make", "accept"]
    assert ways == {
        "proposed": ["propose"],
        "host-confirmed": ["propose", "confirm-for-host"],
        "active": ["propose", "confirm-for-host", "confirm", "clear", "arrive"],
        "completed": ["propose", "confirm-for-host", "confirm", "clear", "arrive", "depart"],
    }
    assert all(places.check(call) == [] for call in Call.objects.all())
    assert Report.objects.filter(placement__state="completed").count() >= 3
    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    for path in ("account/placements/", "account/applications/", "account/calls/"):  # nobody is written to about an invented past
        assert not Message.objects.filter(text__contains=path).exists()
    assert not Notice.objects.filter(user=made["owner"], topic__startswith="placements/", read_at=None).exists()
