"""A mail server that takes everything, a little slowly, and remembers what came from which worker at what time."""

import contextlib
import random
import re
import socketserver
import threading
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """A text that was here in full: whether the worker lived to read our yes, it alone knows."""

    message: str  # the Message-ID's part before the @
    worker: str  # "a-17": the seventeenth life of worker a
    at: float  # monotonic


@dataclass
class Sink:
    deliveries: list[Delivery] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    def by_message(self) -> dict[str, list[Delivery]]:
        found: dict[str, list[Delivery]] = {}
        for delivery in list(self.deliveries):
            found.setdefault(delivery.message, []).append(delivery)
        return found


class Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.talk()

    def talk(self) -> None:
        sender = ""
        self.say("220 here")
        while line := self.rfile.readline().decode():
            verb = line[:4].upper()
            if verb == "MAIL":
                sender = line
            if verb == "DATA":
                self.say("354 go on")
                if not self.take(sender):
                    return
            self.say({"QUIT": "221 bye", "DATA": "250 taken"}.get(verb, "250 ok"))

    def take(self, sender: str) -> bool:
        text = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            text += line
        worker, message = re.search(r"<worker-([a-z]-\d+)@", sender), re.search(rb"(?im)^Message-ID: <([^@>]+)@", text)
        assert worker
        assert message
        with self.server.sink.lock:
            self.server.sink.deliveries.append(Delivery(message[1].decode(), worker[1], time.monotonic()))
        time.sleep(random.uniform(0, 0.03))  # the yes takes its time: more is under way at each kill
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A worker that was killed in the middle of a sentence is what this is about."""


@contextlib.contextmanager
def open_sink() -> Any:
    sink = Sink()
    with Server(("127.0.0.1", 0), Talk) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield sink
        server.shutdown()
