"""Whether the time of an answer tells who has an account. `python -m tests.bench.enumeration` serves a site of its own and measures the four doors.

For each door as many addresses with an account as without are tried, in random order, each once, all limits on. Printed are the medians, their
difference, and the p of the Mann-Whitney test: how likely such ranks are when both kinds take the same time.
"""

import argparse
import http.client
import json
import math
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import urlencode

DOORS = {
    "password": ("/en/account/login/password", {"login": "?", "password": "not this one at all"}),
    "code": ("/en/account/login", {"email": "?"}),
    "reset": ("/en/account/password", {"email": "?"}),
    "sign-up": ("/en/account/new", {"email": "?", "name": "Ana", "password1": "four calm river stones", "terms": "on"}),
}
MAKE = """
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from accounts.models import User
password = make_password("a good password")
users = User.objects.bulk_create([User(email=f"known{number:04}@example.org", password=password, is_verified=True) for number in range(%d)])
EmailAddress.objects.bulk_create([EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users])
"""


def ranks(values: list[float]) -> list[float]:
    """The rank of each value, ties sharing the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            found[order[place]] = (start + end) / 2 + 1
        start = end + 1
    return found


def mann_whitney(one: list[float], other: list[float]) -> float:
    """The two-sided p, by the normal approximation (good from some twenty values on)."""
    first, second = len(one), len(other)
    above = sum(ranks([*one, *other])[:first]) - first * (first + 1) / 2
    spread = math.sqrt(first * second * (first + second + 1) / 12)
    return math.erfc(abs(above - first * second / 2) / spread / math.sqrt(2))


def try_once(server: tuple[str, int], door: str, email: str, number: int) -> tuple[int, float]:
    """One try from a network of its own: status and milliseconds."""
    path, data = DOORS[door]
    token = secrets.token_hex(16)
    body = urlencode({key: value.replace("?", email) for key, value in data.items()} | {"csrfmiddlewaretoken": token})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}",
        "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
    }
    connection = http.client.HTTPConnection(*server, timeout=60)
    connection.connect()
    began = time.perf_counter()
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    return response.status, took


def measure(server: tuple[str, int], door: str, count: int, numbers: Iterator[int]) -> dict[str, float | str]:
    """All tries of one door, in random order."""
    tries = [(kind, f"{kind}{number:04}@example.org") for kind in ("known", "stray") for number in range(count)]
    random.shuffle(tries)
    for number in range(5):
        try_once(server, door, f"warm{number:04}{door}@example.org", next(numbers))
    took: dict[str, list[float]] = {"known": [], "stray": []}
    statuses = set()
    for kind, email in tries:
        status, milliseconds = try_once(server, door, email, next(numbers))
        statuses.add(status)
        took[kind].append(milliseconds)
    known, unknown = statistics.median(took["known"]), statistics.median(took["stray"])
    return {
        "door": door, "known_ms": round(known, 3), "unknown_ms": round(unknown, 3), "difference_ms": round(known - unknown, 3),
        "p": round(mann_whitney(took["known"], took["stray"]), 4), "statuses": " ".join(map(str, sorted(statuses))),
    }


def serve(folder: str, port: int, count: int) -> subprocess.Popen[bytes]:
    """A site of its own with `count` accounts, as an operator would run it."""
    env = os.environ | {"DATA_DIR": folder, "TRUSTED_PROXIES": "1", "SITE_URL": f"http://127.0.0.1:{port}"}
    run = [sys.executable, "manage.py"]
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["shell", "-v0", "-c", MAKE % count]):
        subprocess.run([*run, *command], env=env, check=True)
    server = subprocess.Popen([*run, "serve", "--port", str(port), "--workers", "1"], env=env, stdout=subprocess.DEVNULL)
    for _wait in range(150):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.2)
    server.terminate()
    raise SystemExit("The server did not start.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="tries of each kind a door (default 200)")
    parser.add_argument("--port", type=int, default=8101)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = serve(folder, asked.port, asked.count)
        try:
            numbers = iter(range(1, 1 << 24))
            found = [measure(("127.0.0.1", asked.port), door, asked.count, numbers) for door in DOORS]
        finally:
            server.terminate()
            server.wait(20)
    if asked.json:
        print(json.dumps(found, indent=1))
    else:
        print("door      known ms  unknown ms  difference       p  statuses")
        for row in found:
            print("{door:9} {known_ms:8} {unknown_ms:11} {difference_ms:11} {p:7}  {statuses}".format(**row))


if __name__ == "__main__":
    main()
