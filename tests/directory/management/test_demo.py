"""`manage.py demo` as a person meets it: started, used, stopped, started again."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
PATIENCE = 180  # seconds, on a busy machine


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def own(tmp_path: Path, transactional_db) -> Iterator[dict[str, str]]:
    """The environment of an installation of the test's own: its folder, and on PostgreSQL a database beside the test's."""
    without = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "SECRET_KEY", "SITE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in without}
    environment |= {"DATA_DIR": str(tmp_path / "data"), "WORKERS": "2", "CACHE_URL": f"filecache://{tmp_path / 'cache'}"}
    if connection.vendor != "postgresql":
        yield environment
        return
    name = f"{connection.settings_dict['NAME']}_own"
    login = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    address = f"{login['USER']}:{login['PASSWORD']}@{login['HOST']}:{login['PORT'] or 5432}"
    yield environment | {"DATABASE_URL": f"postgres://{address}/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Demo:
    """A running demo, and what it has printed."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.port = free_port()
        self.printed: list[str] = []
        command = [*MANAGE, "demo", "--port", str(self.port), *arguments]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def wait_for(self, words: str) -> None:
        assert self.process.stdout
        deadline = time.monotonic() + PATIENCE
        for line in self.process.stdout:
            self.printed.append(line)
            if words in line:
                return
            assert time.monotonic() < deadline, self.text
        raise AssertionError(f"ended without {words!r}:\n{self.text}")

    @property
    def text(self) -> str:
        return "".join(self.printed)

    def get(self, path: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as client:
            client.request("GET", path)
            answer = client.getresponse()
            return answer.status, answer.read().decode()

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=60)
        self.printed.append(rest)
        return self.process.returncode


def left_behind(folder: str) -> list[str]:
    """Processes that still run with this data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"DATA_DIR={folder}" in (process / "environ").read_bytes().decode(errors="replace").split("\0"):
                found.append((process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " "))
        except OSError:  # another user's, or just gone
            continue
    return [command for command in found if command]


def total(demo: Demo) -> int:
    status, body = demo.get("/api/v1/profiles?size=1")
    assert status == 200, body
    return int(re.search(r'"total":\s*(\d+)', body)[1])  # type: ignore[index]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word on a dead parent is Linux's")
def test_the_demo_starts_stops_starts_again_with_its_data_is_thrown_away_and_killed_leaves_nothing_running(own):
    demo = Demo(own)
    try:
        demo.wait_for("Ctrl-C stops it")
        first = total(demo)
        assert first >= 60 + 60 + 400
        for address in re.findall(rf"http://localhost:{demo.port}(/\S*)", demo.text):
            status, body = demo.get(re.sub(r"[^\x21-\x7e]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), address))
            assert status in (200, 302), (address, status, body[:500])
        assert demo.get("/healthz") == (200, "ok")
        assert demo.stop(signal.SIGINT) == 0, demo.text
    finally:
        demo.process.kill()
    assert "Traceback" not in demo.text
    assert left_behind(own["DATA_DIR"]) == []

    start = time.monotonic()
    again = Demo(own)
    try:
        again.wait_for("Ctrl-C stops it")
        assert time.monotonic() - start < 60
        assert total(again) == first
        assert again.stop(signal.SIGTERM) == 0, again.text
    finally:
        again.process.kill()
    assert left_behind(own["DATA_DIR"]) == []

    anew = Demo(own, "--reset", "--yes")
    anew.wait_for("Ctrl-C stops it")
    assert "researchers added" in anew.text
    assert total(anew) == first
    assert len(left_behind(own["DATA_DIR"])) > 2
    anew.process.kill()
    anew.process.wait()
    deadline = time.monotonic() + 30
    while left_behind(own["DATA_DIR"]) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left_behind(own["DATA_DIR"]) == []


def test_a_port_in_use_is_said_at_once(tmp_path):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = os.environ | {"DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "config.settings"}
        ended = subprocess.run([*MANAGE, "demo", "--port", str(port)], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == 1
    assert f"Port {port}" in ended.stderr
    assert f"--port {port + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data/qiao.sqlite3").exists()


def test_serve_refuses_to_start_without_migrations(own):
    ended = subprocess.run([*MANAGE, "serve", "--port", str(free_port())], env=own, capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == 1
    assert "manage.py migrate" in ended.stderr
    assert "Traceback" not in ended.stderr
