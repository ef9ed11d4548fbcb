"""`manage.py search rebuild | status`: build the search index anew, or say what it has reached."""

import time
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.search import rebuild, status
from directory.search.state import IndexBusy


class Command(BaseCommand):
    help = "The search index of this node: `rebuild` builds it anew while searches go on, `status` says what it has reached."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("rebuild", "status"))
        parser.add_argument("--json", action="store_true", help="the status as JSON")

    def handle(self, *args: Any, what: str, json: bool, **options: Any) -> None:
        if what == "rebuild":
            self._rebuild()
        if json:
            self.stdout.write(orjson.dumps(status(), option=orjson.OPT_INDENT_2).decode())
        else:
            self._status()

    def _rebuild(self) -> None:
        started = said = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said > 1:
                said = time.monotonic()
                self.stdout.write(f"Indexing {done:,} of {total:,} profiles")
                self.stdout.flush()

        try:
            rebuild(progress)
        except IndexBusy as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted. The index is as it was before; run the command again to build it.") from None
        self.stdout.write(f"Built in {time.monotonic() - started:.1f} s.")

    def _status(self) -> None:
        found = status()
        if not found["tiers"]:
            self.stdout.write("There is no index yet. Build it: manage.py search rebuild")
            return
        for name, tier in found["tiers"].items():
            self.stdout.write(f"{name}: {tier['profiles']:,} profiles, {tier['bytes'] / 1e6:.1f} MB, {tier['segments']} segments")
        behind = f"{found['behind']:,} changes behind" if found["behind"] else "up to date"
        self.stdout.write(f"change {found['seq']:,} of {found['last']:,}: {behind}")
