"""Following the changes for as long as the worker runs, and dropping interests from cards and index when their last day is over."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError
from django.utils import timezone

from directory import services
from directory.changes import last_seq
from directory.search import index, state
from directory.search.writer import Indexer

logger = logging.getLogger("qiao.worker")

HOUR = 3600.0
PAUSE = 0.1  # seconds between two looks for changes
AFTER_AN_ERROR = 2.0


@dataclass
class Follower:
    """One round looks for changes and, once an hour and at midnight UTC, for interests that have run out."""

    indexer: Indexer = field(default_factory=Indexer)
    seq: int = -1
    expired_at: float = -HOUR
    expired_on: date | None = None

    def round(self) -> bool:
        """Do what there is to do. Returns whether anything was done."""
        today = timezone.now().date()
        if today != self.expired_on or time.monotonic() - self.expired_at >= HOUR:
            services.expire_interests(today=today)
            self.expired_on, self.expired_at = today, time.monotonic()
        newest, current = last_seq(), state.read()
        if current and current.seq >= newest:
            return False
        if current is None or index.is_far_behind(current, newest):
            self.close()
            index.rebuild(wanted=newest)
        self.seq = self.indexer.follow()
        return True

    def close(self) -> None:
        self.indexer.close()


def follow(stopped: Callable[[float], Any], once: bool = False) -> None:
    """Go round until `stopped(seconds)`, which waits that long, says so. What the database or the disk refuses is tried again."""
    follower = Follower()
    try:
        while True:
            pause = PAUSE
            try:
                follower.round()
            except (DatabaseError, OSError, ValueError, state.IndexBusy) as error:
                logger.warning("the index waits: %s", error)
                follower.close()
                pause = AFTER_AN_ERROR
            if once or stopped(pause):
                return
            if not connection.in_atomic_block:
                close_old_connections()
    finally:
        follower.close()
