"""Who stole a password, and nothing more: a second factor shuts them out, and they can neither make, read nor remove one."""

import re
import time
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests import mailbox, make
from tests.accounts.test_factors import code_now, here, set_up_app, with_app

pytestmark = pytest.mark.django_db
SECURITY = "/en/account/security"


def shown(client: Client) -> str:
    """The secret that the set-up page shows."""
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", client.get(f"{SECURITY}/app").content.decode()))


def by_password(user: User) -> Client:
    """A session of the user opened at the door, by password."""
    make.confirmed(user)
    client = Client()
    client.post("/en/account/login/password", {"login": user.email, "password": "a good password"})
    assert "_auth_user_id" in client.session
    return client


def confirmed_with(client: Client, method: str, **more: object) -> None:
    """As if the reader had shown just now, in that way, who they are."""
    session = client.session
    session["account_authentication_methods"] = [*session["account_authentication_methods"], {"method": method, "at": time.time(), **more}]
    session.save()


def test_a_new_factor_ends_the_other_sessions_and_the_page_says_so(settings: Settings):
    settings.SITE_URL = "http://localhost:8000"
    ana = make.member()
    thief, owner = by_password(ana), by_password(ana)
    for path in ("app", "passkeys/new"):
        assert "you are signed out everywhere else" in owner.get(f"{SECURITY}/{path}").content.decode()
    set_up_app(owner)
    assert owner.get(SECURITY).status_code == 200
    assert thief.get(SECURITY).status_code == 302
    assert thief.post(f"{SECURITY}/codes/new")["Location"].startswith("/en/account/login")


@pytest.mark.parametrize("path", ["codes", "codes/new", "passkeys/new", "app/remove"])
@pytest.mark.parametrize("way", [{"method": "password", "reauthenticated": True}, {"method": "code", "reauthenticated": True}])
def test_where_a_factor_is_neither_password_nor_mail_opens_what_changes_factors(path: str, way: dict[str, object]):
    ana = with_app(make.member())
    client = here(ana, fresh=False)
    session = client.session
    session["account_authentication_methods_user"], session["account_authentication_methods"] = str(ana.pk), []
    session.save()
    confirmed_with(client, **way)
    make.confirmed(ana)
    Authenticator.objects.create(user=ana, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    for asked in (client.get(f"{SECURITY}/{path}"), client.post(f"{SECURITY}/{path}")):
        assert asked.status_code == (405 if path == "codes" and asked.wsgi_request.method == "POST" else 302)
        assert asked.status_code == 405 or asked["Location"].startswith("/en/account/confirm/code?next=")
    assert Authenticator.objects.filter(user=ana).count() == 2


def test_a_factor_that_was_used_too_long_ago_does_not_count_beside_a_fresh_password():
    ana = with_app(make.member())
    client = here(ana)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 4000}, {"method": "password", "at": time.time()}]
    session.save()
    assert client.get(f"{SECURITY}/app/remove")["Location"].startswith("/en/account/confirm/code?next=")


def test_with_a_factor_only_factors_are_offered_and_a_recovery_code_counts():
    ana = make.member()
    client = here(ana)
    set_up_app(client)
    codes = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().generate_codes()
    other = here(ana)
    where = other.get(f"{SECURITY}/app/remove")["Location"]
    page = other.get(where).content.decode().split("<main")[1]
    assert "confirm/password" not in page
    assert "confirm/mail" not in page
    for closed in ("password", "mail"):
        path = f"/en/account/confirm/{closed}?next={SECURITY}/app/remove"
        assert unquote(other.get(path)["Location"]) == unquote(where)
        assert other.post(path, {"password": "a good password"})["Location"].startswith("/en/account/confirm/code")
    assert not mailbox.to(ana.email, "confirm")
    assert other.post(where, {"code": codes[0]})["Location"] == f"{SECURITY}/app/remove"
    assert other.post(f"{SECURITY}/app/remove")["Location"] == SECURITY
    assert not Authenticator.objects.exists()


def test_the_first_factor_of_staff_needs_a_code_by_mail_besides_the_password():
    mei = make.staff("mei@example.org")
    client = by_password(mei)
    for path in ("app", "passkeys/new"):
        assert client.get(f"{SECURITY}/{path}")["Location"].startswith("/en/account/confirm/mail?next=")
    where = client.get(f"{SECURITY}/app")["Location"]
    assert "confirm/password" not in client.get(where).content.decode()
    assert client.get(f"/en/account/confirm/password?next={SECURITY}/app")["Location"].startswith("/en/account/confirm/mail")
    assert client.get("/en/account/address", follow=True).status_code == 200
    moved = client.post("/en/account/address", {"email": "thief@example.org", "action_add": ""})  # nor is the mail led elsewhere
    assert moved["Location"].startswith("/en/account/confirm/mail")
    client.post(where)
    assert client.post(where, {"code": mailbox.code(mei.email)})["Location"] == f"{SECURITY}/app"
    _secret, response = set_up_app(client)
    assert response["Location"] == f"{SECURITY}/codes"
    assert client.get("/admin/").status_code == 200


def test_the_first_factor_of_staff_who_came_by_a_mailed_code_needs_no_other():
    mei = make.confirmed(make.staff("mei@example.org"))
    client = Client()
    client.post("/en/account/login", {"email": mei.email})
    client.post("/en/account/login/code", {"code": mailbox.code(mei.email)})
    assert client.get(f"{SECURITY}/app").status_code == 200


def test_the_secret_of_a_set_up_outlives_a_reload_and_not_its_ten_minutes():
    client = here(make.member())
    first = shown(client)
    assert first
    assert shown(client) == first
    session = client.session
    session["app_secret_made"] -= 601
    session.save()
    new = shown(client)
    assert new != first
    client.post(f"{SECURITY}/app", {"code": "000000"})
    assert shown(client) == new
    assert client.post(f"{SECURITY}/app", {"code": code_now(new)}).status_code == 302


def test_another_address_ends_the_other_sessions():
    ana = make.member()
    thief, owner = by_password(ana), by_password(ana)
    owner.post("/en/account/address", {"email": "ana@new.example.org", "action_add": ""})
    owner.post("/en/account/address/code", {"code": mailbox.code("ana@new.example.org")})
    assert User.objects.get().email == "ana@new.example.org"
    assert owner.get(SECURITY).status_code == 200
    assert thief.get(SECURITY).status_code == 302
