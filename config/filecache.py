"""The cache of one node as files: writing is one at a time across its processes, so that counters and locks hold (sign-in limits)."""

import fcntl
import os
import pickle
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

SWEEP_EVERY = 500  # writes, on average


class FileCache(FileBasedCache):
    """Django's file cache, with three differences: `add` is atomic, a reader never removes a file (it could be a newer one by then),
    and room is made by removing what has expired, never what still counts."""

    if TYPE_CHECKING:  # what Django's class has and its type stubs don't tell
        _dir: str
        _createdir: Callable[[], None]
        _list_cache_files: Callable[[], list[str]]
        _delete: Callable[[str], bool]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the one lock of this folder. The system lets go of it when a process dies."""
        self._createdir()
        descriptor = os.open(Path(self._dir) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with self._alone():
            if self.has_key(key, version):
                return False
            super().set(key, value, timeout, version)
            return True

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with self._alone():
            super().set(key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with self._alone():
            return super().touch(key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._alone():
            return super().delete(key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        with self._alone():
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(f"Key {key!r} not found")
            super().set(key, value + delta, version=version)
            return int(value + delta)

    def _is_expired(self, file: Any) -> bool:
        try:
            expiry = pickle.load(file)  # noqa: S301 - our own file in our own folder
        except EOFError:
            return True
        return expiry is not None and expiry < time.time()

    def _cull(self) -> None:
        """Now and then, under the lock of the write that calls it, remove what has expired."""
        if random.randrange(SWEEP_EVERY):  # noqa: S311 - nothing secret
            return
        for name in self._list_cache_files():
            try:
                with Path(name).open("rb") as file:
                    over = self._is_expired(file)
            except FileNotFoundError:
                continue
            if over:
                self._delete(name)
