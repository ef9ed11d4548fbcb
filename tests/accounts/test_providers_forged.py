"""Every way to forge or break a sign-in elsewhere: borrowed states, stolen codes, tokens made for another, providers that lie or fall silent."""

import re
import socket
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.signin import openid
from tests.accounts.elsewhere import account, at_provider, connected_to, is_in, leave, linked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uni")]


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
