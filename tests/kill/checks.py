"""What must hold when the dust has settled. Each check gives a line of the table, and whether it holds."""

from dataclasses import dataclass

from django.db import connection

from accounts.models import AuditEvent, Message, Notice
from accounts.vocabulary import MessageState
from directory.changes import last_seq
from directory.models import Change, MembershipRequest, Profile
from directory.search import SearchQuery, search, state
from tests.kill.load import Notes
from tests.kill.processes import Kill
from tests.kill.sink import Sink

IN_FLIGHT = 25.0  # seconds: a worker that was killed so soon after a delivery may not have noted it. A conversation is never longer.

ON_THE_WIRE = 2.0  # seconds: what the dead had sent already arrives after their death


@dataclass(frozen=True)
class Finding:
    what: str
    figure: str
    holds: bool


def total(notes: list[Notes]) -> Notes:
    whole = Notes()
    for one in notes:
        whole.asked += one.asked
        whole.tried |= one.tried
        whole.written += one.written
        whole.broken += one.broken
        whole.slowest = max(whole.slowest, one.slowest)
        for answer, count in one.answers.items():
            whole.answers[answer] = whole.answers.get(answer, 0) + count
    return whole


def check(notes: Notes, sink: Sink, kills: list[Kill]) -> list[Finding]:
    return [*check_rows(notes), *check_mail(sink, kills), *check_changes(notes), check_database()]


def check_rows(notes: Notes) -> list[Finding]:
    rows = set(MembershipRequest.objects.values_list("user_id", "organisation_id"))
    count = MembershipRequest.objects.count()
    lost = set(notes.asked) - rows
    notices = Notice.objects.filter(topic="belonging/asked").count()
    mails = Message.objects.filter(topic="notice").count()
    whole = rows <= notes.tried and count == len(rows)
    events = AuditEvent.objects.filter(act="request.ask").count()
    return [
        Finding("requests to join, acknowledged / in the database", f"{len(notes.asked)} / {count}", count >= len(set(notes.asked))),
        Finding("acknowledged and lost", str(len(lost)), not lost),
        Finding("in the database, never asked for / twice", f"{len(rows - notes.tried)} / {count - len(rows)}", whole),
        Finding("notices, mails and audit events beside them", f"{notices}, {mails}, {events}", notices == mails == events == count),
    ]


def check_mail(sink: Sink, kills: list[Kill]) -> list[Finding]:
    states = dict.fromkeys(MessageState.values, 0)
    for one in Message.objects.values_list("state", flat=True):
        states[one] += 1
    keys = {str(key) for key in Message.objects.values_list("pk", flat=True)}
    arrived = sink.by_message()
    never = keys - arrived.keys()
    twice = {message: deliveries for message, deliveries in arrived.items() if len(deliveries) > 1}
    died = {kill.what: kill.at for kill in kills}
    unexplained = [
        message for message, deliveries in twice.items()
        # Every delivery but the last was made by a worker that was killed right after it.
        if not all(-ON_THE_WIRE < died.get(delivery.worker, -IN_FLIGHT * 9) - delivery.at < IN_FLIGHT for delivery in deliveries[:-1])
    ]
    gaps = sorted(died[delivery.worker] - delivery.at for deliveries in twice.values() for delivery in deliveries[:-1] if delivery.worker in died)
    worst = f", {gaps[0] * 1000:.0f} to {gaps[-1] * 1000:.0f} ms before a kill" if gaps else ""
    return [
        Finding("mails by state", ", ".join(f"{state} {count}" for state, count in states.items() if count), states["sent"] == len(keys)),
        Finding("mails that never arrived", str(len(never)), not never),
        Finding("arrived without a row", str(len(arrived.keys() - keys)), arrived.keys() <= keys),
        Finding("arrived more than once" + worst, f"{len(twice)} of {len(arrived)}", True),
        Finding("… outside the window between the yes and the note", str(len(unexplained)), not unexplained),
    ]


def check_changes(notes: Notes) -> list[Finding]:
    changes = list(Change.objects.order_by("seq").values_list("seq", "profile_id", "after"))
    known: dict[int, str] = {}
    for _seq, profile, after in changes:
        known[profile] = known.get(profile, "") + str(after)
    lost = [marker for profile, marker in notes.written if marker not in known.get(profile, "")]
    numbers = [seq for seq, _profile, _after in changes]
    reached = state.read()
    found = {profile: keyword_of(profile) for profile in {profile for profile, _marker in notes.written}}
    missing = [profile for profile, marker in found.items() if [hit.key for hit in search(SearchQuery(marker, literal=True)).hits] != [profile]]
    current = set(found.values())
    stale = [marker for _profile, marker in notes.written[-200:] if marker not in current and search(SearchQuery(marker, literal=True)).total]
    return [
        Finding("edits, acknowledged / lost", f"{len(notes.written)} / {len(lost)}", not lost),
        Finding("changes, numbered without a gap up to", str(last_seq()), numbers == list(range(1, last_seq() + 1))),
        Finding("the index has reached", str(reached.seq if reached else 0), bool(reached) and reached.seq == last_seq()),
        Finding("written and not found / old text still found", f"{len(missing)} / {len(stale)}", not missing and not stale),
    ]


def keyword_of(profile: int) -> str:
    keywords: list[str] = Profile.objects.values_list("keywords_en", flat=True).get(pk=profile)
    return keywords[0]


def check_database() -> Finding:
    if connection.vendor != "sqlite":
        return Finding("the database", "PostgreSQL", True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchall()
        cursor.execute("PRAGMA foreign_key_check")
        dangling = cursor.fetchall()
    return Finding("PRAGMA integrity_check, foreign_key_check", f"{whole[0][0]}, {len(dangling)}", whole == [("ok",)] and not dangling)
