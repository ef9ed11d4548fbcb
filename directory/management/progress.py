"""How a command says what it is doing: the step, how far it is, how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper


class Progress:
    """Lines for a reader: one a step, rewritten in place on a terminal, every few seconds elsewhere."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.terminal = out.isatty()
        self.said = 0.0

    def __call__(self, what: str, done: int, total: int | None = None) -> None:
        """How far a step is."""
        now = time.monotonic()
        if now - self.said < (0.1 if self.terminal else 5):
            return
        self.said = now
        share = f"{done:,} of {total:,}" if total else f"{done:,}"
        self.out.write(f"\r  {what}: {share}   " if self.terminal else f"  {what}: {share}", ending="" if self.terminal else "\n")
        self.out.flush()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step of a longer job; its time stands behind it when it has ended."""
        start = self.said = time.monotonic()
        self.out.write(f"{name} …", ending="" if self.terminal else "\n")
        self.out.flush()
        yield
        self.out.write(f"\r{name}: {time.monotonic() - start:.1f} s          ")
        self.out.flush()
