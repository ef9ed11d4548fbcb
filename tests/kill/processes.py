"""The real processes of an installation, to be killed: the web server with two workers, and two `manage.py worker`."""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Kill:
    what: str  # web, web worker, or a life of a worker: a-17
    at: float


@dataclass
class Installation:
    environment: dict[str, str]
    mail_port: int
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    lives: dict[str, int] = field(default_factory=dict)
    born: dict[str, float] = field(default_factory=dict)
    kills: list[Kill] = field(default_factory=list)
    gave_up: int = 0  # how often the web server ended by itself

    def start(self, name: str) -> None:
        """`web`, or a worker named by a letter."""
        self.lives[name] = self.lives.get(name, 0) + 1
        command = ["serve", "--port", str(self.port), "--workers", "2"] if name == "web" else ["worker"]
        more = {"DEFAULT_FROM_EMAIL": f"Qiao <worker-{name}-{self.lives[name]}@qiao.example>", "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}"}
        log = Path(self.environment["DATA_DIR"]) / f"{name}.log"
        with log.open("ab") as output:
            self.running[name] = subprocess.Popen(
                [*MANAGE, *command], env=self.environment | more, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )
        self.born[name] = time.monotonic()

    def kill(self, name: str) -> None:
        """kill -9 of the whole group, and a new one at once."""
        process = self.running[name]
        self.kills.append(Kill(name if name == "web" else f"{name}-{self.lives[name]}", time.monotonic()))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_one_web_worker(self) -> bool:
        """One of the processes behind the web server's port; the server starts another."""
        children = Path(f"/proc/{self.running['web'].pid}/task/{self.running['web'].pid}/children")
        workers = [int(pid) for pid in children.read_text().split() if is_granian(int(pid))] if children.exists() else []
        if not workers:
            return False
        self.kills.append(Kill("web worker", time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(workers), signal.SIGKILL)
        return True

    def revive(self) -> None:
        """What a supervisor does: Granian ends when one of its processes dies twice within six seconds, and is started again."""
        if self.running["web"].poll() is not None:
            self.gave_up += 1
            self.start("web")
            self.wait_until_up()

    def is_up(self) -> bool:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            client.request("GET", "/healthz")
            return client.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def wait_until_up(self, patience: float = 120) -> None:
        deadline = time.monotonic() + patience
        while not self.is_up():
            assert self.running["web"].poll() is None, self.last_words("web")
            assert time.monotonic() < deadline, self.last_words("web")
            time.sleep(0.05)

    def last_words(self, name: str) -> str:
        log = Path(self.environment["DATA_DIR"]) / f"{name}.log"
        return f"{name} does not come up:\n{log.read_text(errors='replace')[-3000:]}"

    def end(self) -> None:
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def is_granian(pid: int) -> bool:
    """A web process, not the tracker of shared memory that Python starts beside them."""
    try:
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
