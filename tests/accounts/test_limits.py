"""Limits on tries: they hold across processes, count where a request really comes from, and end in a page that says when to come back."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from accounts import client as clients
from config.filecache import FileCache
from tests import mailbox, make
from tests.accounts.test_sign_in import ANA, GOOD, ask, confirmed, sign_in, text_of

ROOT = Path(__file__).resolve().parents[2]
# One process of several: as many wrong passwords as it is told, at once, and how many of them were really tried.
TRIES = """
import sys, threading
import django
from django.conf import settings
django.setup()
settings.CACHES["default"] = {"BACKEND": "config.filecache.FileCache", "LOCATION": sys.argv[1]}
from django.core.cache import caches
from django.test import RequestFactory
from django.core.exceptions import ValidationError
from allauth.core import context
from accounts.signin.adapter import AccountAdapter
went = []
def one(number):
    request = RequestFactory().post("/", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    with context.request_context(request):
        try:
            AccountAdapter(request).pre_authenticate(request, email="ana@example.org", password="x")
            went.append(1)
        except ValidationError:
            pass
threads = [threading.Thread(target=one, args=(number,)) for number in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(went))
"""


def test_two_hundred_tries_at_once_over_four_processes_are_five(tmp_path: Path):
    command = [sys.executable, "-c", TRIES, str(tmp_path), "50"]
    env = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "PATH": ""}
    running = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _process in range(4)]
    assert 0 < sum(int(process.communicate(timeout=120)[0]) for process in running) <= 5


def test_adding_to_the_cache_of_a_node_succeeds_once(tmp_path: Path):
    caches = [FileCache(str(tmp_path), {}) for _process in range(8)]
    for round_number in range(20):
        with ThreadPoolExecutor(8) as pool:
            added = list(pool.map(lambda one, key=f"lock{round_number}": one.add(key, 1, 10), caches))
        assert sum(added) == 1
    assert caches[0].add("short", 1, timeout=-1)
    assert caches[1].add("short", 2, timeout=10)
    assert not caches[2].add("short", 3)
    assert caches[3].get("short") == 2
    assert caches[0].incr("short") == 3


def test_the_cache_of_a_node_makes_room_by_what_has_expired_and_nothing_else(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("config.filecache.SWEEP_EVERY", 1)
    one = FileCache(str(tmp_path), {"MAX_ENTRIES": 3})
    for number in range(30):
        one.set(f"counts{number}", number, 60)
        one.set(f"over{number}", number, -1)
    assert [one.get(f"counts{number}") for number in range(30)] == list(range(30))
    assert len(list(tmp_path.glob("*.djcache"))) <= 31


@pytest.mark.parametrize(("proxies", "forwarded", "remote", "found"), [
    (0, "198.51.100.7", "192.0.2.1", "192.0.2.1"),
    (0, "", "192.0.2.1", "192.0.2.1"),
    (1, "198.51.100.7", "10.0.0.1", "198.51.100.7"),
    (1, "1.1.1.1, 198.51.100.7", "10.0.0.1", "198.51.100.7"),
    (2, "1.1.1.1, 198.51.100.7, 10.0.0.2", "10.0.0.1", "198.51.100.7"),
    (2, "198.51.100.7", "10.0.0.1", "10.0.0.1"),  # a proxy fewer than was said: nobody's word but the connection's
    (1, "", "10.0.0.1", "10.0.0.1"),
    (1, "unknown", "10.0.0.1", ""),
    (1, "198.51.100.7:5123", "10.0.0.1", "198.51.100.7"),
    (1, "[2001:db8::1]:443", "10.0.0.1", "2001:db8::1"),
    (1, "::ffff:198.51.100.7", "10.0.0.1", "198.51.100.7"),
    (0, "", "", ""),
    (1, "fe80::1%eth0", "", "fe80::1"),
    (1, "', DROP TABLE", "10.0.0.1", ""),
])
def test_where_a_request_comes_from(settings, proxies: int, forwarded: str, remote: str, found: str):
    settings.TRUSTED_PROXIES = proxies
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert clients.address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **extra)) == found


def refused(response) -> bool:
    return "too many attempts" in response.content.decode().lower()


@pytest.mark.django_db
def test_five_wrong_passwords_for_one_address_are_all_and_the_right_one_waits_too():
    confirmed(make.member())
    answers = [sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), password=f"wrong {number}") for number in range(6)]
    assert [refused(answer) for answer in answers] == [False] * 5 + [True]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "300")
    assert refused(sign_in(Client()))


@pytest.mark.django_db
@pytest.mark.parametrize("forged", [
    {"HTTP_X_FORWARDED_FOR": "203.0.113.{0}"}, {"HTTP_X_REAL_IP": "203.0.113.{0}"}, {"HTTP_FORWARDED": "for=203.0.113.{0}"},
    {"HTTP_HOST": "localhost:{0}"}, {"HTTP_X_FORWARDED_HOST": "h{0}.example"}, {"HTTP_CLIENT_IP": "203.0.113.{0}"}, {"HTTP_USER_AGENT": "u{0}"},
])
def test_a_forged_header_is_no_new_origin_and_no_new_count(forged: dict[str, str]):
    confirmed(make.member())
    one_address = [sign_in(Client(**{name: value.format(number) for name, value in forged.items()}), password="no") for number in range(7)]
    assert [refused(answer) for answer in one_address] == [False] * 5 + [True] * 2
    cache.clear()
    many = [
        sign_in(Client(**{name: value.format(number) for name, value in forged.items()}), f"a{number}@example.org", "no") for number in range(12)
    ]
    assert [refused(answer) for answer in many] == [False] * 10 + [True] * 2


@pytest.mark.django_db
def test_behind_a_proxy_of_ours_each_visitor_is_counted_and_an_ipv6_household_is_one(settings):
    settings.TRUSTED_PROXIES = 1
    apart = [sign_in(Client(HTTP_X_FORWARDED_FOR=f"6.6.6.6, 203.0.113.{number}"), f"a{number}@example.org", "no") for number in range(12)]
    assert not any(refused(answer) for answer in apart)
    house = [sign_in(Client(HTTP_X_FORWARDED_FOR=f"2001:db8:1:1::{number:x}"), f"b{number}@example.org", "no") for number in range(1, 13)]
    assert [refused(answer) for answer in house] == [False] * 10 + [True] * 2
    nowhere = [sign_in(Client(HTTP_X_FORWARDED_FOR="nonsense"), f"c{number}@example.org", "no") for number in range(12)]
    assert [answer.status_code for answer in nowhere] == [400] * 10 + [429] * 2


@pytest.mark.django_db
def test_a_right_password_costs_no_try():
    confirmed(make.member())
    assert [sign_in(Client(), password=GOOD).status_code for _unused in range(8)] == [302] * 8


@pytest.mark.django_db
def test_one_address_gets_three_codes_a_minute_wherever_they_are_asked_for():
    confirmed(make.member())
    answers = [ask(Client(REMOTE_ADDR=f"192.0.2.{number}")) for number in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]
    assert "too many attempts" in text_of(answers[-1])
    assert len(mailbox.to(ANA)) == 3


@pytest.mark.django_db
def test_nobody_fills_the_mailbox_of_a_stranger_by_signing_them_up():
    form = {"email": "dee@example.org", "name": "D", "terms": "on"}
    answers = [Client(REMOTE_ADDR=f"192.0.2.{number}").post("/en/account/new", form) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 429, 429]
    assert len(mailbox.to("dee@example.org")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_asking_for_links_without_end_is_stopped_in_our_frame_and_says_when_to_come_back(lang: str):
    confirmed(make.member())
    answers = [Client().post(f"/{lang}/account/password", {"email": ANA}) for _unused in range(5)]
    last = answers[-1]
    assert (last.status_code, last["Retry-After"]) == (429, "300")
    assert "no-store" in last["Cache-Control"]
    assert 'class="brand"' in last.content.decode()
    assert ("Wait five minutes" if lang == "en" else "五分钟") in text_of(last)
    assert len(mailbox.to(ANA)) == 3
