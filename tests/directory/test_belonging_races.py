"""Everybody at once: one answer to a request, one membership from an invitation, limits that hold; on PostgreSQL and on SQLite."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from directory.membership import limits, services
from directory.models import Claim, Invitation, Membership, MembershipRequest
from tests import make
from tests.racing import outcomes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_connection_left_behind() -> Iterator[None]:
    yield
    connections.close_all()


def moving(row: Any, name: str, who: Any) -> Callable[[], Any]:
    return lambda: services.move(row, name, by=make.acting(who))


def test_two_managers_answer_one_request_and_one_answer_stands():
    house = make.institute()
    mei, lee = make.manager(house), make.manager(house, "lee@example.org")
    for turn in range(4):
        ana = make.member(f"ana{turn}@example.org")
        asked = services.ask(house, by=make.acting(ana))
        assert outcomes(moving(asked, "approve", mei), moving(asked, "refuse", lee)) == {"done": 1, "Refused": 1}
        asked.refresh_from_db()
        assert Membership.objects.filter(user=ana).exists() == (asked.status == "approved")
        assert [notice.topic for notice in ana.notices.all()] == [f"belonging/{asked.status}"]


def test_twenty_accepts_of_one_invitation_are_one_membership():
    house = make.institute()
    mei = make.manager(house)
    invitation = services.invite(house, email="new@example.org", by=make.acting(mei))
    new = make.confirmed(make.member("new@example.org"))
    assert outcomes(*[moving(invitation, "accept", new)] * 20) == {"done": 20}
    assert Membership.objects.filter(user=new, organisation=house).count() == 1
    assert mei.notices.filter(topic="belonging/accepted").count() == 1


def test_an_invitation_is_accepted_or_taken_back_never_both():
    house = make.institute()
    mei, new = make.manager(house), make.confirmed(make.member("new@example.org"))
    invitation = services.invite(house, email="new@example.org", by=make.acting(mei))
    assert outcomes(moving(invitation, "accept", new), moving(invitation, "withdraw", mei)) == {"done": 1, "Refused": 1}
    assert Membership.objects.filter(user=new).exists() == (Invitation.objects.get().status == "accepted")


def test_two_managers_who_leave_at_once_leave_one_behind():
    house = make.institute()
    mei, lee = make.manager(house), make.manager(house, "lee@example.org")
    acts = [moving(mei.memberships.get(), "leave", mei), moving(lee.memberships.get(), "leave", lee)]
    assert outcomes(*acts) == {"done": 1, "Refused": 1}
    assert Membership.objects.filter(organisation=house, role="manager", ended_at=None).count() == 1


def test_a_manager_who_is_removed_meanwhile_approves_nothing_afterwards():
    """Either the approval came first, or the removal did and it is refused; never a removed manager's approval after the removal."""
    house = make.institute()
    mei, lee, ana = make.manager(house), make.manager(house, "lee@example.org"), make.member()
    asked = services.ask(house, by=make.acting(ana))
    held = lee.memberships.get()
    found = outcomes(moving(asked, "approve", lee), moving(held, "remove", mei))
    held.refresh_from_db()
    asked.refresh_from_db()
    assert found["done"] == (2 if asked.status == "approved" else 1)
    assert asked.status == "open" or asked.decided_at <= held.ended_at


def test_requests_at_once_are_one_request_and_never_more_than_the_day_allows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "REQUESTS", 3)
    ana, house = make.member(), make.institute()
    assert outcomes(*[lambda: services.ask(house, by=make.acting(ana))] * 6) == {"done": 6}
    assert MembershipRequest.objects.count() == 1
    others = [make.company(f"Works {number}") for number in range(6)]
    assert outcomes(*[lambda one=one: services.ask(one, by=make.acting(ana)) for one in others]) == {"done": 2, "Refused": 4}


def test_one_profile_claimed_by_two_and_two_profiles_by_one_end_with_one_owner_each():
    house, staff = make.institute(), make.staff()
    mei = make.manager(house)
    ana, lee = make.member(), make.member("lee@example.org")
    profile = make.person("One Person", affiliations=[{"organisation": house}])
    claims = [services.claim(profile, by=make.acting(one)) for one in (ana, lee)]
    assert outcomes(moving(claims[0], "confirm", mei), moving(claims[1], "confirm", mei)) == {"done": 1, "Forbidden": 1}
    profile.refresh_from_db()
    assert profile.owner == Claim.objects.get(status="confirmed").user
    free = lee if profile.owner == ana else ana
    two = [services.claim(make.person(f"Person {number}"), by=make.acting(free)) for number in range(2)]
    assert outcomes(*(moving(one, "confirm", staff) for one in two)) == {"done": 1, "Refused": 1}
    assert free.profiles.count() == 1
