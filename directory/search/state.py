"""What the index has reached: one small file, written whole or not at all, that every reader and writer goes by."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError
from directory.search.schema import VERSION

TIERS = ("public", "members", "partners")


class IndexBusy(DirectoryError):
    """Another process writes the index and did not get there in time."""

    message = _("Another process is writing the search index. Nothing was lost: try again when it is done.")


@dataclass(frozen=True)
class State:
    """`generations` has the folder in use of each tier that has an index; `seq` is the last change that all of them contain."""

    seq: int
    generations: dict[str, str] = field(default_factory=dict)
    version: int = VERSION

    def folder(self, tier: str) -> Path:
        return root() / tier / self.generations[tier]


def root() -> Path:
    """The folder of this node's index."""
    return Path(settings.INDEX_DIR)


def path() -> Path:
    """The state file."""
    return root() / "CURRENT"


def read() -> State | None:
    """The state, or None when there is no index of this version yet."""
    try:
        stored = orjson.loads(path().read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    if stored.get("version") != VERSION or "public" not in stored["generations"]:
        return None
    return State(stored["seq"], stored["generations"])


def write(state: State) -> None:
    """Put a new state in the old one's place: after a crash there is one or the other."""
    fresh = path().with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(orjson.dumps({"version": state.version, "seq": state.seq, "generations": state.generations}))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path())
    folder = os.open(root(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(name: str, timeout: float) -> Iterator[None]:
    """Hold a lock of this node, which ends with its process; IndexBusy when it isn't free within `timeout` seconds."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / f"{name}.lock").open("w") as file:
        until = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise IndexBusy from None
                time.sleep(0.02)
        yield
