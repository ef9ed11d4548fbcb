"""Signing in and out, by code and by password: what works, what it says, where it leads."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import get_resolver

from accounts.models import AuditEvent, Message, User
from tests import mailbox, make

pytestmark = pytest.mark.django_db
GOOD = "a good password"
ANA = "ana@example.org"


def confirmed(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str = ANA, password: str = GOOD, lang: str = "en", **more):
    return client.post(f"/{lang}/account/login/password", {"login": email, "password": password, **more})


def ask(client: Client, email: str = ANA, lang: str = "en", **more):
    return client.post(f"/{lang}/account/login", {"email": email, **more})


def text_of(response) -> str:
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_member_signs_in_with_a_code_and_out_again():
    confirmed(make.member())
    client = Client()
    asked = ask(client, "ANA@Example.org")
    assert (asked.status_code, asked["Location"]) == (302, "/en/account/login/code")
    assert "a code is on its way" in text_of(client.get(asked["Location"]))
    before = client.session.session_key
    done = client.post("/en/account/login/code", {"code": mailbox.code(ANA)})
    assert (done.status_code, done["Location"]) == (302, "/en/")
    assert is_in(client)
    assert client.session.session_key != before
    assert AuditEvent.objects.get(act="signin", outcome="done").facts == {"how": "code"}
    assert "Stay signed in" in client.get("/en/account/logout").content.decode()
    assert client.post("/en/account/logout")["Location"] == "/en/"
    assert not is_in(client)
    assert "You are signed out." in client.get("/en/").content.decode()


def test_a_member_signs_in_with_a_password():
    confirmed(make.member())
    client = Client()
    response = sign_in(client, " ANA@example.org ")
    assert (response.status_code, response["Location"]) == (302, "/en/")
    assert AuditEvent.objects.get(act="signin").facts == {"how": "password"}


def test_the_mail_with_a_code_is_secret_short_lived_and_says_no_code_in_its_subject():
    confirmed(make.member())
    ask(Client(), lang="zh-hans")
    (mail,) = mailbox.to(ANA)
    assert (mail.topic, mail.is_secret, mail.language) == ("signin/code", True, "zh-hans")
    assert 800 < (mail.give_up_at - mail.created_at).total_seconds() <= 901
    code = mailbox.code(ANA)
    assert code in mail.html
    assert code not in mail.subject


def test_a_code_works_once_has_three_tries_and_only_the_newest_counts():
    confirmed(make.member())
    client = Client()
    ask(client)
    first = mailbox.code(ANA)
    client.post("/en/account/login/code", {"action": "resend"})
    second = mailbox.code(ANA)
    wrong = client.post("/en/account/login/code", {"code": "000000" if first == second else first})
    assert "Look for the newest mail" in text_of(wrong)
    assert client.post("/en/account/login/code", {"code": f" {second[:3]} {second[3:]} "}).status_code == 302
    assert is_in(client)
    again = Client()
    ask(again)
    code = mailbox.code(ANA)
    wrong_code = "111111" if code != "111111" else "222222"
    for _unused in range(3):
        last = again.post("/en/account/login/code", {"code": wrong_code})
    assert last["Location"] == "/en/account/login"
    assert again.post("/en/account/login/code", {"code": code})["Location"] == "/en/account/login"
    assert not is_in(again)


def test_full_width_digits_are_digits():
    confirmed(make.member())
    client = Client()
    ask(client, lang="zh-hans")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in mailbox.code(ANA))
    assert client.post("/zh-hans/account/login/code", {"code": wide})["Location"] == "/zh-hans/"


def test_who_typed_a_wrong_address_starts_over():
    client = Client()
    ask(client, "nobody@example.org")
    assert client.get("/en/account/login?next=/en/browse")["Location"] == "/en/account/login/code?next=%2Fen%2Fbrowse"
    back = client.post("/en/account/login/code?next=/en/browse", {"action": "restart"})
    assert back["Location"] == "/en/account/login?next=%2Fen%2Fbrowse"
    assert client.get(back["Location"]).status_code == 200


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_page_of_signing_in_stands_in_our_frame(lang):
    for path in ("login", "login/password", "new", "password", "password/2s-abc", "texts"):
        response = Client().get(f"/{lang}/account/{path}")
        assert response.status_code == 200, path
        html = response.content.decode()
        assert html.count("<h1") == 1, path
        assert 'class="brand"' in html, path
        assert 'content="noindex"' in html, path
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert path == "texts" or "no-store" in response["Cache-Control"], path
    for path in ("logout", "login/code", "address/code", "address", "password/sent", "password/change", "password/first", "confirm/password"):
        response = Client().get(f"/{lang}/account/{path}")
        assert response.status_code == 302, path
        assert "no-store" in response["Cache-Control"], path


def test_nothing_else_of_allauth_has_an_address():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("account_")}
    for name in ("confirm_email", "inactive", "reset_password_from_key_done", "signup_by_passkey", "verify_phone", "change_phone"):
        assert f"account_{name}" not in names
    for path in ("signup/", "signup", "email", "inactive", "password/saved", "address/MQ:1:x", "3rdparty/"):
        assert Client().get(f"/en/account/{path}").status_code == 404, path


def test_an_error_is_said_above_and_at_its_field_and_keeps_what_was_typed():
    response = sign_in(Client(), "ana@example", "")
    html = response.content.decode()
    assert "<title>Error: Sign in" in html
    assert '<a href="#id_password">Type your password.</a>' in html
    assert 'value="ana@example"' in html
    assert re.search(r'<p class="error" id="id_password-e1">Type your password.</p>', html)
    assert GOOD not in sign_in(Client(), "nobody@example.org").content.decode()


def test_signing_in_leads_back_to_where_one_was():
    confirmed(make.member())
    client = Client()
    assert 'name="next" value="/en/profiles?q=a"' in client.get("/en/account/login", {"next": "/en/profiles?q=a"}).content.decode()
    assert sign_in(client, next="/en/profiles?q=a")["Location"] == "/en/profiles?q=a"
    client = Client()
    asked = ask(client, next="/en/browse")
    assert asked["Location"] == "/en/account/login/code?next=%2Fen%2Fbrowse"
    assert client.post(asked["Location"], {"code": mailbox.code(ANA)})["Location"] == "/en/browse"


def test_the_language_can_be_switched_in_the_middle_and_so_can_the_way_on():
    confirmed(make.member())
    client = Client()
    asked = ask(client, next="/en/browse?a=1")
    page = client.get(asked["Location"]).content.decode()
    other = re.search(r'<a href="([^"]+)" hreflang="zh-Hans"', page)[1].replace("&amp;", "&")
    assert other.startswith("/zh-hans/account/login/code?next=")
    there = client.get(other)
    assert "六位" in there.content.decode()
    action = re.search(r'<form action="([^"]+)" method="post" class="mt"', there.content.decode())[1]
    assert client.post(action, {"code": mailbox.code(ANA)})["Location"] == "/zh-hans/browse?a=1"


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_language_of_the_page_stays_through_signing_in_and_out(lang: str):
    confirmed(make.member())
    client = Client(HTTP_ACCEPT_LANGUAGE="en" if lang == "zh-hans" else "zh-CN")
    assert sign_in(client, lang=lang)["Location"] == f"/{lang}/"
    assert client.post(f"/{lang}/account/logout")["Location"] == f"/{lang}/"


def test_someone_who_is_switched_off_is_told_so_only_when_they_have_shown_who_they_are():
    confirmed(make.user(is_active=False))
    client = Client()
    assert sign_in(client)["Location"] == "/en/account/login"
    assert "switched off" in client.get("/en/account/login").content.decode()
    assert not is_in(client)
    ask(client)
    assert mailbox.to(ANA) == []
    assert Message.objects.get().state == "dropped"


def test_an_account_made_by_staff_is_confirmed_by_its_first_code():
    user = make.user()
    client = Client()
    ask(client)
    client.post("/en/account/login/code", {"code": mailbox.code(ANA)})
    assert is_in(client)
    user.refresh_from_db()
    assert user.is_verified
    assert EmailAddress.objects.get().verified
    assert len(mailbox.to(ANA)) == 1


def test_an_account_made_by_staff_with_a_password_confirms_its_address_once():
    make.user()
    client = Client()
    assert sign_in(client)["Location"] == "/en/account/address/code"
    assert not is_in(client)
    assert client.post("/en/account/address/code", {"code": mailbox.code(ANA)})["Location"] == "/en/"
    assert is_in(client)
    assert User.objects.get().has_usable_password()
    assert sign_in(Client())["Location"] == "/en/"


def test_a_program_gets_pages_like_everybody():
    response = Client().get("/en/account/login", headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    assert response["Content-Type"].startswith("text/html")


def test_only_the_method_a_page_has_works():
    for path in ("login", "new", "password", "login/password"):
        assert Client().delete(f"/en/account/{path}").status_code == 405
    assert Client().post("/en/account/texts").status_code == 405
    assert Client().post("/en/account/password/sent").status_code == 405
