"""Words that want to be more than words: whatever people wrote stands in pages, mails, files, feeds and the API as what they wrote, and does nothing.

The world of the permission matrix, with every free text of every table of exchanges hostile, whichever way it came in; then every address of
exchanges is asked by two of those who may, each in one of the languages. A column that is added later is hostile here too.
"""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from accounts.models import Message, User
from exchanges.applications import receipts
from exchanges.applications.glyphs import fitting, shown_by
from tests import make
from tests.database import unguarded
from tests.exchanges import making
from tests.permissions import exchange_addresses, matrix
from tests.permissions import world as worlds
from tests.permissions.row import Row
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db]

SCRIPT = "<script>xss(1)</script>"
TRICKS = "\"'><img src=x onerror=xss(1)>{{7*7}}{%7%}${7*7}#{7*7}%(x)s{x.__class__}#panic(7)$*_`\\</textarea></title>😀"
WORDS = "=HYPERLINK(1)" + SCRIPT + TRICKS + "x" * 40
LINES = WORDS + "\r\nX-Evil: 1\r\nBEGIN:VEVENT\r\n\r\n[a](javascript:xss(1)) https://evil.example/" + SCRIPT + "\r\n.\r\n=1+1"
SHORT = "=" + SCRIPT
# What isn't anybody's words: the product makes it, or its form takes a closed set.
MADE = {
    "uid", "number", "language", "currency", "sha256", "key", "slot", "email", "token_hash", "zone", "subject", "noun", "move", "source", "target",
    "right", "trace", "path", "media_type", "why", "inputs_sha256", "result_sha256", "criterion",
}
MADE_LEAVES = {
    "key", "type", "slot", "uid", "zone", "currency", "sha256", "code", "rule", "subject", "low", "high", "country", "language", "if", "question",
    "is", "seed", "method",
}
ROLES = ("owner", "colleague", "manager", "coordinator", "reviewer", "staff", "referee", "visitor", "member")


def hostile(most: int | None, lines: bool) -> str:
    return next(one for one in (LINES if lines else WORDS, WORDS, SHORT, "=<b>") if most is None or len(one) <= most)


def spoilt(value: Any, key: str = "") -> Any:
    """A JSON value with every word in it hostile."""
    if isinstance(value, dict):
        return {name: spoilt(held, name) for name, held in value.items()}
    if isinstance(value, list):
        return [spoilt(held, key) for held in value]
    is_made = not isinstance(value, str) or key in MADE_LEAVES or re.fullmatch(r"[a-z-]{2,20}|\d\d?\.\d|\d{4}-\d\d-\d\d.*|", value)
    return value if is_made else WORDS


def spoil() -> None:
    """Every free text of every row."""
    with unguarded():
        for model in apps.get_app_config("exchanges").get_models():
            if model.__name__ == "MatchRun":
                continue  # its words are hashed
            texts = [
                one for one in model._meta.concrete_fields
                if isinstance(one, models.CharField | models.TextField) and not one.choices and one.name not in MADE
            ]
            shapes = [one for one in model._meta.concrete_fields if isinstance(one, models.JSONField)]
            for row in model._base_manager.all():
                for one in texts:
                    if getattr(row, one.attname) or not one.blank:
                        setattr(row, one.attname, hostile(one.max_length, isinstance(one, models.TextField)))
                for shape in shapes:
                    setattr(row, shape.attname, spoilt(getattr(row, shape.attname)))
                model._base_manager.bulk_update([row], [one.name for one in [*texts, *shapes]]) if texts or shapes else None
        User.objects.update(full_name=WORDS[:200])


