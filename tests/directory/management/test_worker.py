"""`manage.py worker`: all its parts in one process, each failing alone, any number of them, and an end when told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from accounts import outbox
from accounts.models import Message, PeriodicJob
from directory.management.parts import Part
from directory.search import state, status
from tests import make
from tests.accounts.outbox.servers import Sink, mail_server, until

MANAGE = [sys.executable, str(django_settings.BASE_DIR / "manage.py")]


def post() -> Message:
    return outbox.post("notice", to="ana@example.org", facts={"lines": [{"text": "News", "href": ""}]})


@pytest.mark.django_db
def test_once_does_what_is_waiting_and_ends(settings: Settings):
    settings.HAS_MAIL_SERVER = False
    make.institute()
    post()
    call_command("worker", "--once", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    assert status()["behind"] == 0
    assert Message.objects.get().state == "kept"
    assert PeriodicJob.objects.exclude(ended_at=None).count() == PeriodicJob.objects.count() > 3


def test_a_part_that_fails_begins_again_and_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr("directory.management.parts.AFTER_A_FAILURE", 0.01)
    stop, failures, calm = threading.Event(), [], []

    def fails(stop: threading.Event) -> None:
        failures.append(1)
        raise RuntimeError("words about ana@example.org")

    def works(stop: threading.Event) -> None:
        calm.append(1)
        stop.wait(10)

    parts = [Part("fails", fails, stop), Part("works", works, stop)]
    until(lambda: len(failures) > 2)
    stop.set()
    for part in parts:
        part.join(5)
    assert calm == [1]
    assert "RuntimeError in test_worker.py" in caplog.text
    assert "ana@" not in caplog.text


class Workers:
    """Real workers on the test's database."""

    def __init__(self, environment: dict[str, str], sink: Sink) -> None:
        self.environment, self.sink = environment, sink
        self.running: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen([*MANAGE, "worker"], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.running.append(process)
        return process


@pytest.fixture
def workers(settings: Settings, transactional_db) -> Iterator[Workers]:
    login = connection.settings_dict
    if connection.vendor == "postgresql":
        url = f"postgres://{login['USER']}:{login['PASSWORD']}@{login['HOST']}:{login['PORT'] or 5432}/{login['NAME']}"
    else:
        url = f"sqlite:///{login['NAME']}"
    with mail_server() as sink:
        folder = str(settings.INDEX_DIR.parent)
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url, "DATA_DIR": folder,
                                    "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "SITE_URL": "http://127.0.0.1:8000"}
        family = Workers(environment, sink)
        yield family
        for process in family.running:
            process.kill()
            process.wait()


def test_two_workers_share_the_mail_and_one_follows_the_index_after_the_other(workers: Workers):
    make.institute()
    first, second = workers.start(), workers.start()
    until(lambda: state.read() and status()["behind"] == 0, 60)
    posted = [post() for _ in range(10)]
    until(lambda: Message.objects.filter(state="sent").count() == len(posted), 60)
    first.kill()
    first.wait()
    make.company()
    post()
    until(lambda: status()["behind"] == 0 and not Message.objects.filter(state="queued").exists(), 60)
    began = time.monotonic()
    second.send_signal(signal.SIGTERM)
    printed, _ = second.communicate(timeout=30)
    assert time.monotonic() - began < 12
    assert second.returncode == 0, printed
    assert "The worker has ended." in printed
    assert len(workers.sink.ids) == 11
    assert len(set(workers.sink.ids)) == 11
