"""Strangers who try can't keep a person out: a browser that this person signed in with has a count of its own, and no more tries than others."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests import mailbox, make
from tests.accounts.test_limits import refused
from tests.accounts.test_sign_in import ANA, GOOD, ask, confirmed, is_in, sign_in

pytestmark = pytest.mark.django_db


def device(email: str = ANA) -> Client:
    """A browser that somebody signed in with, and out again."""
    client = Client(REMOTE_ADDR="198.51.100.1")
    sign_in(client, email)
    client.post("/en/account/logout")
    cache.clear()
    return client


def strangers_try(email: str = ANA) -> list[bool]:
    return [refused(sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), email, f"wrong {number}")) for number in range(6)]


def test_wrong_passwords_of_strangers_keep_nobody_from_their_own_browser():
    confirmed(make.member())
    own = device()
    assert strangers_try() == [False] * 5 + [True]
    assert refused(sign_in(Client()))
    assert sign_in(own).status_code == 302
    assert is_in(own)


def test_codes_that_strangers_asked_for_leave_the_persons_own_browser_its_codes():
    confirmed(make.member())
    own = device()
    assert [ask(Client(REMOTE_ADDR=f"192.0.2.{number}")).status_code for number in range(4)] == [302, 302, 302, 429]
    assert ask(own)["Location"] == "/en/account/login/code"
    assert own.post("/en/account/login/code", {"code": mailbox.code(ANA)}).status_code == 302
    assert is_in(own)


def test_a_known_browser_has_no_more_tries_than_others():
    confirmed(make.member())
    own = device()
    assert [refused(sign_in(own, password="wrong")) for _unused in range(6)] == [False] * 5 + [True]
    assert [ask(own).status_code for _unused in range(2)] == [302, 302]
    own.post("/en/account/login/code", {"action": "restart"})
    assert refused(sign_in(own, password=GOOD))


@pytest.mark.parametrize("whose", ["known", "unknown"])
def test_a_browser_of_somebody_else_is_a_strangers_and_learns_nothing(whose: str):
    confirmed(make.member())
    confirmed(make.member("ben@example.org"))
    email = ANA if whose == "known" else "none@example.org"
    others = device("ben@example.org")
    strangers_try(email)
    assert refused(sign_in(others, email))
    forged = Client()
    forged.cookies["device"] = others.cookies["device"].value[:-1] + "x"
    assert refused(sign_in(forged, email))
