"""iCalendar as RFC 5545 has it: escaped text, lines folded at 75 octets, times in UTC."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75  # octets, without the line break (§3.1)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Deadline:
    """One event without length. `uid` stays for ever; `sequence` grows with every change of the thing."""

    uid: str
    at: datetime
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False
    categories: tuple[str, ...] = ()


def calendar(name: str, deadlines: Iterable[Deadline], lang: str) -> bytes:
    """The whole calendar. `lang` is the BCP 47 language of its texts."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qiao//Exchanges//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
    ]
    for one in deadlines:
        lines += event(one, lang)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def event(one: Deadline, lang: str) -> list[str]:
    """The lines of one event. It has a start and no end: then it ends as it begins (§3.6.1)."""
    said = f";LANGUAGE={lang}"
    lines: Mapping[str, str] = {
        "UID": one.uid, "DTSTAMP": utc(one.changed_at), "LAST-MODIFIED": utc(one.changed_at), "SEQUENCE": str(one.sequence), "DTSTART": utc(one.at),
        f"SUMMARY{said}": escaped(one.summary), f"DESCRIPTION{said}": escaped(one.description), "URL": CONTROLS.sub("", one.url),
        "STATUS": "CANCELLED" if one.cancelled else "CONFIRMED", "TRANSP": "TRANSPARENT",
        f"CATEGORIES{said}": ",".join(escaped(word) for word in one.categories),
    }
    return ["BEGIN:VEVENT", *(f"{name}:{value}" for name, value in lines.items() if value), "END:VEVENT"]


def utc(at: datetime) -> str:
    """20270115T170000Z."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """TEXT (§3.3.11): backslash, semicolon, comma and line breaks written out; no other control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return CONTROLS.sub("", text)


def folded(line: str) -> str:
    """The line in pieces of 75 octets at most, each but the first begun with a space; no character is cut in two."""
    pieces, piece, octets = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if octets + width > LINE:
            pieces.append(piece)
            piece, octets = " ", 1
        piece, octets = piece + sign, octets + width
    return "\r\n".join([*pieces, piece])
