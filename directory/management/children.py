"""The processes that a command starts and takes down with it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType

from django.conf import settings

PATIENCE = 12  # seconds that a child gets to finish what it is at
PR_SET_PDEATHSIG = 1  # prctl(2)
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Children:
    """Commands of manage.py that run beside this process, each in a session of its own: Ctrl-C reaches only us, and we stop them in order."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.told_to_stop = 0  # how often: Ctrl-C, SIGTERM, a closed terminal

    def start(self, name: str, *arguments: str, env: dict[str, str]) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), name, *arguments]
        self.running[name] = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=os.environ | env, stdin=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  one system call, and no thread of ours is about
        )

    def ended(self) -> str | None:
        """The name of a child that is no longer there."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """End all of them, gently at first. Being told a second time ends them at once."""
        for child in self.running.values():
            child.terminate()
        deadline = time.monotonic() + PATIENCE
        while any(child.poll() is None for child in self.running.values()) and time.monotonic() < deadline and self.told_to_stop < 2:
            time.sleep(0.05)
        for child in self.running.values():  # whatever a child left behind, or a child that did not listen
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent dies, so that even kill -9 leaves nothing behind. Runs in the child, before its program."""
    assert LIBC
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def children() -> Iterator[Children]:
    """Children that are stopped however the block is left: its end, an error, Ctrl-C, SIGTERM or a closed terminal.

    A signal only says so, and the block looks at `told_to_stop`. Raised as KeyboardInterrupt it could strike inside `Popen.poll`, which
    then keeps its lock for ever: now and then a Ctrl-C never came to an end.
    """
    family = Children()

    def tell(_number: int, _frame: FrameType | None) -> None:
        family.told_to_stop += 1

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield family
    finally:
        family.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
