"""Sending an application: once, decided by when it arrived, whole, with a number and a sent copy that nobody changes."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from exchanges.applications import answers, drafts, missing, receipts, revisions
from exchanges.applications.missing import Gap
from exchanges.applications.models import Application, Revision
from exchanges.applications.rules import is_applicant
from exchanges.applications.states import TRANSITIONS
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.calls import clock
from exchanges.calls.models import Call
from exchanges.calls.services import freeze
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events.moves import carry_out

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
NO_KEY = _("This form didn’t arrive as it was sent out, so nothing was sent. Reload the page and send it again; your draft is saved.")
INCOMPLETE = _("Something is still missing, so the application wasn’t sent. Your draft is saved.")


class Incomplete(ExchangeError):
    """What stands between the draft and sending it, in `gaps`."""

    message = INCOMPLETE

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__()


@dataclass(frozen=True)
class Sent:
    """The sent copy, and whether it was made now or is the one of an earlier try."""

    revision: Revision
    is_new: bool


def submit(application: Application, *, key: str, by: Actor, received_at: datetime) -> Sent:
    """Send the draft. `key` is the form's own: the same key, or a second try at what is sent already, gives the sent copy that there is.
    `received_at` is the server's clock at the arrival of the request; it alone decides. Raises Incomplete, TooLate, NotNow, NotAllowed."""
    if not KEY.fullmatch(key):
        raise ExchangeError(NO_KEY)
    if is_applicant(by, application) and (known := application.revisions.filter(key=key).first()):
        return Sent(known, is_new=False)  # what was sent never changes, so nobody has to wait for it
    with transaction.atomic():
        now = drafts.locked(application, with_call=True)
        if not is_applicant(by, now):
            raise NotAllowed
        known = _sent_before(now, key)
        if known is not None:
            return Sent(known, is_new=False)
        _refuse_unless_open(now, received_at)
        gaps = missing.of(now)
        if gaps:
            raise Incomplete(gaps)
        sent = _send(now, key, by, received_at)
    application.refresh_from_db()
    return Sent(sent, is_new=True)


def _sent_before(application: Application, key: str) -> Revision | None:
    found: Revision | None = application.revisions.filter(key=key).first()
    if found is None and application.status == ApplicationStatus.SUBMITTED:
        found = application.revisions.order_by("-number").first()
    return found


def _refuse_unless_open(application: Application, received_at: datetime) -> None:
    """Half-open at the closing instant; the grace is inside it, and marked."""
    if application.status not in {ApplicationStatus.DRAFT, ApplicationStatus.MORE_INFO}:
        raise NotNow(drafts.NOT_OPEN)
    if not drafts.takes(application, received_at):
        raise drafts.TooLate


def _send(application: Application, key: str, by: Actor, received_at: datetime) -> Revision:
    """Everything that sending is, on locked rows."""
    answers_info = application.status == ApplicationStatus.MORE_INFO
    call = application.call
    content = revisions.content_of(application)
    late = not answers_info and clock.is_late(call, received_at, application.stage)
    freeze(application.form)
    writes: dict[str, Any] = {
        "number": application.number or number_for(application.call, received_at), "submitted_at": application.submitted_at or received_at,
        "title": _title(application, content), "amount": revisions.budget_of(application, content), "updated_at": received_at,
        "info_wanted": "", "info_due_at": None,
    }
    name = "answer-info" if answers_info else "submit"
    carry_out(TRANSITIONS, application, name, by=by, field="status", call=call.pk, right="owner", writes=writes, late=late)
    revision = revisions.write(application, content, key=key, received_at=received_at, is_late=late, by=by)
    audit.record("application.submit", by=by.person, on=("application", application.uid), right="owner", revision=revision.number, late=late)
    receipts.mail(revision)
    _follow(application, by)
    return revision


def _title(application: Application, content: dict[str, Any]) -> str:
    key = answers.title_key(application.form.sections)
    found = next((given[key] for given in content["sections"].values() if given.get(key)), application.title)
    return " ".join(str(found).split())[:200]


def number_for(call: Call, at: datetime) -> str:
    """The next number of the call, whose row is locked: numbers are never given back, so counting them leaves no gap. BF17-2026-0042."""
    letters = re.sub(r"[^A-Z]", "", "".join(word[:1] for word in call.programme.name_en.upper().split()))[:3] or "Q"
    count = Application.objects.filter(call=call, number__isnull=False).count()
    return f"{letters}{call.pk}-{at:%Y}-{count + 1:04}"


def _follow(application: Application, by: Actor) -> None:
    """What sending sets going, in its transaction: the other half, and the referees who are asked now."""
    from exchanges.applications import pairs
    from exchanges.references import services as references  # letters know applications, so they are asked for late

    if application.pair_id:
        pairs.half_came_in(application, by=by)
    if application.call.letters_asked == "after":
        references.ask_due(application, when="after")
