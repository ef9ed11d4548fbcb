"""ORCID: whose iD it is, told to the rooms above, and nothing kept beside it."""

import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.signin import openid
from tests import make

pytestmark = pytest.mark.django_db
told: list[tuple[str, str, str]] = []


def hear(user: User, scheme: str, value: str) -> None:
    told.append((user.email, scheme, value))


@pytest.fixture(autouse=True)
def heard(settings: Settings) -> None:
    settings.OUTSIDE_IDENTITIES = ["tests.accounts.test_orcid_sign_in.hear"]
    told.clear()


def account(email: str = "ana@example.org") -> User:
    user = make.member(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_an_orcid_identity_is_told_to_the_rooms_above():
    ana = account("ana@example.org")
    SocialAccount.objects.create(user=ana, provider="orcid", uid="0000-0002-1825-0097")
    client = Client()
    client.post("/en/account/login/password", {"login": ana.email, "password": "a good password"})
    assert told == [("ana@example.org", "orcid", "0000-0002-1825-0097")]


def test_orcid_says_whose_id_it_is_and_nothing_else_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch, orcid: str):
    settings.SOCIALACCOUNT_PROVIDERS = {"orcid": {"APP": {"name": "ORCID", "client_id": "a", "secret": "b"}}}
    monkeypatch.setattr(openid.Orcid, "access_token_url", orcid)
    ana = account("ana@example.org")
    client = make.sign_in(ana)
    html = client.post("/en/account/elsewhere/orcid", {"process": "connect"}, follow=True).content.decode()
    where = urlsplit(unescape(re.search(r'content="0;url=([^"]+)"', html)[1]))
    assert where.netloc == "orcid.org"
    state = parse_qs(where.query)["state"][0]
    client.get(f"/account/elsewhere/orcid/back?code=right&state={state}")
    assert told == [("ana@example.org", "orcid", "0000-0002-1825-0097")]
    assert "Josiah" not in str(SocialAccount.objects.get().extra_data)
    for code in ("strange", "list", "empty"):
        other = Client()
        html = other.post("/en/account/elsewhere/orcid").content.decode()
        state = parse_qs(urlsplit(unescape(re.search(r'content="0;url=([^"]+)"', html)[1])).query)["state"][0]
        assert other.get(f"/account/elsewhere/orcid/back?code={code}&state={state}").status_code == 401


@pytest.fixture
def orcid() -> Iterator[str]:
    """Where codes are changed into iDs: ORCID's answer, and answers that ORCID would never give."""
    answers = {
        "right": {"access_token": "t", "orcid": "0000-0002-1825-0097", "name": "Josiah Carberry"}, "strange": {"access_token": "t", "orcid": ["x"]},
        "list": ["access_token"], "empty": {"access_token": None},
    }

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            text = json.dumps(answers[parse_qs(body)["code"][0]]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()
    server.server_close()
