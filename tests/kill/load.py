"""Four people at work: asking to join organisations (rows, audit, notice, mail) and writing a profile (rows, change, index).

Whatever the site says yes to is noted at once; afterwards it must be there."""

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "a" * 32  # what a form carries to show that it is ours: the cookie and the header agree


@dataclass
class Notes:
    """What was acknowledged, and how else requests ended."""

    asked: list[tuple[int, int]] = field(default_factory=list)  # (user, organisation)
    tried: set[tuple[int, int]] = field(default_factory=set)
    written: list[tuple[int, str]] = field(default_factory=list)  # (profile, marker)
    broken: int = 0  # the connection broke: it may have happened or not
    answers: dict[str, int] = field(default_factory=dict)  # what was neither yes nor a break
    slowest: float = 0.0


@dataclass
class Person:
    key: int
    cookie: str


@dataclass
class Place:
    key: int
    uid: str


class Client(threading.Thread):
    """One of the four: alternately the next asking person, and the writer of a profile of their own."""

    def __init__(self, number: int, port: int, people: list[Person], places: list[Place], writer: Person, own: Place, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.stop = number, port, stop
        self.to_ask = [(person, place) for person in people for place in places]
        self.writer, self.own = writer, own
        self.notes, self.count = Notes(), 0

    def run(self) -> None:
        while not self.stop.is_set():
            self.count += 1
            if self.count % 2 and self.to_ask:
                self.ask()
            else:
                self.write()
            time.sleep(random.uniform(0, 0.02))

    def ask(self) -> None:
        person, place = self.to_ask[0]
        self.notes.tried.add((person.key, place.key))
        done = self.post(f"/en/profiles/{place.uid}/join", {"message": "May I join?"}, person)
        if done is not None:  # a break is tried again: asking twice is asking once
            self.to_ask.pop(0)
        if done:
            self.notes.asked.append((person.key, place.key))

    def write(self) -> None:
        marker = f"qz{self.number}x{self.count}x{random.randrange(10**6)}"
        form = {"summary_en": f"We work on {marker}.", "summary_zh": "", "keywords_en": marker, "keywords_zh": ""}
        form |= {"who_summary": "0", "who_keywords": "0", "seq": str(10**15)}  # whatever stood there before, this is meant
        if self.post(f"/en/profiles/{self.own.uid}/edit/about", form, self.writer):
            self.notes.written.append((self.own.key, marker))

    def post(self, path: str, form: dict[str, str], person: Person) -> bool | None:
        """Whether the site said yes; None when it said nothing."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        began = time.monotonic()
        try:
            client.request("POST", path, urlencode(form), {
                "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"sessionid={person.cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            })
            answer = client.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.notes.broken += 1
            time.sleep(0.05)
            return None
        finally:
            client.close()
        self.notes.slowest = max(self.notes.slowest, time.monotonic() - began)
        if answer.status == 302 and "login" not in (answer.getheader("Location") or "login"):
            return True
        self.notes.answers[f"{answer.status} {path.rpartition('/')[2]}"] = self.notes.answers.get(f"{answer.status} {path.rpartition('/')[2]}", 0) + 1
        return False if answer.status < 500 else None
