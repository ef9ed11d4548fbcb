"""Nobody learns from signing in, asking for a code, a new password or an account whether an address has one: same answer, same work."""

import re
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Message, User
from tests import mailbox, make
from tests.accounts.test_sign_in import confirmed

pytestmark = pytest.mark.django_db
PEOPLE = {  # addresses of one length, so that pages can be compared letter by letter
    "unknown": "none@example.org", "known": "some@example.org", "unproven": "newc@example.org", "switched off": "gone@example.org",
    "without password": "code@example.org",
}
hashes = 0


class CountedHasher(MD5PasswordHasher):
    algorithm = "counted"

    def encode(self, password: str, salt: str) -> str:
        global hashes
        hashes += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def people(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    confirmed(make.member(PEOPLE["known"]))
    make.user(PEOPLE["unproven"])
    confirmed(make.user(PEOPLE["switched off"], is_active=False))
    confirmed(make.member(PEOPLE["without password"])).set_unusable_password()
    User.objects.filter(email=PEOPLE["without password"]).update(password="!")
    make.user("one-to-warm-up@example.org")


@dataclass(frozen=True)
class Seen:
    """Everything that an answer shows, and what it cost."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: str
    statements: tuple[str, ...]
    hashes: int
    messages: int


def statement(sql: str) -> str:
    """What a statement does to which table, without its values."""
    verb = sql.split(maxsplit=1)[0]
    table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)
    return f"{verb} {table[1] if table else ''}".strip()


def seen(client: Client, email: str, path: str, data: dict[str, str] | None) -> Seen:
    before, rows = hashes, Message.objects.count()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path) if data is None else client.post(path, data)
    body = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode()).replace(email, "ADDRESS")
    headers = tuple(sorted((name, value) for name, value in response.headers.items() if name not in ("X-Request-Id", "Expires", "Last-Modified")))
    cookies = tuple(sorted(f"{name} {len(one.value)} {one['max-age']} {one['path']}" for name, one in response.cookies.items()))
    statements = tuple(statement(query["sql"]) for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")))
    return Seen(response.status_code, headers, cookies, body, tuple(sorted(statements)), hashes - before, Message.objects.count() - rows)


DOORS = {
    "a wrong password": [("/en/account/login/password", {"login": "?", "password": "not this one"})],
    "a code": [
        ("/en/account/login", {"email": "?"}), ("/en/account/login/code", None), ("/en/account/login/code", {"code": "x"}),
        ("/en/account/login/code", {"action": "resend"}), ("/en/account/login", None), ("/en/account/login/code", {"action": "restart"}),
    ],
    "a new password": [("/en/account/password", {"email": "?"}), ("/en/account/password/sent", None)],
    "an account": [
        ("/en/account/new", {"email": "?", "name": "A", "password1": "four calm river stones", "terms": "on", "news": "on"}),
        ("/en/account/address/code", None), ("/en/account/address/code", {"code": "x"}), ("/en/account/address/code", {"action": "restart"}),
    ],
    "an account without password": [("/en/account/new", {"email": "?", "name": "A", "terms": "on"}), ("/zh-hans/account/address/code", None)],
}


def walk(door: str, email: str) -> list[Seen]:
    cache.clear()
    client = Client()
    steps = DOORS[door]
    return [seen(client, email, path, data and {key: value.replace("?", email) for key, value in data.items()}) for path, data in steps]


@pytest.mark.parametrize("door", DOORS)
def test_every_address_gets_the_same_answer_for_the_same_work(door: str):
    walk(door, "warm@example.org")
    found = {who: walk(door, email) for who, email in PEOPLE.items()}
    for who, answers in found.items():
        for step, (answer, other) in enumerate(zip(answers, found["known"], strict=True)):
            for part in ("status", "headers", "cookies", "body", "statements", "hashes", "messages"):
                assert getattr(answer, part) == getattr(other, part), f"{door}, step {step}: {part} of {who}"
    assert found["known"][0].hashes == (1 if "password1" in str(DOORS[door]) or door == "a wrong password" else 0)


def test_strangers_get_no_mail():
    for door in DOORS:
        walk(door, PEOPLE["unknown"]) if "account" not in door else None
        walk(door, PEOPLE["switched off"])
    assert not mailbox.to(PEOPLE["unknown"])
    assert not mailbox.to(PEOPLE["switched off"])
    dropped = Message.objects.filter(recipient=PEOPLE["unknown"])
    assert dropped.count() == 3
    assert {(message.state, message.text, message.html) for message in dropped} == {("dropped", "", "")}


def test_a_link_that_was_made_for_nobody_opens_nothing():
    client = Client()
    assert "This link no longer works" in client.get("/en/account/password/0-abc-123", follow=True).content.decode()
    assert not EmailAddress.objects.filter(user_id=0).exists()
