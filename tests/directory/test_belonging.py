"""Coming into an organisation and leaving it: by one's own address, by request, by invitation, by staff; and what follows from it at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actor import Tier
from accounts.models import AuditEvent, Message, Notice, PeriodicJob
from accounts.periodic import jobs
from directory.errors import Forbidden, Refused
from directory.membership import limits, services
from directory.membership.lists import doors
from directory.membership.services.invitations import digest
from directory.models import Invitation, Membership, MembershipRequest, Partnership, Profile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Profile:
    return make.institute("Tidewater Institute", "潮水研究所", domains=["tidewater.ac.uk"])


def move(row: Any, name: str, who: Any, **more: str) -> Any:
    return services.move(row, name, by=make.acting(who), **more)


def ana_at(address: str = "ana@ee.tidewater.ac.uk") -> Any:
    return make.confirmed(make.member(), "ana@example.org", address)


def test_a_confirmed_address_of_the_organisation_opens_its_door(house: Profile):
    mei, ana = make.manager(house), ana_at()
    assert [door.organisation for door in doors(make.acting(ana))] == [house]
    first, again = (services.join(house, by=make.acting(ana)) for _turn in range(2))
    assert first.pk == again.pk
    assert (first.role, first.way_in) == ("member", "domain")
    assert [notice.topic for notice in mei.notices.all()] == ["belonging/joined"]
    assert doors(make.acting(ana)) == []
    assert AuditEvent.objects.filter(act="membership.join", actor=ana).count() == 1


def test_an_address_that_nobody_confirmed_opens_nothing(house: Profile):
    ana = ana_at()
    ana.emailaddress_set.filter(email="ana@ee.tidewater.ac.uk").update(verified=False)
    with pytest.raises(Refused):
        services.join(house, by=make.acting(ana))
    assert doors(make.acting(ana)) == []
    boss = make.user("boss@tidewater.ac.uk")  # an account whose address nobody ever confirmed
    with pytest.raises(Forbidden):
        services.join(house, by=make.acting(boss))


def test_who_was_removed_does_not_come_back_by_the_same_door(house: Profile):
    mei, ana = make.manager(house), ana_at()
    move(services.join(house, by=make.acting(ana)), "remove", mei)
    with pytest.raises(Refused):
        services.join(house, by=make.acting(ana))
    assert doors(make.acting(ana)) == []
    move(services.ask(house, by=make.acting(ana)), "approve", mei)  # the managers change their mind
    assert make.acting(ana).belongs_to(house.pk)


def test_who_left_may_come_back_by_the_same_door(house: Profile):
    ana = ana_at()
    move(services.join(house, by=make.acting(ana)), "leave", ana)
    assert services.join(house, by=make.acting(ana)).ended_at is None
    assert Membership.objects.filter(user=ana).count() == 2  # and both times are on record


def test_removal_works_on_the_very_next_request_of_an_open_session(house: Profile):
    Partnership.objects.create(organisation=house)
    mei, lee = make.manager(house), make.member("lee@example.org")
    held = Membership.objects.create(user=lee, organisation=house, way_in="staff")
    theirs, hers = make.sign_in(lee), make.sign_in(mei)
    page = f"/en/profiles/{house.uid}/people"
    assert theirs.get(page).status_code == 200
    assert make.acting(lee).tier == Tier.PARTNERS
    assert hers.post(f"/en/account/belonging/membership/{held.pk}/remove").status_code == 302
    assert theirs.get(page).status_code == 404
    assert make.acting(lee).tier == Tier.MEMBERS
    assert lee.notices.get().topic == "belonging/removed"


def test_the_last_manager_names_another_first_or_staff_take_over(house: Profile):
    mei, staff = make.manager(house), make.staff()
    held = mei.memberships.get()
    for name, more in (("leave", {}), ("change-role", {"role": "member"})):
        with pytest.raises(Refused, match="only manager"):
            move(held, name, mei, **more)
    lee = make.manager(house, "lee@example.org", is_active=False)  # an account that is switched off manages nothing
    with pytest.raises(Refused):
        move(held, "leave", mei)
    lee.is_active = True
    lee.save()
    move(held, "leave", mei)
    assert move(lee.memberships.get(), "remove", staff).ended_by == staff


def test_a_role_is_changed_once_told_once_and_must_be_one_of_ours(house: Profile):
    mei, lee = make.manager(house), make.member("lee@example.org")
    held = Membership.objects.create(user=lee, organisation=house, way_in="staff")
    for _turn in range(2):
        assert move(held, "change-role", mei, role="officer").role == "officer"
    assert lee.notices.get().topic == "belonging/role"
    with pytest.raises(Refused):
        move(held, "change-role", mei, role="owner")


def test_a_request_reaches_the_managers_or_the_centre_where_there_are_none(house: Profile):
    staff, ana = make.staff(), make.member()
    first, again = (services.ask(house, by=make.acting(ana), message="I work here.") for _turn in range(2))
    assert first.pk == again.pk
    assert staff.notices.get().path == "account/belonging"
    mei = make.manager(house)
    asked = services.ask(house, by=make.acting(make.member("lee@example.org")))
    assert mei.notices.get().topic == "belonging/asked"
    assert staff.notices.count() == 1
    move(asked, "refuse", mei)
    assert not Membership.objects.filter(user=asked.user).exists()


def test_only_listed_organisations_are_asked(house: Profile):
    draft = make.institute("Quiet House", publish=False)
    for place in (draft, make.person()):
        with pytest.raises(Forbidden):
            services.ask(place, by=make.acting(make.member(f"{place.uid}@example.org")))


def test_what_nobody_answers_runs_out_once_and_may_be_asked_again(house: Profile):
    mei, ana = make.manager(house), make.member()
    asked = services.ask(house, by=make.acting(ana))
    invitation = services.invite(house, email="new@example.org", by=make.acting(mei))
    assert asked.expires_at - asked.asked_at == timedelta(days=90)
    assert invitation.expires_at - invitation.invited_at == timedelta(days=30)
    assert services.expire(by=None, now=asked.expires_at - timedelta(seconds=1)) == 1  # the invitation alone
    assert [services.expire(by=None, now=asked.expires_at) for _turn in range(2)] == [1, 0]
    assert {notice.topic for notice in Notice.objects.filter(topic__contains="expired")} == {"belonging/expired", "belonging/invitation-expired"}
    assert services.ask(house, by=make.acting(ana)).pk != asked.pk
    assert "belonging.expire" in jobs()
    assert not PeriodicJob.objects.filter(failures__gt=0).exists()


def test_a_request_that_ran_out_before_the_clock_came_round_is_over_all_the_same(house: Profile):
    mei, ana = make.manager(house), make.member()
    asked = services.ask(house, by=make.acting(ana))
    MembershipRequest.objects.filter(pk=asked.pk).update(expires_at=timezone.now())
    with pytest.raises(Refused, match="over"):
        move(asked, "approve", mei)
    assert services.ask(house, by=make.acting(ana)).pk != asked.pk


def link_of(message: Message) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+/account/invitations/\S+)", message.text)
    assert found
    return found[1]


def test_the_link_of_an_invitation_stands_in_the_mail_alone(house: Profile):
    mei = make.manager(house)
    invitation = services.invite(house, email=" New.Colleague@Example.ORG ", role="officer", language="zh-hans", by=make.acting(mei))
    mail = Message.objects.get(topic="belonging/invited")
    assert (mail.recipient, mail.language, mail.is_secret) == ("new.colleague@example.org", "zh-hans", True)
    token = link_of(mail).rpartition("/")[2]
    assert token in mail.html
    assert len(token) >= 43
    assert invitation.token_sha256 == digest(token)
    assert link_of(mail).startswith("/zh-hans/")
    assert "潮水研究所" in mail.text
    assert services.invite(house, email="new.colleague@example.org", role="officer", by=make.acting(mei)).pk == invitation.pk
    assert Message.objects.filter(topic="belonging/invited").count() == 1
    with pytest.raises(Refused, match="already"):
        services.invite(house, email="new.colleague@example.org", role="manager", by=make.acting(mei))


def test_an_invitation_survives_mail_scanners_and_is_accepted_once_by_the_invited_address(house: Profile):
    mei = make.manager(house)
    invitation = services.invite(house, email="new@example.org", by=make.acting(mei))
    link = link_of(Message.objects.get(topic="belonging/invited"))
    for scanner in (Client(), Client()):
        assert scanner.head(link).status_code == scanner.get(link).status_code == 302
        assert scanner.post(link).status_code == 405
    invitation.refresh_from_db()
    assert invitation.status == "open"
    new = make.confirmed(make.member("new@example.org"))
    client = make.sign_in(new)
    answer = client.get(link)
    assert answer.url == "/en/account/invitation"  # the token is gone from the address bar
    assert "Tidewater Institute" in client.get(answer.url).content.decode()
    assert client.post(f"/en/account/belonging/invitation/{invitation.pk}/accept").status_code == 302
    assert make.acting(new).belongs_to(house.pk)
    assert "already" in client.get(answer.url).content.decode()
    assert mei.notices.get().topic == "belonging/accepted"


def test_a_forwarded_invitation_lets_nobody_else_in(house: Profile):
    invitation = services.invite(house, email="new@example.org", role="manager", by=make.acting(make.manager(house)))
    link = link_of(Message.objects.get(topic="belonging/invited"))
    ana = make.confirmed(make.member())
    make.confirmed(ana, "new@example.org")
    ana.emailaddress_set.filter(email="new@example.org").update(verified=False)  # typed, and never confirmed
    client = make.sign_in(ana)
    page = client.get(link, follow=True).content.decode()
    assert "This invitation is for another address" in page
    assert client.post(f"/en/account/belonging/invitation/{invitation.pk}/accept").status_code == 404
    with pytest.raises(Forbidden):
        move(invitation, "accept", ana)
    ana.emailaddress_set.filter(email="new@example.org").update(verified=True)
    move(invitation, "accept", ana)  # whichever of the confirmed addresses it is
    assert make.acting(ana).manages(house.pk)


def test_an_invitation_that_was_taken_back_sends_nothing_and_opens_nothing(house: Profile):
    mei = make.manager(house)
    invitation = services.invite(house, email="new@example.org", by=make.acting(mei))
    link = link_of(Message.objects.get(topic="belonging/invited"))
    move(invitation, "withdraw", mei)
    assert Message.objects.get(topic="belonging/invited").state == "dropped"
    new = make.confirmed(make.member("new@example.org"))
    client = make.sign_in(new)
    assert "taken back" in client.get(link, follow=True).content.decode()
    with pytest.raises(Refused):
        move(invitation, "accept", new)


def test_who_is_inside_already_keeps_the_higher_role(house: Profile):
    mei = make.manager(house)
    invitation = services.invite(house, email="second@example.org", by=make.acting(mei))
    make.confirmed(mei, "second@example.org")
    move(invitation, "accept", mei)
    assert mei.memberships.get().role == "manager"
    lee = make.confirmed(make.member("lee@example.org"), "lee2@example.org")
    Membership.objects.create(user=lee, organisation=house, way_in="staff")
    with pytest.raises(Refused):
        services.invite(house, email="lee@example.org", by=make.acting(mei))
    move(services.invite(house, email="lee2@example.org", role="officer", by=make.acting(mei)), "accept", lee)
    assert lee.memberships.get().role == "officer"


def test_nobody_mails_strangers_in_bulk(house: Profile, monkeypatch: pytest.MonkeyPatch):
    mei, ana = make.acting(make.manager(house)), make.acting(make.member())
    monkeypatch.setattr(limits, "INVITATIONS", 3)
    for number in range(3):
        services.invite(house, email=f"n{number}@example.org", by=mei)
    with pytest.raises(Refused, match="in a day"):
        services.invite(house, email="n9@example.org", by=mei)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=2))
    for _turn in range(2):
        Invitation.objects.filter(email="n0@example.org").update(status="declined", decided_at=timezone.now())
        services.invite(house, email="n0@example.org", by=mei)
    Invitation.objects.filter(email="n0@example.org").update(status="declined", decided_at=timezone.now())
    with pytest.raises(Refused, match="within a month"):
        services.invite(house, email="n0@example.org", by=mei)
    monkeypatch.setattr(limits, "REQUESTS", 2)
    for number in range(2):
        services.ask(make.company(f"Works {number}"), by=ana)
    with pytest.raises(Refused, match="in a day"):
        services.ask(house, by=ana)


def test_staff_name_partners_and_their_members_read_as_partners_at_once(house: Profile):
    staff, mei = make.staff(), make.manager(house)
    with pytest.raises(Forbidden):
        services.confirm_partner(house, by=make.acting(mei))
    first, again = (services.confirm_partner(house, by=make.acting(staff)) for _turn in range(2))
    assert first.pk == again.pk
    assert make.acting(mei).tier == Tier.PARTNERS
    assert [services.end_partner(house, by=make.acting(staff)) for _turn in range(2)] == [1, 0]
    assert make.acting(mei).tier == Tier.MEMBERS


def test_what_is_told_names_the_organisation_in_the_readers_language(house: Profile):
    ana = make.member(language="zh-hans")
    move(services.ask(house, by=make.acting(ana)), "approve", make.manager(house))
    assert "潮水研究所" in Message.objects.get(user=ana).text
