"""No code can be guessed by asking fast: its tries hold when many come at once, whatever a session remembers of them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests import mailbox, make
from tests.accounts.test_sign_in import ANA, GOOD, ask, confirmed, is_in, sign_in
from tests.accounts.test_sign_up import CY, sign_up

ROOT = Path(__file__).resolve().parents[2]
# One process of several: as many tries of one code as it is told, at once, and how many of them were let through.
TAKEN = """
import sys, threading
import django
from django.conf import settings
django.setup()
settings.CACHES["default"] = {"BACKEND": "config.filecache.FileCache", "LOCATION": sys.argv[1]}
from accounts.signin import tries
went = []
threads = [threading.Thread(target=lambda: tries.take("one code", most=3, seconds=60) and went.append(1)) for number in range(25)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(went))
"""


def test_a_hundred_tries_of_a_code_at_once_over_four_processes_are_three(tmp_path: Path):
    env = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "PATH": ""}
    command = [sys.executable, "-c", TAKEN, str(tmp_path)]
    running = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _process in range(4)]
    assert sum(int(process.communicate(timeout=120)[0]) for process in running) == 3


def tried(client: Client, path: str, codes: list[str]) -> list[int]:
    """The answers to codes that are typed at the same moment: each request finds the session as it was before all of them."""
    before, answers = dict(client.session), []
    for code in codes:
        answers.append(client.post(path, {"code": code}).status_code)
        session = client.session
        session.clear()
        session.update(before)
        session.save()
    return answers


def wrong(code: str) -> str:
    return "111111" if code != "111111" else "222222"


def by_code(client: Client) -> tuple[str, str]:
    confirmed(make.member())
    ask(client)
    return "/en/account/login/code", mailbox.code(ANA)


def by_new_account(client: Client) -> tuple[str, str]:
    sign_up(client)
    return "/en/account/address/code", mailbox.code(CY)


@pytest.mark.django_db
@pytest.mark.parametrize("way", [by_code, by_new_account])
def test_a_session_that_forgets_its_tries_still_has_three(way: Callable[[Client], tuple[str, str]]):
    client = Client()
    path, code = way(client)
    tried(client, path, [wrong(code)] * 3)
    assert client.post(path, {"code": code})["Location"] == "/en/account/login"
    assert not is_in(client)


@pytest.mark.django_db
def test_the_third_try_may_be_the_right_one():
    client = Client()
    path, code = by_code(client)
    tried(client, path, [wrong(code)] * 2)
    client.post(path, {"code": code})
    assert is_in(client)


@pytest.mark.django_db
def test_a_code_that_confirms_who_is_signed_in_has_five_tries_too():
    client = Client()
    confirmed(make.member())
    sign_in(client, password=GOOD)
    path = "/en/account/confirm/mail"
    client.post(path, {"action": "send"})
    code = mailbox.code(ANA)
    tried(client, path, [wrong(code)] * 5)
    client.post(path, {"code": code})
    assert [one["method"] for one in client.session["account_authentication_methods"]] == ["password"]