class Page(HTMLParser):
    """What a browser would do of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if any(name.startswith("on") or name == "srcdoc" for name in given) or given.get("src") == "x":
            self.faults.append(self.get_starttag_text() or tag)
        if tag == "script" and not given.get("src", "").startswith("/static/") and given.get("type") != "application/ld+json":
            self.faults.append(self.get_starttag_text() or tag)
        for name in ("href", "src", "action", "formaction", "content"):
            if re.match(r"\s*(javascript|data|vbscript):", given.get(name, ""), re.IGNORECASE):
                self.faults.append(self.get_starttag_text() or tag)
        if tag in {"iframe", "object", "embed", "base"}:
            self.faults.append(tag)

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        if "xss" in data and re.search(r"(?<!\d)49(?!\d)", data):
            self.faults.append("a template was run: " + data[:80])


def faults_of_html(text: str) -> list[str]:
    page = Page()
    page.feed(text)
    page.close()
    return page.faults


def faults_of_cells(raw: bytes, media_type: str) -> list[str]:
    """Cells that a spreadsheet would calculate."""
    if "csv" in media_type:
        cells: list[Any] = [cell for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) for cell in row]
        return [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r", "\n"} or re.match(r"-(?!\d)", cell)]
    sheet = load_workbook(io.BytesIO(raw)).active
    return [str(cell.value) for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]


def faults_of_calendar(text: str) -> list[str]:
    """Properties that nobody but us writes."""
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    known = r"(BEGIN|END):(VCALENDAR|VEVENT|VTODO|VTIMEZONE|STANDARD|DAYLIGHT|VALARM)$|[A-Z-]+[;:]|$"
    return [line for line in lines if line.upper().startswith("X-EVIL") or not re.match(known, line) or "\n" in line or "\r" in line]


def faults_of(response: Any) -> list[str]:
    kind = response.headers.get("Content-Type", "")
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    found = [name for name, value in response.headers.items() if "\n" in value or "\r" in value or name.lower() == "x-evil"]
    if response.status_code >= 500:
        return [*found, f"status {response.status_code}"]
    if kind.startswith("text/html"):
        return found + faults_of_html(raw.decode())
    if "csv" in kind or "spreadsheet" in kind:
        return found + faults_of_cells(raw, kind)
    if "calendar" in kind:
        return found + faults_of_calendar(raw.decode())
    if "xml" in kind:
        return found + list(re.findall(r"<(?:script|img)\b", raw.decode()))
    if "json" in kind:
        return found + ([] if response.headers.get("X-Content-Type-Options") == "nosniff" else ["JSON that a browser may take for a page"])
    if kind == "application/pdf":
        return found + ([] if raw.startswith(b"%PDF-") else ["no PDF"])
    return found if kind.startswith("text/plain") or not raw else [*found, f"an unknown kind: {kind}"]


def faults_of_mail(one: Message) -> list[str]:
    found = [f"header: {text!r}" for text in (one.subject, one.recipient) if "\n" in text or "\r" in text]
    page = faults_of_html(one.html)
    links = [to for to in re.findall(r'href="([^"]*)"', one.html) if not to.startswith(("http://127.0.0.1", "http://testserver"))]
    return [f"{one.topic}: {fault}" for fault in [*found, *page, *links]]


@pytest.fixture
def world(settings: Settings) -> World:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.permissions.people.Acting"]
    made = worlds.build()
    spoil()
    return made


def askers(row: Row) -> list[str]:
    """Two who get to see it, whoever they are."""
    return [role for role in ROLES if row.kind and matrix.expected(role, row.kind) == "see"][:2]


def doers(row: Row) -> list[str]:
    return [role for role in ROLES if row.post and matrix.expected(role, row.post) == "see"][:1]


# Every name under which a form of exchanges sends something, and what nobody types.
SENT_AS = """
reason text name email organisation relation part role kind note reference act seal seen plan seed method key version add detach find more
q-title q-aim q-months to_panel to_applicant conflict_is score-quality subject_en subject_zh text_en text_zh application status page
starts_on ends_on day topic position places ranks rank-1 gender answer language token from next side transfer transfer_text item label
title_en title_zh summary_en host unit_en subject user state letter outcome conditions override until info_due_at file
"""
ODD = ("a\0b", "9" * 30)


def odd_input(world: World) -> list[tuple[int, str]]:
    """Where input that nobody types is a failure of ours."""
    found = []
    for row in exchange_addresses.ROWS:
        for role in doers(row):
            address = row.address(world, row.languages[0])
            for number, odd in enumerate(ODD):
                cache.clear()
                with transaction.atomic():
                    client = world.cast.client(role)
                    client.raise_request_exception = False
                    answer = client.post(address, dict.fromkeys(SENT_AS.split(), odd) | (row.data if number % 2 else {}))
                    transaction.set_rollback(True)
                if answer.status_code >= 500:
                    found.append((answer.status_code, f"{role} POST {address} {odd!r}"))
    return found


def test_words_do_nothing_wherever_they_are_shown_or_sent(world: World):
    found, asked = [], 0
    for row in exchange_addresses.ROWS:
        for number, role in enumerate(askers(row)):
            address = row.address(world, row.languages[number % len(row.languages)])
            for query in row.queries:
                cache.clear()
                answer = world.cast.client(role).get(f"{address}?{query}")
                asked += 1
                found += [f"{role} GET {address}?{query}: {fault}" for fault in faults_of(answer)]
    assert asked > 150
    mails = 0
    found += [f"{said} at {address}" for said, address in odd_input(world)]
    for row in exchange_addresses.ROWS:
        for role in doers(row):
            address = row.address(world, row.languages[-1])
            cache.clear()
            with transaction.atomic():
                known = set(Message.objects.values_list("pk", flat=True))
                answer = world.cast.client(role).post(address, row.data)
                found += [f"{role} POST {address}: {fault}" for fault in faults_of(answer)]
                for one in Message.objects.exclude(pk__in=known):
                    mails += 1
                    found += [f"{role} POST {address}: {fault}" for fault in faults_of_mail(one)]
                transaction.set_rollback(True)
    assert not found, "\n".join(sorted(set(found)))
    assert mails >= 3


SCRIPTS = ("plain", "😀👩‍🔬", "محمد علي", "김민수", "ไทย हिन्दी עברית",
           "e\u0301\u202e\u200b\ufeff", "\U0010ffff\ue000\x85", "𠮷野家")


@pytest.mark.parametrize("text", SCRIPTS, ids=range(len(SCRIPTS)))
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_receipt_is_made_of_whatever_people_write(text: str, lang: str):
    made = making.application(answers={"project": {"title": text, "aim": text * 50}, "stay": {"months": 6}}, title=text)
    assert receipts.pdf(made.revisions.get(), lang).startswith(b"%PDF-")


def test_what_a_receipt_can_not_show_is_a_box_and_nothing_else_changes():
    known = shown_by(Path(str(fonts.__file__)).parent / receipts.FONT)
    assert fitting("桥 Qiao “é” Жα\n2", known) == "桥 Qiao “é” Жα\n2"
    assert fitting("a😀b👩‍🔬", known) == "a□b□□"
    assert fitting("e\u0301\u202e", known) == "é"


def test_a_wish_that_is_no_position_is_refused_and_not_a_failure(client: Client):
    made = making.application(status="draft")
    making.position(made.call)
    make.sign_in(made.applicant, client)
    for odd in ("a\0b", "9" * 30, "0" * 12):
        answer = client.post(reverse("application_hosts", args=[made.uid]), {"rank-1": odd})
        assert answer.status_code == 400
    assert not made.preferences.exists()
