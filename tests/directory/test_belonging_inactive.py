"""Who has been deactivated is given nothing: what they asked for before neither waits nor can be granted."""

import pytest

from accounts import hooks
from accounts.models import User
from directory.errors import Refused
from directory.membership import services
from directory.models import Claim, Membership, MembershipRequest
from tests import make

pytestmark = pytest.mark.django_db


def test_what_a_deactivated_person_asked_for_is_not_granted_and_not_listed():
    house = make.institute()
    mei, staff, cy = make.manager(house), make.staff(), make.member("cy@example.org", full_name="Cy Anson")
    theirs = make.person("Cy Anson", affiliations=[{"organisation": house}])
    asked, claimed = services.ask(house, by=make.acting(cy)), services.claim(theirs, by=make.acting(cy))
    address = f"/en/profiles/{house.uid}/people"
    assert 'id="requests"' in make.sign_in(mei).get(address).content.decode()
    User.objects.filter(pk=cy.pk).update(is_active=False)
    for row, name in ((asked, "approve"), (claimed, "confirm")):
        with pytest.raises(Refused, match="deactivated"):
            services.move(row, name, by=make.acting(staff))
    with pytest.raises(Refused, match="deactivated"):
        services.enter(house, user=User.objects.get(pk=cy.pk), by=make.acting(staff))
    assert (MembershipRequest.objects.get().status, Claim.objects.get().status) == ("open", "open")
    assert not Membership.objects.filter(user=cy).exists()
    page = make.sign_in(mei).get(address).content.decode()
    assert 'id="requests"' not in page
    assert 'id="claims"' not in page
    assert not hooks.needs_of(make.acting(mei))
    assert {work.count for work in hooks.work_for(make.acting(staff)) if "belonging" in work.href} == {0}
    assert "cy@example.org" not in make.sign_in(staff).get("/en/account/belonging").content.decode()
    services.move(asked, "refuse", by=make.acting(staff))  # a no is always possible


def test_a_notice_that_asks_is_read_once_it_was_answered_or_ran_out():
    house = make.institute()
    mei = make.manager(house)
    first, second = (services.ask(house, by=make.acting(make.member(f"{name}@example.org"))) for name in ("cy", "lee"))
    unread = mei.notices.filter(read_at=None, topic="belonging/asked")
    assert unread.count() == 2
    services.move(first, "approve", by=make.acting(mei))
    assert unread.count() == 1
    services.expire(by=None, now=second.expires_at)
    assert unread.count() == 0
