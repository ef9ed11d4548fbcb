"""`manage.py words`: compiles the translations; `--collect` brings them up to the source first, `--check` fails when one is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.management import catalogues


class Command(BaseCommand):
    help = "Compile the translations that have changed. No gettext is needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--collect", action="store_true", help="first bring the .po file up to the source: new strings come in, unused ones go")
        parser.add_argument("--check", action="store_true", help="list the strings without a finished translation, and fail when there are any")

    def handle(self, *args: Any, verbosity: int, collect: bool, check: bool, **options: Any) -> None:
        if collect:
            catalogues.update()
        made = catalogues.compile_catalogues()
        if verbosity:
            self.stdout.write(f"{made} catalogues compiled" if made else "Every catalogue is up to date")
        gaps = catalogues.gaps() if collect or check else []
        for gap in gaps:
            self.stdout.write(f"  lacks a translation: {gap}")
        if gaps and check:
            raise CommandError(f"{len(gaps)} strings lack a translation. Write them in {catalogues.path('.po')}.")
