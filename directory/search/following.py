"""Following the changes for as long as the worker runs."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from directory.changes import last_seq
from directory.search import index, state
from directory.search.writer import Indexer

logger = logging.getLogger("qiao.worker")

PAUSE = 0.1  # seconds between two looks for changes
AFTER_AN_ERROR = 2.0
WHILE_ANOTHER_WRITES = 5.0  # another worker of this node keeps the index: we stand by, in case it ends


@dataclass
class Follower:
    """One round looks for changes and writes them into the index."""

    indexer: Indexer = field(default_factory=Indexer)
    seq: int = -1

    def round(self) -> bool:
        """Do what there is to do. Returns whether anything was done."""
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
            except state.IndexBusy:
                follower.close()
                pause = WHILE_ANOTHER_WRITES
            except (DatabaseError, OSError, ValueError) as error:
                logger.warning("the index waits: %s", error)
                follower.close()
                pause = AFTER_AN_ERROR
            if once or stopped(pause):
                return
            if not connection.in_atomic_block:
                close_old_connections()
    finally:
        follower.close()
