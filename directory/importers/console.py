"""What the import commands share: their arguments, the report on the terminal and in a file, and ends that say what is left to do."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from directory import search
from directory.importers.batch import ImportFileError
from directory.importers.report import SHOWN_LINES, Report


def add_file_arguments(parser: CommandParser, what: str) -> None:
    """FILE and --dry-run, for importers that write unless told otherwise."""
    parser.add_argument("file", type=Path, help=what)
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    add_report_arguments(parser)


def add_report_arguments(parser: CommandParser) -> None:
    """Where the report goes, and whether the index follows at once."""
    parser.add_argument("--show", type=int, default=SHOWN_LINES, metavar="N", help="lines shown of each part of the report (default %(default)s)")
    parser.add_argument("--report-json", type=Path, metavar="FILE", help="write the whole report there as JSON")
    parser.add_argument("--no-index", action="store_true", help="leave the search index to the worker")


@contextmanager
def plainly(command: BaseCommand, options: dict[str, Any]) -> Iterator[Callable[[Report], None]]:
    """Run an import: faults of the file become one sentence, Ctrl-C and SIGTERM end it with what was committed, the report is printed."""

    def done(report: Report) -> None:
        if options["report_json"]:
            options["report_json"].write_bytes(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
        command.stdout.write(report.as_text(max(1, options["show"])))
        if not report.dry_run and not options["no_index"]:
            _index(command)

    previous = signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        yield done
    except ImportFileError as error:
        raise CommandError(f"{error} Nothing was imported.") from error
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. What was committed stays; run the same command again to go on.\n")
        raise SystemExit(130) from None
    finally:
        signal.signal(signal.SIGTERM, previous)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _index(command: BaseCommand) -> None:
    command.stderr.write("Bringing the search index up to date …")
    if connection.vendor == "sqlite":  # the index reads each card once: it needs the memory more than SQLite's page cache does
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -8192")
            cursor.execute("PRAGMA shrink_memory")
    search.catch_up()
