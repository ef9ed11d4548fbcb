"""What staff do in the administration: each act goes through its service, is one event, and is refused where it can’t be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.errors import NotAllowed
from accounts.models import AuditEvent, Message, User
from directory.models import Change, Claim, Membership, MembershipRequest, Partnership, Profile
from exchanges.models import ProgrammeRole
from exchanges.programmes import services as programmes
from tests import make
from tests.accounts.administration import act, staff_client

pytestmark = pytest.mark.django_db


def test_a_deactivated_account_is_out_on_the_next_request_everywhere():
    ana, client = make.member(), staff_client()
    theirs = make.sign_in(ana)
    assert theirs.get("/en/account").status_code == 200
    assert "1 account: done." in act(client, "accounts/user", "deactivate", ana)
    assert theirs.get("/en/account").status_code == 302
    assert "_auth_user_id" not in theirs.session
    assert AuditEvent.objects.get(act="user.deactivate").facts == {"sessions": 1}
    act(client, "accounts/user", "reactivate", ana)
    assert theirs.get("/en/account").status_code == 302, "an ended session stays ended"
    assert make.sign_in(User.objects.get(pk=ana.pk)).get("/en/account").status_code == 200


def test_signing_somebody_out_ends_every_session():
    ana, client = make.member(), staff_client()
    sessions = [make.sign_in(ana), make.sign_in(ana)]
    for one in sessions:
        one.get("/en/account")
    act(client, "accounts/user", "sign_out", ana)
    assert [one.get("/en/account").status_code for one in sessions] == [302, 302]


def test_only_superusers_say_who_is_staff():
    ana = make.member()
    plain = staff_client(email="plain@example.org", is_superuser=False)
    assert "make_staff" not in plain.get("/admin/accounts/user/").content.decode()
    act(plain, "accounts/user", "make_superuser", ana)
    assert not User.objects.get(pk=ana.pk).is_staff
    act(staff_client(), "accounts/user", "make_staff", ana)
    assert User.objects.get(pk=ana.pk).is_staff
    assert AuditEvent.objects.get(act="user.make-staff").right == "superuser"
ACTS = ("deactivate", "reactivate", "make_staff", "end_staff", "make_superuser", "end_superuser", "sign_out", "vouch", "reset_factors")


def test_services_of_accounts_refuse_who_may_not():
    boss = make.staff("boss@example.org")
    ana, plain = make.member(), make.staff("plain@example.org", is_superuser=False)
    others = [(name, by) for name in ACTS for by in (ana, plain)]
    others += [(name, boss) for name in ("deactivate", "end_staff", "end_superuser", "reset_factors")]
    for name, by in others:
        with pytest.raises(NotAllowed):
            getattr(services, name)(boss, by=by)
    assert not AuditEvent.objects.exists()


def test_making_and_ending_staff_and_superusers_is_each_one_event():
    ana, boss = make.member(), make.staff("boss@example.org")
    for name in ("make_staff", "make_staff", "make_superuser", "end_superuser", "end_staff", "end_staff", "vouch"):
        getattr(services, name)(ana, by=boss)
    assert list(AuditEvent.objects.order_by("pk").values_list("act", flat=True)) == [
        "user.make-staff", "user.make-superuser", "user.end-superuser", "user.end-staff",
    ]
    services.deactivate(ana, by=boss)
    for name in ("make_staff", "make_superuser"):
        with pytest.raises(NotAllowed):
            getattr(services, name)(ana, by=boss)


def test_requests_claims_memberships_and_partnerships_are_answered_by_services():
    ana, institute, person = make.member(), make.institute(), make.person()
    later = timezone.now() + timedelta(days=9)
    asked = MembershipRequest.objects.create(user=ana, organisation=institute, expires_at=later)
    claim = Claim.objects.create(user=ana, profile=person, expires_at=later)
    client = staff_client()
    assert "1 done." in act(client, "directory/membershiprequest", "approve", asked)
    held = Membership.objects.get(user=ana)
    act(client, "directory/claim", "confirm", claim)
    assert Profile.objects.get(pk=person.pk).owner == ana
    act(client, "directory/membership", "end", held)
    assert not Membership.objects.filter(ended_at=None).exists()
    act(client, "directory/profile", "confirm_partner", institute)
    act(client, "directory/partnership", "end", Partnership.objects.get())
    assert not Partnership.objects.filter(ended_at=None).exists()
    acts = set(AuditEvent.objects.filter(right="staff").values_list("act", flat=True))
    assert {"request.approve", "claim.confirm", "membership.remove", "partnership.confirm", "partnership.end"} <= acts
    assert "done" in act(client, "directory/claim", "refuse", claim), "what was answered is said, not changed"
    assert Claim.objects.get().status == "confirmed"


def test_a_dead_letter_is_sent_again_and_a_role_in_a_programme_ended():
    ana, client = make.member(), staff_client()
    now = timezone.now()
    dead = {"state": "dead", "created_at": now, "ended_at": now}
    letter = Message.objects.create(topic="x/y", destination="example.org", recipient=ana.email, text="Hello", **dead)
    assert "1 message waits to be sent." in act(client, "accounts/message", "send_again", letter)
    assert Message.objects.get(pk=letter.pk).state == "queued"
    held = programmes.give_role(programmes.enter(name_en="A", name_zh="甲", by=None), to=ana, role="reviewer", by=None)
    assert "1 role ended." in act(client, "exchanges/programmerole", "end", held)
    assert ProgrammeRole.objects.get().ended_at


def test_withdrawing_and_publishing_go_through_the_services():
    person, draft = make.person("Maren Oakhollow"), make.person("Quiet Draft", publish=False)
    client = staff_client()

    def act(name: str, *profiles: Profile):
        return client.post("/admin/directory/profile/", {"action": name, "_selected_action": [one.pk for one in profiles]}, follow=True)

    assert "1 profile withdrawn." in act("withdraw", person).content.decode()
    assert Client().get(f"/en/profiles/{person.uid}").status_code == 404
    assert "2 profiles published." in act("publish", person, draft).content.decode()
    last = Change.objects.order_by("-seq")[0]
    assert (last.operation, last.reason, last.actor.email) == ("upsert", "administration", "staff@example.org")


def test_what_cannot_be_is_said_and_the_rest_is_done():
    old, new, other = make.institute("Old"), make.institute("New"), make.institute("Other")
    from directory import services

    services.merge(old, into=new, by=None)
    html = staff_client().post(
        "/admin/directory/profile/", {"action": "withdraw", "_selected_action": [old.pk, other.pk]}, follow=True,
    ).content.decode()
    assert "1 profile withdrawn." in html
    assert old.uid in html


def test_a_new_user_is_kept_in_lower_case_without_a_password_and_told():
    client = staff_client()
    fields = {"email": "New.Person@Example.org", "full_name": "New Person", "language": "zh-hans", "is_verified": "on", "is_staff": "on"}
    response = client.post("/admin/accounts/user/add/", fields)
    assert response.status_code == 302, response.content.decode()
    entered = User.objects.get(email="new.person@example.org")
    assert (entered.has_usable_password(), entered.is_staff, entered.is_verified) == (False, False, True)
    assert "/zh-hans/account/password" in Message.objects.get(user=entered).text
    assert AuditEvent.objects.get(act="user.enter").object_id == str(entered.pk)
    again = client.post("/admin/accounts/user/add/", fields | {"email": "NEW.person@example.org"})
    assert again.status_code == 200
    assert User.objects.filter(email__iexact="new.person@example.org").count() == 1
