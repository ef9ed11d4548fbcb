"""`manage.py import_profiles FILE`: the centre's own lists of people and organisations; looked through first, applied, taken back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.importers import console, profiles
from directory.importers.profiles.columns import COLUMNS
from directory.models import ImportBatch


class Command(BaseCommand):
    help = (
        "Import a list of people and organisations (CSV in UTF-8, UTF-16 or GB18030, or XLSX). Without --apply nothing is written: "
        "the report shows what is new, matched, conflicting and wrong, with line numbers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the list")
        parser.add_argument("--apply", action="store_true", help="write it; wrong and conflicting rows are left out")
        parser.add_argument("--pending", action="store_true", help="new profiles wait for a check instead of being listed at once")
        parser.add_argument("--undo", type=int, metavar="BATCH", help="take a whole batch back")
        parser.add_argument("--columns", action="store_true", help="show the columns a list may have, with their headers in both languages")
        parser.add_argument("--batches", action="store_true", help="show the batches so far")
        console.add_report_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["columns"]:
            for column, words in COLUMNS.items():
                self.stdout.write(f"{column:<16} {', '.join(words)}")
            return
        if options["batches"]:
            self._batches()
            return
        if (options["file"] is None) == (options["undo"] is None):
            raise CommandError("Name a file to look through, or a batch to take back: import_profiles FILE, or import_profiles --undo BATCH.")
        with console.plainly(self, options) as done:
            if options["undo"] is not None:
                done(profiles.undo(options["undo"]))
            else:
                done(profiles.import_file(
                    options["file"], apply=options["apply"], publish=not options["pending"], progress=options["verbosity"] > 0,
                ))

    def _batches(self) -> None:
        for batch in ImportBatch.objects.filter(importer__in=("profiles", "orcid")).order_by("-pk")[:50]:
            counts = batch.report.get("counts", {})
            said = ", ".join(f"{counts[key]} {key}" for key in ("new", "created", "changed", "unchanged", "wrong", "conflicting") if counts.get(key))
            self.stdout.write(f"{batch.pk:>6}  {batch.started_at:%Y-%m-%d %H:%M}  {batch.importer:<8}  {batch.state:<11}  {batch.filename}  {said}")
