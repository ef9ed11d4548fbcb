"""Signing in elsewhere as people do: leave our page, sign in there, come back."""

import re
import time
from html import unescape
from urllib.parse import urlsplit

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests import make, openid_provider


def connected_to(settings: Settings, issuer: str, domains: tuple[str, ...] = ()) -> None:
    app = {
        "provider_id": "uni", "name": "Bridgeford University", "client_id": openid_provider.CLIENT, "secret": openid_provider.SECRET,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True, "trusted_domains": list(domains), "title_zh": "桥津大学"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


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
