"""Second factors: a code works once, secrets are locked, coming and going is told, and a role sleeps without one."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import AuditEvent, Message, User
from accounts.signin import factors
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET, ahead: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))


def with_app(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    totp.TOTP.activate(user, SECRET)
    return user


def here(user: User, fresh: bool = True, by: str = "password") -> Client:
    """A session of the user; `fresh`: they have just shown who they are, by password or, `by="code"`, by a code in the mail."""
    client = make.sign_in(user, second_factor=False)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": by, "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def set_up_app(client: Client) -> tuple[str, object]:
    html = client.get("/en/account/security/app").content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", html))
    return secret, client.post("/en/account/security/app", {"code": code_now(secret)})


def test_the_app_is_set_up_with_a_square_and_a_secret_in_groups():
    ana = make.member()
    client = here(ana)
    html = client.get("/en/account/security/app").content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    secret, response = set_up_app(client)
    assert len(secret) == 32
    assert response["Location"] == "/en/account/security/codes"
    assert [message.topic for message in Message.objects.all()] == ["security"]
    assert AuditEvent.objects.filter(act="factor.add").count() == 1


def test_no_secret_stands_readable_in_the_database():
    ana = make.member()
    secret, _response = set_up_app(here(ana))
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    row = Authenticator.objects.get(user=ana, type="recovery_codes")
    assert not any(code in kept for code in row.wrap().generate_codes())
    assert factors.FactorAdapter().decrypt(Authenticator.objects.get(user=ana, type="totp").data["secret"]) == secret


def test_a_changed_key_still_opens_what_the_kept_one_locked(settings: Settings):
    adapter = factors.FactorAdapter()
    locked, old = adapter.encrypt(SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = "another key, fifty characters long or so they say"
    assert adapter.decrypt(locked) != SECRET  # lost: fits no code, and is no fault either
    settings.SECRET_KEY_FALLBACKS = [old]
    assert adapter.decrypt(locked) == SECRET


def test_a_code_opens_once_also_across_sessions():
    ana = with_app(make.member())
    code = code_now()
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/en/account/login/password", {"login": ana.email, "password": "a good password"})
    assert first.get("/en/account/login/factor").status_code == 200
    assert first.post("/en/account/login/factor", {"code": code})["Location"] == "/en/"
    again = second.post("/en/account/login/factor", {"code": code})
    assert again.status_code == 200
    assert "isn’t right" in again.content.decode()
    assert second.post("/en/account/login/factor", {"code": code_now(ahead=-1)}).status_code == 200  # earlier than one that was used
    assert second.post("/en/account/login/factor", {"code": code_now(ahead=1)})["Location"] == "/en/"


def test_the_code_that_set_the_app_up_is_spent_too():
    ana = make.member()
    secret, _response = set_up_app(here(ana))
    row = Authenticator.objects.get(user=ana, type="totp")
    assert not factors.spend(row, code_now(secret))


def test_recovery_codes_are_shown_once_and_each_opens_once():
    ana = make.member()
    client = here(ana)
    set_up_app(client)
    shown = client.get("/en/account/security/codes")
    assert "no-store" in shown["Cache-Control"]
    html = shown.content.decode()
    codes = [code.replace(" ", "") for code in re.findall(r"<li>(\d{4} \d{4})</li>", html)]
    assert len(codes) == 10
    assert 'download="qiao-recovery-codes.txt"' in html
    assert not re.search(r"\d{4} \d{4}", client.get("/en/account/security/codes").content.decode().split("<main")[1])
    row = Authenticator.objects.get(user=ana, type="recovery_codes")
    assert factors.spend(row, codes[3])
    assert not factors.spend(row, codes[3])
    client.post("/en/account/security/codes/new")
    fresh = Authenticator.objects.get(user=ana, type="recovery_codes")
    assert not factors.spend(fresh, codes[4])


def test_removing_a_factor_ends_other_sessions_and_what_it_opened_here():
    mei = with_app(make.staff("mei@example.org"))
    client = here(mei)
    assert client.get("/en/account/confirm/code").status_code == 200
    client.post("/en/account/confirm/code?next=/en/account/security", {"code": code_now()})
    assert client.get("/admin/").status_code == 200
    other = Client()
    other.post("/en/account/login/password", {"login": mei.email, "password": "a good password"})
    other.post("/en/account/login/factor", {"code": code_now(ahead=1)})
    assert other.get("/admin/").status_code == 200
    assert client.post("/en/account/security/app/remove")["Location"] == "/en/account/security"
    assert other.get("/en/account/security").status_code == 302
    assert client.get("/en/account/security").status_code == 200
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/en/account/second-factor")
    assert not Authenticator.objects.filter(user=mei).exists()


@pytest.mark.parametrize("path", ["app", "codes/new", "passkeys/new", "app/remove"])
def test_a_change_to_the_way_in_asks_who_one_is(path: str):
    ana = with_app(make.member()) if path in ("codes/new", "app/remove") else make.member()
    response = here(ana, fresh=False).get(f"/en/account/security/{path}")
    assert response["Location"].startswith("/en/account/confirm")
    assert f"next=%2Fen%2Faccount%2Fsecurity%2F{path.replace('/', '%2F')}" in response["Location"]


def test_who_has_no_password_shows_who_they_are_by_a_code_in_the_mail():
    ana = make.member()
    ana.set_unusable_password()
    ana.save()
    client = here(ana, fresh=False)
    where = client.get("/en/account/security/app")["Location"]
    assert where.startswith("/en/account/confirm/mail?next=")
    client.post(where)
    (message,) = Message.objects.filter(topic="confirm")
    assert message.is_secret
    code = re.search(r"^([A-Z]{4}-[A-Z]{4}|\d{6})$", message.text, re.MULTILINE)[1]
    assert "isn’t right" in client.post(where, {"code": "WRNG-CODE"}).content.decode()
    assert client.post(where, {"code": code})["Location"] == "/en/account/security/app"
    assert client.get("/en/account/security/app").status_code == 200
    assert "isn’t right" in client.post(where, {"code": code}).content.decode()


def test_a_mailed_code_allows_five_wrong_tries():
    ana = make.member()
    client = here(ana, fresh=False)
    client.post("/en/account/confirm/mail")
    code = re.search(r"^([A-Z]{4}-[A-Z]{4}|\d{6})$", Message.objects.get(topic="confirm").text, re.MULTILINE)[1]
    for _try in range(5):
        client.post("/en/account/confirm/mail", {"code": "nothing"})
    assert "isn’t right" in client.post("/en/account/confirm/mail", {"code": code}).content.decode()


def test_staff_without_a_factor_are_told_and_led_there_and_back():
    mei = make.staff("mei@example.org")
    client = here(mei, by="code")
    told = client.get("/admin/", follow=True)
    assert told.redirect_chain[-1][0] == "/en/account/second-factor?next=%2Fadmin%2F"
    assert "Your role needs a second factor" in told.content.decode()
    set_up_app(client)
    assert 'href="/admin/"' in client.get("/en/account/security/codes").content.decode()
    assert client.get("/admin/").status_code == 200
    assert client.get("/en/account/second-factor?next=/admin/")["Location"] == "/admin/"
    assert client.get("/en/account/second-factor?next=//evil.example/")["Location"] == "/en/account/security"


def test_staff_with_a_factor_that_this_session_did_not_use_are_asked_for_it():
    client = here(with_app(make.staff("mei@example.org")))
    html = client.get("/en/account/second-factor?next=/admin/").content.decode()
    assert "/en/account/confirm/code?next=/admin/" in html
    assert client.post("/en/account/confirm/code?next=/admin/", {"code": code_now()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_without_the_setting_nobody_is_asked(settings: Settings):
    settings.SECOND_FACTOR = False
    client = here(make.staff("mei@example.org"))
    assert client.get("/admin/").status_code == 200
    assert client.get("/en/account/second-factor")["Location"] == "/en/account/security"


def test_members_need_none():
    client = here(make.member())
    assert client.get("/en/account/second-factor")["Location"] == "/en/account/security"
    assert "Your role" not in client.get("/en/account/security").content.decode()


@pytest.mark.parametrize("credential", [
    "", "{}", "[]", "null", "1", '"x"', '{"response": {}}', '{"response": {"clientDataJSON": "e30"}, "id": "a", "rawId": "a"}', "{" * 5000,
])
def test_a_made_up_passkey_is_refused_and_no_fault(credential: str):
    client = Client()
    client.get("/en/account/login/passkey")
    assert client.post("/en/account/login/passkey", {"credential": credential}).status_code == 302
    assert "_auth_user_id" not in client.session
    signed = here(make.member())
    assert signed.post("/en/account/security/passkeys/new", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


def test_passkeys_are_bound_to_the_host_of_the_site_and_not_to_the_request(settings: Settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://qiao.example", ["*"]
    options = Client(SERVER_NAME="evil.example").get("/en/account/login/passkey", secure=True).json()
    assert options["publicKey"]["rpId"] == "qiao.example"
    assert options["publicKey"]["userVerification"] == "required"


def test_where_browsers_refuse_passkeys_the_page_says_so(settings: Settings):
    client = here(make.member())
    assert "passkeys are off here" in client.get("/en/account/security").content.decode()
    assert "A passkey on this device" not in Client().get("/en/account/login").content.decode()
    settings.SITE_URL = "http://localhost:8000"
    assert "Add a passkey" in client.get("/en/account/security").content.decode()
    assert "A passkey on this device" in Client().get("/en/account/login").content.decode()


def test_a_stranger_finds_nobodys_passkey():
    ana = make.member()
    row = Authenticator.objects.create(user=ana, type="webauthn", data={"name": "Phone", "credential": {}})
    other = here(make.member("cy@example.org"))
    for what in ("name", "remove"):
        assert other.get(f"/en/account/security/passkeys/{row.pk}/{what}").status_code == 404
        assert other.post(f"/en/account/security/passkeys/{row.pk}/{what}", {"name": "Mine"}).status_code == 404


def test_the_demos_password_opens_nothing_outside_the_demo(settings: Settings):
    user = User.objects.create_user("staff@example.org", "over-the-bridge", is_staff=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in = {"login": user.email, "password": "over-the-bridge"}
    refused = Client().post("/en/account/login/password", sign_in)
    assert "don’t go together" in refused.content.decode()
    settings.DEMO = True
    assert Client().post("/en/account/login/password", sign_in).status_code == 302


def test_staff_take_every_factor_of_somebody_who_lost_them():
    ana, mei = with_app(make.member()), make.staff()
    client = here(ana)
    client.get("/en/")
    factors.reset(ana, by=mei)
    assert not Authenticator.objects.exists()
    assert Message.objects.get(topic="security").recipient == ana.email
    assert AuditEvent.objects.filter(act="factor.reset", actor=mei).exists()
