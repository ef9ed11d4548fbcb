"""Kill -9 of web and workers under load, again and again, and what is left: `python -m tests.kill.run --kills 200`.

On SQLite, or with DATABASE_URL=postgres://… in a database of its own beside that one. Ends with 1 where something does not hold."""

import argparse
import contextlib
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.kill.processes import Installation

WORKERS = ("a", "b")
ACTS_BETWEEN = 5  # acknowledged between two kills


@contextlib.contextmanager
def database(folder: Path, template: str) -> Iterator[str]:
    """The address of a database, empty or a copy of the template, that is gone afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        if template:
            shutil.copyfile(template, folder / "qiao.sqlite3")
        yield f"sqlite:///{folder / 'qiao.sqlite3'}"
        return
    import psycopg

    name = f"qiao_kill_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(folder: Path, url: str) -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url, "DATA_DIR": str(folder), "SITE_URL": "http://127.0.0.1:8000",
            "SECRET_KEY": "only-for-killing", "EMAIL_URL": "smtp://127.0.0.1:1", "LOG_LEVEL": "WARNING"}
    without = {"CACHE_URL", "ALLOWED_HOSTS", "PYTEST_CURRENT_TEST"}
    return {name: value for name, value in os.environ.items() if name not in without} | ours


def kill_again_and_again(site: Installation, count: int, acts: Callable[[], int], minutes: float) -> None:
    """A random one each time, at a random moment, once something has been done since the last; it is started again at once."""
    end = time.monotonic() + minutes * 60
    while len(site.kills) < count and time.monotonic() < end:
        before, deadline = acts(), time.monotonic() + 20
        while acts() < before + ACTS_BETWEEN and time.monotonic() < deadline:
            site.revive()
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.5))
        name = random.choice(["web", "web worker", *WORKERS, *WORKERS])
        if name == "web worker":
            site.kill_one_web_worker()
            continue
        if name != "web" and time.monotonic() - site.born[name] < 2.5:
            continue  # it hardly lives yet: nothing would be interrupted
        site.kill(name)
        site.start(name)
        if name == "web":
            site.wait_until_up()
        if not len(site.kills) % 20:
            print(f"{len(site.kills)} kills, {acts()} acknowledged", file=sys.stderr, flush=True)


def settle(site: Installation, patience: float, wait: bool) -> None:
    """Until the mail is out and the index there. What killed workers had taken is free when their leases end; `wait` for that, or let the
    leases of the dead be older."""
    from django.db.models import F

    from accounts.models import Message
    from accounts.outbox.queue import LEASE
    from directory.changes import last_seq
    from directory.search import state

    if not wait:
        for name in WORKERS:
            site.kill(name)
        Message.objects.exclude(lease_until=None).update(lease_until=F("lease_until") - LEASE)
        for name in WORKERS:
            site.start(name)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        reached = state.read()
        if not Message.objects.filter(state="queued").exists() and reached and reached.seq == last_seq():
            return
        time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=int(os.environ.get("QIAO_KILLS", "12")))
    parser.add_argument("--wait", action="store_true", help="wait for the leases of killed workers, as in real life (a minute more)")
    parser.add_argument("--minutes", type=float, default=120, help="kill no longer than this")
    parser.add_argument("--template", default="", help="a database (on SQLite its file) to copy instead of making every table")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    random.seed(chosen.seed)
    folder = Path(tempfile.mkdtemp(prefix="qiao-kill-"))
    try:
        with database(folder, chosen.template) as url:
            os.environ.update(environment(folder, url))
            return run(chosen.kills, chosen.wait, chosen.seed, chosen.minutes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(kills: int, wait: bool, seed: int, minutes: float) -> int:
    import django

    django.setup()
    from django.db import connection

    from tests.kill import checks, world
    from tests.kill.load import Client
    from tests.kill.sink import open_sink

    began = time.monotonic()
    world.prepare()
    askers, places, writers, own = world.build(askers=max(48, kills * 4))
    with open_sink() as sink:
        site, stop = Installation(dict(os.environ), sink.port), threading.Event()
        try:
            for name in ("web", *WORKERS):
                site.start(name)
            site.wait_until_up()
            clients = [Client(number, site.port, askers[number::4], places, writers[number], own[number], stop) for number in range(4)]
            for client in clients:
                client.start()
            loaded = time.monotonic()
            kill_again_and_again(site, kills, lambda: sum(len(client.notes.asked) + len(client.notes.written) for client in clients), minutes)
            time.sleep(0.5)
            stop.set()
            for client in clients:
                client.join(60)
            under_load = time.monotonic() - loaded
            settle(site, patience=240, wait=wait)
            notes = checks.total([client.notes for client in clients])
            findings = checks.check(notes, sink, site.kills)
        finally:
            site.end()
            connection.close()
    kinds = {kind: sum(kill.what.startswith(start) and (kill.what != "web" or kind == "web") for kill in site.kills)
             for kind, start in (("web worker", "web worker"), ("worker a", "a-"), ("worker b", "b-"))}
    kinds["web, all of it"] = sum(kill.what == "web" for kill in site.kills)
    print(f"Kills on {connection.vendor}: {len(site.kills)} ({', '.join(f'{kind} {count}' for kind, count in kinds.items())}), seed {seed}")
    print(f"Under load {under_load:.0f} s, all {time.monotonic() - began:.0f} s; requests that broke {notes.broken}, "
          f"web server started anew because it gave up {site.gave_up}, "
          f"slowest answer {notes.slowest:.1f} s, other answers {notes.answers or 'none'}")
    for finding in findings:
        print(f"  {'ok ' if finding.holds else 'NOT'}  {finding.what:<62} {finding.figure}")
    failed = [finding for finding in findings if not finding.holds]
    print("All of it holds." if not failed else f"{len(failed)} do not hold.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
