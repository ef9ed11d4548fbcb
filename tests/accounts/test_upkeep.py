"""Keeping one's way in: a new password, another address, and who is told."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEvent, User
from tests import mailbox, make
from tests.accounts.test_sign_in import ANA, GOOD, ask, confirmed, is_in, sign_in, text_of

pytestmark = pytest.mark.django_db
WORDS = "four calm river stones"
NEW = {"password1": WORDS, "password2": WORDS}


def reset(link: str, lang: str = "zh-hans", **password) -> tuple[Client, object]:
    client = Client()
    form = client.get(link, follow=True)
    action = re.search(rf'<form action="(/{lang}/account/password/[^"]+)"', form.content.decode())
    assert action
    return client, client.post(action[1], password or NEW)


def test_a_new_password_by_mail_in_the_language_of_the_page():
    confirmed(make.member())
    elsewhere = Client()
    sign_in(elsewhere)
    client = Client()
    assert client.post("/zh-hans/account/password", {"email": ANA})["Location"] == "/zh-hans/account/password/sent"
    assert client.get("/zh-hans/account/password/sent").status_code == 200
    link = mailbox.link(ANA)
    assert "error-summary" in reset(link, password1="12345", password2="12345")[1].content.decode()
    assert reset(link)[1]["Location"] == "/zh-hans/account/login/password"
    assert elsewhere.get("/en/account/address").status_code == 302  # signed out
    assert sign_in(Client(), password=GOOD).status_code == 400
    assert sign_in(Client(), password=WORDS).status_code == 302
    assert "form action" not in text_of(Client().get(link, follow=True))
    assert [mail.topic for mail in mailbox.to(ANA)][:2] == ["signin/reset", "security"]


def test_the_pages_that_say_something_was_done_say_it_to_nobody_else():
    assert Client().get("/en/account/password/sent")["Location"] == "/en/account/password"


def test_a_link_for_a_new_password_survives_a_switch_of_language():
    confirmed(make.member())
    Client().post("/en/account/password", {"email": ANA})
    client = Client()
    landed = client.get(mailbox.link(ANA))["Location"]
    other = landed.replace("/en/", "/zh-hans/")
    assert "password1" in client.get(other).content.decode()
    assert client.post(other, NEW)["Location"] == "/zh-hans/account/login/password"


def test_a_link_from_before_another_change_is_worth_nothing():
    user = confirmed(make.member())
    Client().post("/en/account/password", {"email": ANA})
    user.set_password(WORDS)
    user.save()
    assert "This link no longer works" in text_of(Client().get(mailbox.link(ANA), follow=True))


def test_changing_the_password_ends_other_sessions_and_keeps_this_one():
    user = confirmed(make.member())
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    assert "isn’t your current password" in text_of(here.post("/en/account/password/change", {"oldpassword": "no", **NEW}))
    assert here.post("/en/account/password/change", {"oldpassword": GOOD, **NEW}).status_code == 302
    assert here.get("/en/account/address").status_code == 200
    assert elsewhere.get("/en/account/address").status_code == 302
    assert [mail.topic for mail in mailbox.to(ANA)][-1] == "security"
    assert AuditEvent.objects.filter(act="password.change", object_id=str(user.pk)).exists()


def test_who_signs_in_by_code_may_set_a_password():
    user = confirmed(make.member())
    user.set_unusable_password()
    user.save()
    client = Client()
    ask(client)
    client.post("/en/account/login/code", {"code": mailbox.code(ANA)})
    assert client.get("/en/account/password/change")["Location"] == "/en/account/password/first"
    assert client.post("/en/account/password/first", NEW).status_code == 302
    assert client.get("/en/account/password/first")["Location"] == "/en/account/password/change"
    assert sign_in(Client(), password=WORDS).status_code == 302


def change_address(client: Client, to: str):
    return client.post("/en/account/address", {"email": to, "action_add": "1"})


def test_another_address_counts_once_its_code_is_typed_and_the_old_one_is_told():
    confirmed(make.member())
    client = Client()
    sign_in(client)
    assert change_address(client, "ANA@new.example.org")["Location"] == "/en/account/address/code"
    assert User.objects.get().email == ANA
    assert client.post("/en/account/address/code", {"code": mailbox.code("ana@new.example.org")})["Location"] == "/en/account/address"
    user = User.objects.get()
    assert user.email == "ana@new.example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("ana@new.example.org", True, True)]
    assert [mail.topic for mail in mailbox.to(ANA)] == ["security"]
    assert AuditEvent.objects.filter(act="address.change").count() == 1
    assert sign_in(Client()).status_code == 400
    assert sign_in(Client(), user.email).status_code == 302


def test_the_address_of_another_account_is_never_taken_and_asking_tells_nothing():
    confirmed(make.member())
    ben = confirmed(make.member("ben@example.org"))
    client = Client()
    sign_in(client)
    free = change_address(client, "free@example.org")
    client.post("/en/account/address/code", {"action": "restart"})
    cache.clear()
    taken = change_address(client, ben.email)
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    said = client.post("/en/account/address/code", {"code": mailbox.code(ben.email)})
    assert "Another account has this address" in text_of(said)
    assert User.objects.get(pk=ben.pk).email == ben.email
    assert User.objects.exclude(pk=ben.pk).get().email == ANA


def test_one_s_own_address_is_no_change():
    confirmed(make.member())
    client = Client()
    sign_in(client)
    assert "already the address" in text_of(change_address(client, "Ana@example.org"))


def test_nothing_is_changed_long_after_signing_in_without_showing_again_who_one_is():
    confirmed(make.member())
    client = Client()
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] = [{**record, "at": record["at"] - 4000} for record in session["account_authentication_methods"]]
    session.save()
    asked = change_address(client, "new@example.org")
    assert asked["Location"].startswith("/en/account/confirm/password?next=")
    assert "isn’t your password" in text_of(client.post(asked["Location"], {"password": "no"}))
    assert client.post(asked["Location"], {"password": GOOD})["Location"] == "/en/account/address/code"
    assert is_in(client)
