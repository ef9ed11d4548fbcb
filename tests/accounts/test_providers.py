"""Sign-in elsewhere, against a real OpenID Connect provider on loopback: the whole dance, and every way to forge or break it."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts.models import ConsentRecord, Message, User
from accounts.signin import openid
from accounts.views import elsewhere
from tests import make, openid_provider
from tests.accounts.test_factors import with_app

pytestmark = pytest.mark.django_db
SIGN_UP = {"email": "ana@uni.example", "name": "Ana Lindqvist", "terms": "on"}


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("provider")
    root = Path(__file__).parent.parent.parent
    process = subprocess.Popen([sys.executable, "-m", "tests.openid_provider", str(port), str(folder)], cwd=root)
    address = f"http://127.0.0.1:{port}"
    for _try in range(150):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
            break
        except requests.ConnectionError:
            assert process.poll() is None
            time.sleep(0.2)
    yield address
    process.kill()
    process.wait()


def connected_to(settings: Settings, issuer: str, domains: tuple[str, ...] = ()) -> None:
    app = {
        "provider_id": "uni", "name": "Bridgeford University", "client_id": openid_provider.CLIENT, "secret": openid_provider.SECRET,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, "trusted_domains": list(domains), "title_zh": "桥津大学"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


@pytest.fixture(autouse=True)
def uni(settings: Settings, provider: str) -> None:
    connected_to(settings, provider)


def leave(client: Client, lang: str = "en", **data: str) -> str:
    """Press the door; the address at the provider that the page leads on to."""
    response = client.post(f"/{lang}/account/elsewhere/uni", data, follow=True)
    html = response.content.decode()
    assert response.status_code == 200, html
    return unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', html)[1])


def at_provider(where: str, address: str = "ana@uni.example", action: str = "grant") -> str:
    """Sign in there and agree, as a browser would; the address that leads back here, as a path."""
    there = requests.Session()
    login = there.get(where, timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', login.text)[1]
    data = {"login": address, "password": openid_provider.PASSWORD, "csrfmiddlewaretoken": token}
    agree = there.post(login.url, data, headers={"Referer": login.url}, timeout=10)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', agree.text))
    fields |= {"action": action, "scopes": ["openid", "profile", "email"]}
    answer = there.post(agree.url, fields, headers={"Referer": agree.url}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}" == "http://127.0.0.1:8000"
    return f"{parts.path}?{parts.query}"


def account(email: str = "ana@uni.example") -> User:
    user = make.member(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def linked(user: User, address: str = "ana@uni.example") -> SocialAccount:
    """Connect the identity as its owner does, signed in."""
    client = make.sign_in(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    response = client.get(at_provider(leave(client, process="connect"), address))
    assert response["Location"] == "/en/account/security/elsewhere"
    return SocialAccount.objects.get(user=user)


def test_without_keys_there_is_no_door_and_no_address(settings: Settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    html = Client().get("/en/account/login").content.decode()
    assert "elsewhere" not in html
    for name in ("orcid", "weixin", "uni", "saml"):
        assert Client().post(f"/en/account/elsewhere/{name}").status_code == 404
        assert Client().get(f"/account/elsewhere/{name}/back").status_code == 404
    assert Client().get("/en/account/elsewhere/uni").status_code == 405


def test_the_door_has_the_providers_name_in_both_languages():
    assert "Bridgeford University" in Client().get("/en/account/login").content.decode()
    assert "桥津大学" in Client().get("/zh-hans/account/login").content.decode()


def test_what_is_asked_has_state_nonce_and_pkce_and_comes_back_to_the_site_and_not_to_the_request(settings: Settings):
    settings.ALLOWED_HOSTS = ["*"]
    asked = parse_qs(urlsplit(leave(Client(SERVER_NAME="evil.example"))).query)
    assert asked["redirect_uri"] == [openid_provider.BACK]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 20
    assert len(asked["state"][0]) >= 16


def test_a_newcomer_signs_up_with_the_same_consents_and_proves_the_address():
    client = Client()
    response = client.get(at_provider(leave(client, "zh-hans")))
    assert response["Location"] == "/zh-hans/account/elsewhere/new"
    html = client.get("/zh-hans/account/elsewhere/new").content.decode()
    assert 'value="ana@uni.example"' in html
    assert 'value="Ana Lindqvist"' in html
    assert not re.search(r"<input[^>]+checked", html.split("<main")[1])
    assert "error-summary" in client.post("/zh-hans/account/elsewhere/new", SIGN_UP | {"terms": ""}).content.decode()
    client.post("/zh-hans/account/elsewhere/new", SIGN_UP)
    user = User.objects.get()
    assert (user.email, user.language, user.full_name, user.is_verified) == ("ana@uni.example", "zh-hans", "Ana Lindqvist", False)
    assert [record.purpose for record in ConsentRecord.objects.filter(person=user)] == ["terms"]
    assert not EmailAddress.objects.filter(verified=True).exists()  # the provider's word is not ours
    assert not is_in(client)
    assert SocialAccount.objects.get().extra_data["userinfo"].keys() == {"sub", "name", "email", "email_verified"}


def test_a_connected_identity_signs_in_and_asks_for_the_second_factor():
    ana = account()
    linked(ana)
    client = Client()
    response = client.get(at_provider(leave(client, "zh-hans", next="/en/about")))
    assert is_in(client)
    assert response["Location"] == "/zh-hans/about"
    with_app(ana)
    guarded = Client()
    assert guarded.get(at_provider(leave(guarded)))["Location"] == "/en/account/login/factor"
    assert not is_in(guarded)


def test_an_equal_address_takes_nothing_over():
    ana = account()
    client = Client()
    assert client.get(at_provider(leave(client)))["Location"] == "/en/account/elsewhere/new"
    response = client.post("/en/account/elsewhere/new", SIGN_UP, follow=True)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == ana
    assert [message.topic for message in Message.objects.all()] == ["signin/known"]
    other = Client()
    other.get(at_provider(leave(other), "cy@uni.example"))
    new = other.post("/en/account/elsewhere/new", SIGN_UP | {"email": "cy@uni.example"}, follow=True)
    assert response.redirect_chain == new.redirect_chain  # both look the same


def test_a_trusted_provider_opens_the_account_of_a_verified_address_and_of_no_other(settings: Settings, provider: str):
    connected_to(settings, provider, ("uni.example",))
    ana, liar, ben = account(), account("liar@uni.example"), account("ben@elsewhere.example")
    for user, opens in ((ana, True), (liar, False), (ben, False)):
        client = Client()
        client.get(at_provider(leave(client), user.email))
        assert is_in(client) == opens
        assert SocialAccount.objects.filter(user=user).exists() == opens


def test_a_trusted_providers_verified_address_needs_no_second_proof(settings: Settings, provider: str):
    connected_to(settings, provider, ("uni.example",))
    client = Client()
    client.get(at_provider(leave(client)))
    client.post("/en/account/elsewhere/new", SIGN_UP)
    assert is_in(client)
    assert User.objects.get().is_verified
    client = Client()
    client.get(at_provider(leave(client), "liar@uni.example"))
    client.post("/en/account/elsewhere/new", SIGN_UP | {"email": "liar@uni.example"})
    assert not is_in(client)


def test_an_identity_of_somebody_else_cannot_be_connected():
    linked(account())
    client = make.sign_in(make.member("cy@example.org"))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    response = client.get(at_provider(leave(client, process="connect")), follow=True)
    assert "already connected to another account" in response.content.decode()
    assert SocialAccount.objects.count() == 1


def test_connecting_asks_who_one_is_and_needs_somebody():
    assert Client().post("/en/account/elsewhere/uni", {"process": "connect"})["Location"] == "/en/account/login"
    stale = make.sign_in(make.member())
    session = stale.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert stale.post("/en/account/elsewhere/uni", {"process": "connect"})["Location"].startswith("/en/account/confirm/password?next=")


def test_a_saml_provider_that_cannot_be_reached_is_told_and_no_fault(rf: RequestFactory):
    def silent(request: HttpRequest, organization_slug: str) -> HttpResponse:
        raise URLError("no route")

    request = rf.get("/account/saml/uni/metadata/")
    request.user, request.session = AnonymousUser(), SessionStore()
    response = elsewhere.answered(silent)(request, organization_slug="uni")
    assert response.status_code == 503
    assert "Bridgeford University" in response.content.decode()


def test_disconnecting_leaves_a_way_in():
    ana = account()
    one = linked(ana)
    client = make.sign_in(ana)
    ana.set_unusable_password()
    ana.save()
    EmailAddress.objects.update(verified=False)
    client = make.sign_in(ana)
    assert "your only way in" in client.post("/en/account/security/elsewhere", {"disconnect": one.pk}, follow=True).content.decode()
    EmailAddress.objects.update(verified=True)
    client.post("/en/account/security/elsewhere", {"disconnect": one.pk})
    assert not SocialAccount.objects.exists()
    assert Message.objects.filter(topic="security").count() == 2  # connected, disconnected
    stranger = make.sign_in(make.member("cy@example.org"))
    one = linked(ana)
    stranger.post("/en/account/security/elsewhere", {"disconnect": one.pk})
    assert SocialAccount.objects.exists()


def test_turning_back_at_the_provider_is_told_kindly():
    client = Client()
    response = client.get(at_provider(leave(client), action="deny"), follow=True)
    assert "You turned back" in response.content.decode()
    assert not is_in(client)


def test_a_forged_stale_or_borrowed_state_opens_nothing():
    linked(account())
    victim, thief = Client(), Client()
    way = at_provider(leave(victim))
    for client, path in ((thief, way), (Client(), way), (victim, re.sub(r"state=[^&]+", "state=forged", way)), (victim, way.split("&state")[0])):
        response = client.get(path)
        assert response.status_code == 401
        assert "Begin again" in response.content.decode()
        assert not is_in(client)
    assert victim.get(way).status_code == 302
    assert is_in(victim)
    again = Client()
    assert again.get(way).status_code == 401  # a code and a state work once


def test_a_code_stolen_from_another_window_fails_for_want_of_its_verifier():
    linked(account())
    victim, thief = Client(), Client()
    stolen = parse_qs(urlsplit(at_provider(leave(victim))).query)["code"][0]
    own = parse_qs(urlsplit(leave(thief)).query)["state"][0]
    response = thief.get("/account/elsewhere/uni/back?" + urlencode({"code": stolen, "state": own}))
    assert response.status_code == 401
    assert not is_in(thief)


def test_an_identity_token_made_for_another_sign_in_is_refused(monkeypatch: pytest.MonkeyPatch):
    linked(account())
    client = Client()
    way = at_provider(leave(client))
    session = client.session
    states = session["socialaccount_states"]
    next(iter(states.values()))[0]["nonce"] = "another"
    session["socialaccount_states"] = states
    session.save()
    assert client.get(way).status_code == 401
    assert not is_in(client)


def test_a_provider_that_calls_itself_by_another_issuer_is_refused(settings: Settings, provider: str):
    connected_to(settings, provider.replace("127.0.0.1", "localhost"))
    response = Client().post("/en/account/elsewhere/uni")
    assert response.status_code == 503
    assert "Nothing was changed" in response.content.decode()


def test_a_silent_provider_is_said_so_in_a_few_seconds_and_not_asked_again_at_once(settings: Settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)  # takes connections and never answers
        silent.setblocking(False)
        connected_to(settings, f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        response = Client().post("/en/account/elsewhere/uni")
        assert time.monotonic() - begun < 15  # one second, on a machine that has many other things to do
        assert response.status_code == 503
        assert "doesn’t answer at the moment" in response.content.decode()
        silent.accept()[0].close()
        assert Client().post("/en/account/elsewhere/uni").status_code == 503
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_a_provider_that_falls_silent_on_the_way_is_no_fault(settings: Settings, provider: str):
    client = Client()
    way = at_provider(leave(client))
    openid.cache.clear()
    connected_to(settings, "http://127.0.0.1:9")
    response = client.get(way)
    assert response.status_code == 401
    assert "doesn’t answer" in response.content.decode()
