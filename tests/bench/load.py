"""A small load on loopback: a served installation, clients that ask one question after another, for a bounded time."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MANAGE = [sys.executable, str(Path(__file__).resolve().parents[2] / "manage.py")]


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of manage.py for as long as the block lasts."""
    process = subprocess.Popen([*MANAGE, *arguments], stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_up(port: int, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            client.request("GET", "/healthz")
            if client.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def ask(port: int, paths: list[str], seconds: float, clients: int = 4, cookie: str = "") -> dict[str, float]:
    """Requests a second and the times of single ones (ms), from `clients` connections that each ask again as soon as they are answered."""
    times: list[float] = []
    wrong: list[str] = []
    until = time.monotonic() + seconds

    def one(seed: int) -> None:
        order = random.Random(seed)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            path = order.choice(paths)
            start = time.perf_counter()
            client.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = client.getresponse()
            answer.read()
            times.append((time.perf_counter() - start) * 1000)
            if answer.status != 200:
                wrong.append(f"{answer.status} {path}")

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(clients)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} of {len(times)} requests failed, the first: {wrong[0]}")
    rate = len(times) / (time.monotonic() - start)
    times.sort()
    return {"per_second": rate, "p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "requests": len(times)}


def memory(process: subprocess.Popen[bytes]) -> list[float]:
    """MB of each process of a group: its own share (PSS) where the system tells, so that shared pages count once."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == process.pid:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                found.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
        except (OSError, StopIteration):
            continue
    return sorted(found)
