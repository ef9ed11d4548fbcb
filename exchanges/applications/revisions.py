"""The sent copy: what it holds, and the hash that says it was never changed.

Canonical form: JSON in UTF-8 with the keys of every object sorted, no blanks, no escapes that aren't needed, whole numbers only (those with decimals
are text). SHA-256 of those bytes, in hexadecimal, is what the receipt shows; whoever holds the copy computes the same.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from exchanges.applications import missing
from exchanges.applications.answers import only_asked
from exchanges.applications.models import Application, Revision
from exchanges.applications.vocabulary import CoState
from exchanges.calls import budgets

FORMAT = 1


def canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def content_of(application: Application) -> dict[str, Any]:
    """What the draft holds now, as it is sent: only what was asked, the hash of every file inside."""
    stored = {one.key: one.answers for one in application.sections.filter(stage=application.stage)}
    files = application.attachments.filter(removed_at=None).select_related("file").order_by("slot", "pk")
    co = application.co_applicants.filter(state=CoState.ACCEPTED).order_by("pk")
    letters = application.letters.exclude(state__in=missing.LEFT).order_by("pk")
    return {
        "format": FORMAT, "application": application.uid, "call": application.call.uid, "stage": application.stage,
        "form": {"stage": application.form.stage, "version": application.form.version}, "side": application.side,
        "applicant": application.applicant.full_name, "language": application.language, "currency": application.currency,
        "sections": {one["key"]: only_asked(one, stored.get(one["key"], {})) for one in application.form.sections},
        "files": [
            {"slot": one.slot, "uid": one.file.uid, "name": one.file.name, "type": one.file.media_type, "bytes": one.file.size,
             "sha256": one.file.sha256} for one in files
        ],
        "hosts": [one.position.uid for one in application.preferences.select_related("position").order_by("rank")],
        "co_applicants": [{"name": one.name, "part": one.part} for one in co],
        "referees": [{"name": one.name, "organisation": one.organisation, "relation": one.relation} for one in letters],
    }


def budget_of(application: Application, content: dict[str, Any]) -> int | None:
    """The sum asked for, as the form says which questions make it."""
    return budgets.total(application.form.sections, content["sections"])


def write(
    application: Application, content: dict[str, Any], *, key: str, received_at: datetime, is_late: bool, by: Actor,
) -> Revision:
    """The next sent copy of a locked application."""
    last = application.revisions.order_by("-number").first()
    made: Revision = application.revisions.create(
        stage=application.stage, number=last.number + 1 if last else 1, content=content, sha256=digest(content), key=key, received_at=received_at,
        is_late=is_late, by=by.person,
    )
    return made
