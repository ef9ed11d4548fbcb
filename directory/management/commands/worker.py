"""`manage.py worker`: what happens behind the pages: the search index follows every change, mail goes out, jobs run by the clock."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import periodic
from accounts.outbox import sending
from directory.management.parts import Part
from directory.search.following import follow

PATIENCE = 11.0  # seconds for all parts to end; the outbox alone takes up to ten to let mail on its way arrive


def index(stop: threading.Event, once: bool = False) -> None:
    """The search index follows the changes. One worker a node writes it; the others stand by."""
    follow(stop.wait, once=once)


PARTS: dict[str, Callable[..., None]] = {"index": index, "outbox": sending.send, "clock": periodic.tick}


class Command(BaseCommand):
    help = "Keep the search index up with the database, send the mail, mind the clock. At least one a node, beside `manage.py serve`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is waiting now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = threading.Event()
        told = 0

        def end(number: int, frame: FrameType | None) -> None:
            nonlocal told
            told += 1

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        self.stdout.write("The worker follows the changes, sends the mail and minds the clock.")
        self.stdout.flush()
        if once:
            for name in ("clock", "index", "outbox"):  # what the jobs write is followed and sent in the same run
                PARTS[name](stop, once=True)
        else:
            parts = [Part(name, work, stop) for name, work in PARTS.items()]
            while not told:  # a signal is looked at, not raised: raised, it could strike anywhere
                time.sleep(0.2)
            stop.set()
            deadline = time.monotonic() + PATIENCE
            while told < 2 and any(part.is_alive() for part in parts) and time.monotonic() < deadline:
                time.sleep(0.02)
        self.stdout.write("The worker has ended.")
