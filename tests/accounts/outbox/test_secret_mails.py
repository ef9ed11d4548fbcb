"""Mails that let somebody in, as signing in writes them: no reader of the mailbox page becomes more than they are, and whoever looked is known."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import Message, User
from tests import mailbox, make
from tests.accounts.test_sign_in import ask, confirmed
from tests.accounts.test_sign_up import CY, sign_up

pytestmark = pytest.mark.django_db
HOME = "/en/account/staff/mail"
BOSS, EDITOR = "boss@example.org", "editor@example.org"


def plain() -> Client:
    return make.sign_in(make.user(EDITOR, is_verified=True, is_staff=True))


def kept(address: str) -> Message:
    """The newest mail to the address, as the worker leaves it where there is no mail server."""
    message = Message.objects.filter(recipient=address, is_secret=True).latest("created_at")
    Message.objects.filter(pk=message.pk).update(state="kept", ended_at=timezone.now())
    return Message.objects.get(pk=message.pk)


def reads(client: Client, message: Message) -> bool:
    page, frame = client.get(f"{HOME}/{message.pk}"), client.get(f"{HOME}/{message.pk}/html")
    assert frame.status_code == (200 if "mail-text" in page.content.decode() else 404)
    return "mail-text" in page.content.decode()


def by_code() -> None:
    ask(Client(), BOSS)


def by_code_asked_twice() -> None:
    client = Client()
    ask(client, BOSS)
    client.post("/en/account/login/code", {"action": "resend"})


def by_reset() -> None:
    Client().post("/en/account/password", {"email": BOSS})


@pytest.mark.parametrize("way", [by_code, by_code_asked_twice, by_reset])
@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}, {"is_staff": True, "is_superuser": True}])
def test_plain_staff_read_no_mail_that_lets_a_colleague_in(way, rights: dict[str, bool]):
    boss = confirmed(make.user(BOSS, is_verified=True, **rights))
    way()
    message = kept(BOSS)
    assert message.user == boss
    assert not reads(plain(), message)
    assert reads(make.sign_in(make.staff("chief@example.org")), message)


def test_the_code_that_proves_the_address_of_a_new_colleague_is_not_read_either():
    make.user(BOSS, is_staff=True, is_superuser=True)
    Client().post("/en/account/login/password", {"login": BOSS, "password": "a good password"})
    message = kept(BOSS)
    assert message.topic == "signin/confirm"
    assert not reads(plain(), message)


def test_a_mail_that_names_no_owner_is_judged_by_who_has_its_address():
    boss = confirmed(make.user("old@example.org", is_verified=True, is_staff=True, is_superuser=True))
    theirs = EmailAddress.objects.create(user=boss, email=BOSS, verified=True)
    make.user(BOSS, is_verified=True)  # registered later, and may do nothing
    ask(Client(), BOSS)
    message, editor = kept(BOSS), plain()
    Message.objects.update(user=None)
    assert not reads(editor, message)
    theirs.delete()
    assert reads(editor, message)


def test_staff_read_the_code_of_somebody_new_and_that_person_sees_that_they_looked():
    client = Client()
    sign_up(client)
    message = kept(CY)
    cy = User.objects.get(email=CY)
    assert message.user == cy
    assert reads(plain(), message)
    page = make.sign_in(cy).get("/en/account/seen").content.decode()
    assert "A mail to you" in page
    assert "Staff of the Centre" in page


def test_the_code_of_a_new_address_belongs_to_whose_address_it_becomes():
    boss = confirmed(make.user(BOSS, is_verified=True, is_staff=True, is_superuser=True))
    client = Client()
    ask(client, BOSS)
    client.post("/en/account/login/code", {"code": mailbox.code(BOSS)})
    client.post("/en/account/address", {"email": "new@example.org"})
    message = kept("new@example.org")
    assert message.user == boss
    assert not reads(plain(), message)
