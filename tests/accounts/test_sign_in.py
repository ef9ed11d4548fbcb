"""Signing in and out, and a new password: what works, what it says, and what it never tells."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
GOOD = "a good password"


def confirmed(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str = "ana@example.org", password: str = GOOD, lang: str = "en", **more):
    return client.post(f"/{lang}/account/login", {"login": email, "password": password, **more})


def text_of(response) -> str:
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def test_a_member_signs_in_and_out():
    confirmed(make.member())
    client = Client()
    response = sign_in(client, "ANA@example.org")
    assert (response.status_code, response["Location"]) == (302, "/en/")
    home = client.get("/en/").content.decode()
    assert "Sign out" in home
    asked = client.get("/en/account/logout")
    assert asked.status_code == 200
    assert "Stay signed in" in asked.content.decode()
    client.post("/en/account/logout")
    after = client.get("/en/").content.decode()
    assert "You are signed out." in after
    assert "Sign in" in after


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_page_of_signing_in_stands_in_our_frame(lang):
    for path in ("login", "password", "password/sent", "password/saved", "inactive", "address", "password/2s-abc", "address/MQ:1:x"):
        response = Client().get(f"/{lang}/account/{path}")
        assert response.status_code == 200, path
        html = response.content.decode()
        assert html.count("<h1") == 1, path
        assert 'class="brand"' in html, path
        assert 'content="noindex"' in html, path
    assert Client().get(f"/{lang}/account/logout").status_code == 302


def test_nothing_else_of_allauth_has_an_address():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("account_")}
    for name in ("signup", "email", "change_password", "set_password", "reauthenticate", "request_login_code"):
        assert f"account_{name}" not in names
    for path in ("signup/", "signup", "email", "password/change"):
        assert Client().get(f"/en/account/{path}").status_code == 404


def test_a_wrong_password_and_an_unknown_address_are_told_alike():
    confirmed(make.member())
    wrong = sign_in(Client(), password="not this one at all")
    unknown = sign_in(Client(), "nobody@example.org")
    inactive = confirmed(make.user("off@example.org", is_active=False))
    off = sign_in(Client(), inactive.email, "not this one at all")
    assert wrong.status_code == unknown.status_code == off.status_code == 200

    def same(response) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="[^"]*"|[a-z]+@example\.org', "", text_of(response))

    assert same(wrong) == same(unknown) == same(off)
    assert "don’t go together" in wrong.content.decode()


def test_an_error_is_said_above_and_at_its_field_and_keeps_what_was_typed():
    response = sign_in(Client(), "ana@example", "")
    html = response.content.decode()
    assert "<title>Error: Sign in" in html
    assert '<a href="#id_password">Type your password.</a>' in html
    assert 'value="ana@example"' in html
    assert re.search(r'<p class="error" id="id_password-e1">Type your password.</p>', html)
    assert GOOD not in sign_in(Client(), "nobody@example.org").content.decode()


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"])
def test_signing_in_leads_nowhere_outside(to):
    confirmed(make.member())
    assert sign_in(Client(), next=to)["Location"] == "/en/"


def test_signing_in_leads_back_to_where_one_was():
    confirmed(make.member())
    client = Client()
    assert 'name="next" value="/en/profiles?q=a"' in client.get("/en/account/login", {"next": "/en/profiles?q=a"}).content.decode()
    assert sign_in(client, next="/en/profiles?q=a")["Location"] == "/en/profiles?q=a"


def test_many_attempts_are_stopped():
    confirmed(make.member())
    client = Client()
    answers = [sign_in(client, password=f"wrong {number}") for number in range(12)]
    assert any("too many attempts" in answer.content.decode().lower() for answer in answers)
    assert "too many attempts" in sign_in(client).content.decode().lower()


def test_a_new_password_by_mail_in_the_readers_language():
    confirmed(make.member())
    client = Client()
    assert client.post("/zh-hans/account/password", {"email": "ana@example.org"})["Location"] == "/zh-hans/account/password/sent"
    (sent,) = mail.outbox
    link = re.search(r"http://127\.0\.0\.1:8000(/zh-hans/account/password/\S+)", sent.body)
    assert link, sent.body
    assert "testserver" not in sent.body
    form = client.get(link[1], follow=True)
    action = re.search(r'<form action="(/zh-hans/account/password/[^"]+)"', form.content.decode())
    bad = client.post(action[1], {"password1": "12345", "password2": "12345"})
    assert "error-summary" in bad.content.decode()
    assert client.post(action[1], {"password1": "four calm river stones", "password2": "four calm river stones"})["Location"].endswith("/saved")
    assert sign_in(Client(), password="four calm river stones").status_code == 302
    again = Client().get(link[1], follow=True)
    assert again.status_code == 200
    assert '<form action="/zh-hans/account/password/' not in again.content.decode()


def test_asking_for_a_password_tells_nobody_who_has_an_account():
    confirmed(make.member())
    known = Client().post("/en/account/password", {"email": "ana@example.org"}, follow=True)
    unknown = Client().post("/en/account/password", {"email": "nobody@example.org"}, follow=True)
    assert text_of(known) == text_of(unknown)
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_the_first_sign_in_of_a_new_account_confirms_its_address():
    make.member()
    client = Client()
    assert sign_in(client)["Location"] == "/en/account/address"
    link = re.search(r"http://127\.0\.0\.1:8000(/en/account/address/\S+)", mail.outbox[0].body)
    assert "Is this your address?" in client.get(link[1]).content.decode()
    client.post(link[1])
    assert sign_in(client)["Location"] == "/en/"


def test_someone_who_is_switched_off_is_not_let_in():
    confirmed(make.user(is_active=False))
    client = Client()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_pages_of_signing_in_are_not_kept_by_caches():
    assert "no-store" in Client().get("/en/account/login")["Cache-Control"]


def test_asking_for_links_without_end_is_stopped_in_our_frame():
    confirmed(make.member())
    answers = [Client().post("/en/account/password", {"email": "ana@example.org"}) for _unused in range(8)]
    last = answers[-1]
    assert last.status_code == 429
    assert "Wait five minutes" in text_of(last)
    assert len(mail.outbox) < 8


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_language_of_the_page_stays_through_signing_in_and_out(lang: str):
    confirmed(make.member())
    client = Client(HTTP_ACCEPT_LANGUAGE="en" if lang == "zh-hans" else "zh-CN")
    assert sign_in(client, lang=lang)["Location"] == f"/{lang}/"
    assert client.post(f"/{lang}/account/logout")["Location"] == f"/{lang}/"
