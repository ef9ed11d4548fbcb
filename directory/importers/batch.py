"""One run of an importer over one file: its ImportBatch, its progress line, and an end that is told apart: done, interrupted, broken."""

import hashlib
import itertools
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, TypeVar

from django.utils import timezone

from accounts.models import User
from directory.importers.report import Report
from directory.models import ImportBatch

T = TypeVar("T")


class ImportFileError(Exception):
    """The file as a whole can't be imported; the message says why and what to do. Nothing of it was written."""


@dataclass
class Progress:
    """A line on stderr with rate and time left, at most twice a second on a terminal and every ten seconds elsewhere."""

    label: str
    total: int | None = None
    stream: TextIO | None = None
    started: float = field(default_factory=time.monotonic)
    shown: float = 0.0

    def at(self, done: int) -> None:
        """Say where the work is."""
        now = time.monotonic()
        stream = self.stream
        if stream is None or now - self.shown < (0.5 if stream.isatty() else 10) or now - self.started < 1:
            return
        self.shown = now
        rate = done / (now - self.started)
        of = f" of {self.total:,} ({done * 100 // self.total} %)" if self.total else ""
        left = f" · {(self.total - done) / rate:,.0f} s left" if self.total and rate and done <= self.total else ""
        print(f"\r{self.label}: {done:,}{of} · {rate:,.0f} a second{left}   ", end="" if stream.isatty() else "\n", file=stream, flush=True)

    def over(self) -> None:
        """End the line, if one was begun."""
        if self.stream is not None and self.shown and self.stream.isatty():
            print(file=self.stream)


@dataclass
class Run:
    """What a running import carries: its report, its batch (None on a dry run), who runs it, where progress goes."""

    report: Report
    batch: ImportBatch | None
    by: User | None = None
    progress_to: TextIO | None = None

    def progress(self, label: str, total: int | None = None) -> Progress:
        return Progress(label, total, self.progress_to)


def sha256_of(path: Path) -> str:
    """The file's SHA-256, read in pieces; "" for a folder."""
    if path.is_dir():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def running(importer: str, path: Path, *, by: User | None, dry_run: bool, progress: bool = False) -> Iterator[Run]:
    """The frame of a run. What was committed stays when it is interrupted (Ctrl-C) or fails; the batch then says INTERRUPTED, with its report."""
    report = Report(importer, dry_run=dry_run)
    begun = time.monotonic()
    batch = None if dry_run else _open(importer, path, by)
    state = ImportBatch.State.INTERRUPTED
    try:
        yield Run(report, batch, by, sys.stderr if progress else None)
        state = ImportBatch.State.DONE
    finally:
        report.seconds = time.monotonic() - begun
        if batch is not None:
            batch.state, batch.finished_at, batch.report = state, timezone.now(), report.as_json()
            batch.save(update_fields=["state", "finished_at", "report"])


def _open(importer: str, path: Path, by: User | None) -> ImportBatch:
    digest = sha256_of(path)
    if digest:  # a run that was killed could not say so itself
        left = ImportBatch.objects.filter(importer=importer, sha256=digest, state=ImportBatch.State.RUNNING)
        left.update(state=ImportBatch.State.INTERRUPTED, finished_at=timezone.now())
    return ImportBatch.objects.create(importer=importer, filename=path.name[:300], sha256=digest, by=by)


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in lists of `size`, the last one shorter."""
    iterator = iter(things)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk
