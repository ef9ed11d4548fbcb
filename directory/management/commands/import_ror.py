"""`manage.py import_ror FILE`: organisations from ROR's data release."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from directory.importers import console, ror


class Command(BaseCommand):
    help = "Import organisations from ROR's data release (.zip, .json, .jsonl, .jsonl.gz; schema 2.0 and 2.1). Safe to interrupt and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        console.add_file_arguments(parser, "the release as downloaded")
        parser.add_argument("--batch-size", type=int, default=ror.BATCH, help="records a transaction (default %(default)s)")

    def handle(self, *_args: Any, **options: Any) -> None:
        with console.plainly(self, options) as done:
            done(ror.import_file(options["file"], dry_run=options["dry_run"], size=max(1, options["batch_size"]), progress=options["verbosity"] > 0))
