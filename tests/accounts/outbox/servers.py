"""Mail servers of every temper, on real sockets of this machine."""

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Sink:
    """What arrived, and how the server behaves: a dict of the step ("greeting", "EHLO", "MAIL", "RCPT", "DATA", ".") to what happens there.

    An answer is text ("451 later"), or one of: hang, drip (a byte now and then), drop (hang up), lie (take it, and hang up after the yes)."""

    port: int = 0
    answers: dict[str, str | Callable[[str], str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    arrived: list[EmailMessage] = field(default_factory=list)
    talks: int = 0
    lines: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.arrived]


class Talk(socketserver.StreamRequestHandler):
    server: Any
    usual = {"greeting": "220 here", "RSET": "250 ok", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"}

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.talk(self.server.sink)

    def talk(self, sink: Sink) -> None:
        sink.talks += 1
        if not self.say(sink, "greeting"):
            return
        while line := self.rfile.readline().decode():
            sink.lines.append(line.strip())
            verb = line.split()[0].upper() if line.split() else ""
            if not self.say(sink, verb, line):
                return
            if verb == "DATA" and "DATA" not in sink.answers and not self.take(sink):
                return

    def take(self, sink: Sink) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if sink.answers.get(".") in (None, "lie"):
            sink.arrived.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        return self.say(sink, ".")

    def say(self, sink: Sink, step: str, line: str = "") -> bool:
        answer: Any = sink.answers.get(step)
        answer = answer(line) if callable(answer) else answer
        if answer == "hang":
            sink.over.wait(60)
            return False
        if answer == "drip":
            while not sink.over.wait(0.2):
                self.wfile.write(b"2")
        if answer == "drop":
            return False
        if answer is None and step in ("EHLO", "HELO"):
            offered = ["here", *sink.extensions]
            answer = "\r\n".join(f"250{' ' if one is offered[-1] else '-'}{one}" for one in offered)
        lying = answer == "lie"
        self.wfile.write(f"{self.usual.get(step, '500 what?') if answer in (None, 'lie') else answer}\r\n".encode())
        return not lying


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def mail_server(**answers: Any) -> Iterator[Sink]:
    """A mail server that behaves well but for the steps named; `dot` is the answer after the text."""
    extensions = answers.pop("extensions", ())
    sink = Sink(answers={"." if step == "dot" else step: answer for step, answer in answers.items()}, extensions=extensions)
    with Server(("127.0.0.1", 0), Talk) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield sink
        sink.over.set()
        server.shutdown()


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], Any], patience: float = 15.0) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)
