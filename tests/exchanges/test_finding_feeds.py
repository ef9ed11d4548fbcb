"""Feeds of calls: calendars as RFC 5545 has them, Atom with both languages, and ids that stay."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.finding.icalendar import LINE, escaped, folded
from exchanges.models import Call
from tests.exchanges import making

pytestmark = pytest.mark.django_db
AT = datetime(2027, 1, 15, 17, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def lines_of(content: bytes) -> list[str]:
    """The lines unfolded."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= LINE for line in content.split(b"\r\n"))
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def fields(lines: list[str]) -> list[dict[str, str]]:
    """The events, each name without its parameters → value."""
    events: list[dict[str, str]] = []
    for line in lines:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line not in {"END:VEVENT", "END:VCALENDAR"}:
            events[-1][name.partition(";")[0]] = value
    return events


def test_deadlines_stand_in_utc_with_ids_that_stay_and_a_sequence_that_grows():
    call = making.call(title_en="Hands; arms, legs\\", closes_at=AT, stages=2, full_closes_at=AT + timedelta(days=90))
    answer = Client().get("/en/exchanges/calls.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = lines_of(answer.content)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    closes, full = fields(lines)
    assert (closes["DTSTART"], full["DTSTART"]) == ("20270115T170000Z", "20270415T170000Z")
    assert closes["SUMMARY"] == "Closes: Hands\\; arms\\, legs\\\\"
    assert closes["STATUS"] == "CONFIRMED"
    assert "17:00 GMT" in closes["DESCRIPTION"]
    assert "01:00 Beijing time" in closes["DESCRIPTION"]
    Call.objects.filter(pk=call.pk).update(closes_at=AT + timedelta(days=7), version=call.version + 1, updated_at=timezone.now())
    later = fields(lines_of(Client().get("/en/exchanges/calls.ics").content))[0]
    assert later["UID"] == closes["UID"] == f"call-{call.uid}-closes@127.0.0.1"
    assert int(later["SEQUENCE"]) > int(closes["SEQUENCE"])
    assert later["DTSTART"] == "20270122T170000Z"


def test_the_calendar_is_in_the_reader_s_language_and_a_cancelled_deadline_says_so():
    making.call(title_en="Hands", title_zh="手" * 60, closes_at=AT, status="cancelled")
    (event,) = fields(lines_of(Client().get("/zh-hans/exchanges/calls.ics").content))
    assert "手" * 60 in event["SUMMARY"]
    assert event["STATUS"] == "CANCELLED"


def test_a_calendar_of_one_programme_has_its_deadlines_alone():
    one, other = making.call(closes_at=AT), making.call(closes_at=AT)
    found = Client().get(f"/en/exchanges/calls.ics?programme={one.programme.uid}").content.decode()
    assert one.uid in found
    assert other.uid not in found


@pytest.mark.parametrize("path", ["calls.ics", "calls.atom"])
def test_feeds_are_304_until_something_changes(path: str):
    making.call(title_en="Hands")
    answer = Client().get(f"/en/exchanges/{path}")
    assert Client().get(f"/en/exchanges/{path}", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    making.call(title_en="Feet")
    assert Client().get(f"/en/exchanges/{path}", headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_atom_gives_the_newest_first_with_both_languages():
    now = timezone.now()
    old = making.call(title_en="Old", published_at=now - timedelta(days=9))
    new = making.call(title_en="New\x0b & <b>", title_zh="新", published_at=now - timedelta(days=1))
    root = ET.fromstring(Client().get("/en/exchanges/calls.atom").content)
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in entries] == [new.uid, old.uid]
    assert entries[0].findtext(f"{ATOM}title") == "New & <b>"
    assert {link.get("hreflang") for link in entries[0].findall(f"{ATOM}link")} >= {"en", "zh-Hans"}


def test_long_lines_are_folded_between_characters():
    line = "SUMMARY:" + "桥" * 100 + "x" * 100
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= LINE for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert folded("x" * 75) == "x" * 75
    assert folded("x" * 76) == "x" * 75 + "\r\n x"


def test_text_is_escaped_and_holds_no_control_characters():
    assert escaped("a,b;c\\d\r\ne\nf\0g\x1b") == "a\\,b\\;c\\\\d\\ne\\nfg"
