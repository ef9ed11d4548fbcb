"""Sign-in elsewhere, against a real OpenID Connect provider on loopback: the whole dance."""

import re
import time
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts.models import ConsentRecord, Message, User
from accounts.views import elsewhere
from tests import make, openid_provider
from tests.accounts.elsewhere import account, at_provider, connected_to, is_in, leave, linked
from tests.accounts.test_factors import with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uni")]
SIGN_UP = {"email": "ana@uni.example", "name": "Ana Lindqvist", "terms": "on"}


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
