"""The audit log for staff: asked by act, person, thing, outcome and days; a page at a time, or as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.actor import actor_of
from accounts.audit import asking, questions
from accounts.audit.asking import Question
from accounts.models import AuditEvent
from accounts.views.doors import for_staff
from accounts.zones import zone_of

SIZE = 50
MOST_ROWS = 50_000
BOM = "\ufeff"  # so that a spreadsheet reads UTF-8


def asked(request: HttpRequest) -> questions.QuestionForm:
    person = actor_of(request).person
    return questions.QuestionForm(request.GET, zone=zone_of(person.time_zone if person else ""))


def cursor_of(text: str) -> tuple[datetime, int] | None:
    """Microseconds and number, as `next_of` wrote them; nothing for what anybody else wrote."""
    moment, dash, key = text.partition("-")
    if not (dash and text.isascii() and moment.isdigit() and key.isdigit() and len(moment) < 18 and len(key) < 19):
        return None
    return datetime.fromtimestamp(int(moment) // 10**6, UTC).replace(microsecond=int(moment) % 10**6), int(key)


def next_of(cursor: tuple[datetime, int]) -> str:
    at, key = cursor
    return f"{int(at.timestamp()) * 10**6 + at.microsecond}-{key}"


def note(request: HttpRequest, act: str, question: Question) -> None:
    """Looking somebody or something up is itself an event."""
    on = (question.object_type, question.object_id) if question.object_id else ("user", str(question.actor)) if question.actor else ("", "")
    audit.record(act, by=actor_of(request).user, on=on, right="staff", asked_act=question.act, asked_outcome=question.outcome)


@require_safe
@for_staff
def page(request: HttpRequest) -> HttpResponse:
    """Staff. One page of the log, the latest first."""
    form = asked(request)
    shown: dict[str, object] = {"form": form, "zone": form.zone, "here_is": "staff_audit", "outcomes": form.fields["outcome"].choices}  # type: ignore[attr-defined]
    if not form.is_valid():
        return render(request, "account/audit.html", {**shown, "events": [], "next": "", "query": ""}, status=400)
    question, before = form.question(), cursor_of(request.GET.get("before", ""))
    if before is None and (question.actor or question.object_id):
        note(request, "audit.read", question)
    events, after = asking.page(question, size=SIZE, before=before)
    query = form.as_query()
    following = urlencode({**query, "before": next_of(after)}) if after else ""
    return render(request, "account/audit.html", {**shown, "events": events, "next": following, "query": urlencode(query), "further": before})


@require_safe
@for_staff
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Staff. The answer as CSV, at most MOST_ROWS rows, the latest first; that somebody took it is in the log."""
    form = asked(request)
    if not form.is_valid():
        return page(request)  # type: ignore[return-value]
    question = form.question()
    note(request, "audit.export", question)
    response = StreamingHttpResponse(written(asking.events(question)[:MOST_ROWS].iterator(chunk_size=2000)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="qiao-audit-{timezone.now().date().isoformat()}.csv"'
    return response


def written(events: Iterator[AuditEvent]) -> Iterator[str]:
    """The file in pieces of a thousand rows."""
    yield BOM + ",".join(questions.COLUMNS) + "\r\n"
    rows = questions.table(events)
    while piece := list(islice(rows, 1000)):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(piece)
        yield buffer.getvalue()
