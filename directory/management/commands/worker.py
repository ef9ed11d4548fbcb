"""`manage.py worker`: what happens behind the pages: the search index follows every change, offers past their last day disappear."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from directory.search.following import follow


class Command(BaseCommand):
    help = "Keep the search index up with the database. One a node, beside `manage.py serve`. Ctrl-C or SIGTERM ends it cleanly."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is waiting now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        self.stdout.write("The worker follows the changes.")
        self.stdout.flush()
        follow(stop.wait, once=once)
        self.stdout.write("The worker has ended.")
