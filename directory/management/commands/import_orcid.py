"""`manage.py import_orcid PATH`: people from ORCID's public records."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from directory.importers import console, orcid


class Command(BaseCommand):
    help = "Import people from ORCID's public records (XML 3.0; a file, a folder or a .tar.gz). New people wait for a check without --publish."

    def add_arguments(self, parser: CommandParser) -> None:
        console.add_file_arguments(parser, "a record, a folder of records, or an archive")
        parser.add_argument("--publish", action="store_true", help="list new people at once: only when they agreed to it")

    def handle(self, *_args: Any, **options: Any) -> None:
        with console.plainly(self, options) as done:
            done(orcid.import_path(options["file"], dry_run=options["dry_run"], publish=options["publish"], progress=options["verbosity"] > 0))
