"""`manage.py audit`: does the log still fit its seals, and who saw or changed a thing?"""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import asking, seals


def moment(text: str) -> datetime:
    """2026-11-23 or 2026-11-23T10:00, in UTC unless it says otherwise."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no date: write it like 2026-11-23 or 2026-11-23T10:00.") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = "Ask the audit log: verify its seals, list who saw or changed a thing, seal what has settled."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="what", required=True)
        verify = acts.add_parser("verify", help="recompute every seal and say what no longer fits")
        verify.add_argument("--head", default="", metavar="SHA256", help="a seal noted earlier, which must stand in the chain")
        saw = acts.add_parser("who-saw", help="every event on one thing, the earliest first")
        saw.add_argument("--object", required=True, metavar="TYPE:ID", help="user:17, profile:7k2m9qxw3tab, message:<uuid> …")
        saw.add_argument("--from", dest="since", metavar="TIME", help="from this moment on (UTC)")
        saw.add_argument("--to", dest="until", metavar="TIME", help="until before this moment (UTC)")
        saw.add_argument("--json", action="store_true", help="one JSON object a line")
        acts.add_parser("seal", help="seal what has settled (the worker does it every ten minutes)")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "verify":
            self.verify(**options)
        elif what == "who-saw":
            self.who_saw(**options)
        else:
            self.stdout.write(f"{seals.seal():,} events sealed.")

    def verify(self, *, head: str, **_options: Any) -> None:
        verdict = seals.verify(head=head)
        self.stdout.write(f"{verdict.events:,} events under {verdict.seals:,} seals. Last seal: {verdict.head or 'none'}")
        if verdict.faults:
            raise CommandError("\n".join(verdict.faults))
        self.stdout.write("Everything fits. Note the last seal elsewhere: verify --head SHA256 then shows a log that was cut short.")

    def who_saw(self, *, since: str | None, until: str | None, **options: Any) -> None:
        object_type, colon, object_id = options["object"].partition(":")
        if not colon or not object_id:
            raise CommandError("Name the thing as TYPE:ID, for example user:17.")
        found = asking.who_saw(object_type, object_id, since=moment(since) if since else None, until=moment(until) if until else None)
        count = 0
        for event in found.iterator(chunk_size=2000):
            count += 1
            row = {
                "at": event.at.astimezone(UTC).isoformat(timespec="seconds"), "who": f"user:{event.actor_id}" if event.actor_id else event.actor_kind,
                "right": event.right, "act": event.act, "outcome": event.outcome, "from": event.address, "request": event.request_id, **event.facts,
            }
            plain = "  ".join(str(value) for value in row.values() if value != "")
            self.stdout.write(json.dumps(row, ensure_ascii=False) if options["json"] else plain)
        self.stderr.write(f"{count:,} events")
