"""Kill -9 of the web server while people send applications, files, letters and reviews: `python -m tests.exchanges.killed --kills 30`.

What the site said yes to must be there afterwards, the bytes of files included, and once. Ends with 1 where it is not."""

import argparse
import http.client
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.kill.processes import Installation
from tests.kill.run import database, environment

TOKEN = "a" * 32
BOUND = "qiao-bound"


@dataclass(frozen=True)
class Act:
    """One thing that one person does: the request, until the site says yes to it."""

    what: str
    key: int
    path: str
    form: dict[str, str]
    cookie: str
    file: tuple[str, bytes] | None = None

    def body(self) -> tuple[bytes, str]:
        if self.file is None:
            return urlencode(self.form).encode(), "application/x-www-form-urlencoded"
        parts = [f'--{BOUND}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in self.form.items()]
        head = f'--{BOUND}\r\nContent-Disposition: form-data; name="{self.file[0]}"; filename="cv{self.key}.pdf"\r\n\r\n'.encode()
        return b"".join([*parts, head, self.file[1], f"\r\n--{BOUND}--\r\n".encode()]), f"multipart/form-data; boundary={BOUND}"


@dataclass
class Notes:
    yes: list[Act] = field(default_factory=list)
    broken: int = 0
    failed: list[str] = field(default_factory=list)
    no: list[str] = field(default_factory=list)


class Client(threading.Thread):
    """Does one act after the other; whatever broke is done again, as people do."""

    def __init__(self, port: int, acts: list[Act]) -> None:
        super().__init__(daemon=True)
        self.port, self.acts, self.notes = port, acts, Notes()

    def run(self) -> None:
        for act in self.acts:
            deadline = time.monotonic() + 90
            while time.monotonic() < deadline:
                status = self.post(act)
                if status is None or status >= 500:
                    self.notes.broken += status is None
                    self.notes.failed += [f"{act.what} {status}"] if status else []
                    time.sleep(0.05)
                    continue
                if status == 302:
                    self.notes.yes.append(act)
                else:
                    self.notes.no.append(f"{act.what} {status}")
                break

    def post(self, act: Act) -> int | None:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body, kind = act.body()
        try:
            client.request("POST", act.path, body, {
                "Content-Type": kind, "Cookie": f"sessionid={act.cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            })
            answer = client.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            client.close()
        return 401 if "login" in (answer.getheader("Location") or "") else answer.status


def content_of(number: int) -> bytes:
    """A PDF of 100 kB that no other is."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%" + f"{number:08}".encode() * 12_500 + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def plan(count: int) -> list[list[Act]]:
    """For each of `count` applicants: a file, then sending; for as many referees a letter; for as many reviews its sending."""
    from django.contrib.sessions.models import Session
    from django.urls import reverse

    from exchanges.references import links
    from exchanges.references.views.referee import GRANTS
    from tests.exchanges import making
    from tests.kill.world import sessions

    cv = {"key": "cv", "title": {"en": "CV", "zh": "简历"}, "required": True, "max_mb": 5, "types": ["pdf"]}
    call = making.call(documents=[cv])
    judged = making.call(status="in-review", letters_wanted=1, letters_asked="after")
    reviewer = making.reviewer(judged.programme)
    (judge,) = sessions([reviewer])
    acts = []
    for number in range(count):
        draft = making.application(call, status="draft")
        (person,) = sessions([draft.applicant])
        acts.append([
            Act("file", draft.pk, reverse("application_documents", args=[draft.uid]), {}, person.cookie, ("document-cv", content_of(draft.pk))),
            Act("application", draft.pk, reverse("application_send", args=[draft.uid]), {"key": f"key{number:021}"}, person.cookie),
        ])
        sent = making.application(judged, status="under-review")
        letter = making.letter(sent, state="willing", token_hash=f"{number:064}")
        store = Session.get_session_store_class()()
        store[GRANTS] = {str(letter.pk): links.grant_of(letter).kept()}
        store.save()
        review = making.assignment(sent, reviewer)
        scores = {"score-quality": "4", "score-benefit": "3", "to_panel": f"Review {review.pk}", "to_applicant": "Good."}
        acts.append([
            Act("letter", letter.pk, reverse("letter_write", args=[letter.pk]), {"text": f"Letter {letter.pk}", "version": "1", "act": "send"},
                str(store.session_key)),
            Act("review", review.pk, reverse("review", args=[review.pk]), scores | {"version": "1", "submit": ""}, judge.cookie),
        ])
    return acts


def missing_of(act: Act) -> str:
    """What is missing of what was acknowledged; blank when all is there, once."""
    from accounts.models import Message
    from exchanges.files.services import read
    from exchanges.models import Application, Assignment, Letter

    if act.what == "file":
        held = [b"".join(read(one.file)) for one in Application.objects.get(pk=act.key).attachments.filter(removed_at=None).select_related("file")]
        # A try whose answer broke may have been stored as well: both are what was sent.
        return "" if held and all(act.file and one == act.file[1] for one in held) else f"file of {act.key}: {len(held)}"
    if act.what == "application":
        sent = Application.objects.get(pk=act.key)
        mails = Message.objects.filter(dedupe_key__in=[f"application-receipt:{one.pk}" for one in sent.revisions.all()]).count()
        return "" if (sent.status, sent.revisions.count(), mails) == ("submitted", 1, 1) and sent.number else f"application {act.key}"
    if act.what == "letter":
        letter = Letter.objects.get(pk=act.key)
        return "" if (letter.state, letter.text) == ("submitted", act.form["text"]) else f"letter {act.key}"
    review = Assignment.objects.get(pk=act.key)
    return "" if (review.state, review.to_panel, review.scores.count()) == ("submitted", act.form["to_panel"], 2) else f"review {act.key}"


def kill(site: Installation, clients: list[Client], count: int) -> None:
    """All of it or one of its processes, at random moments, while somebody is still at it."""
    while len(site.kills) < count and any(one.is_alive() for one in clients):
        time.sleep(random.uniform(0.1, 0.6))
        if random.random() < 0.5:
            site.kill_one_web_worker()
            time.sleep(0.3)
            site.revive()
        else:
            site.kill("web")
            site.start("web")
            site.wait_until_up()
    while any(one.is_alive() for one in clients):
        site.revive()  # the server gives up where its processes die too fast; a supervisor starts it again
        time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--template", default="", help="a database (on SQLite its file) to copy instead of making every table")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="qiao-killed-"))
    try:
        with database(folder, chosen.template) as url:
            os.environ.update(environment(folder, url) | {"SECOND_FACTOR": "false"})
            return run(chosen.kills, chosen.people)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(kills: int, people: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from exchanges.files import disk
    from exchanges.models import Application, StoredFile
    from tests.kill import world

    world.prepare()
    acts = plan(people)
    site = Installation(dict(os.environ), 1)
    try:
        site.start("web")
        site.wait_until_up()
        clients = [Client(site.port, [act for row in acts[number::4] for act in row]) for number in range(4)]
        for client in clients:
            client.start()
        kill(site, clients, kills)
        for client in clients:
            client.join(120)
    finally:
        site.end()
    notes = [one.notes for one in clients]
    yes = [act for one in notes for act in one.yes]
    lost = [gone for act in yes if (gone := missing_of(act))]
    bytes_missing = [one.uid for one in StoredFile.objects.filter(gone_at=None) if not disk.place(one.path).exists()]
    half = [path.name for path in Path(settings.FILES_DIR).rglob("*" + disk.PART)]
    numbers = list(Application.objects.filter(call__status="published").exclude(number=None).values_list("number", flat=True))
    refused = sorted({said for one in notes for said in [*one.no, *one.failed]})
    print(f"{len(site.kills)} kills on {connection.vendor}: {len(yes)} of {4 * people} acknowledged, {sum(one.broken for one in notes)} tries broke, "
          f"refused {refused or 'none'}, half-written {len(half)} (swept later)")
    for what in (*lost, *bytes_missing):
        print(f"  LOST {what}")
    holds = not lost and not bytes_missing and len(yes) >= 3 * people and len(numbers) == len(set(numbers))
    print("All of it holds." if holds else "It does not hold.")
    connection.close()
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
