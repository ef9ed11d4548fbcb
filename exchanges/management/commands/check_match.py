"""Check the certificate of a matching run from its file alone, without the database."""

import sys
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchanges.matching import frozen


class Command(BaseCommand):
    help = "Check a matching run (the JSON file of its certificate page): hashes, capacities, and that nobody would rather swap."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the JSON file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes()
            document = orjson.loads(text)
        except (OSError, orjson.JSONDecodeError) as wrong:
            raise CommandError(f"The file can't be read: {wrong}") from None
        found = frozen.problems(document)
        if found:
            raise CommandError("The run does not hold:\n" + "\n".join(found))
        self.stdout.write(f"The run holds: {len(document['result']['places'])} places, inputs {document['inputs_sha256']}.")
