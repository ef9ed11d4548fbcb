"""A draft under its locks: until when it may be written, what its files and wishes are, and what the clock has made of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.applications import answers
from exchanges.applications.models import Application, Attachment, Pair
from exchanges.applications.rules import may_write
from exchanges.applications.states import TRANSITIONS
from exchanges.applications.vocabulary import ApplicationStatus
from exchanges.calls import clock, picking
from exchanges.calls.models import Call, HostPosition
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.events.moves import carry_out

MOST_FILES = 5  # in one place
TOO_LATE = _("The time to send this application is over, so nothing was changed. What you typed is shown below.")
NOT_OPEN = _("This application can’t be written now, so nothing was changed. Its page says how it stands.")
TOO_MANY = _("There are %(most)s files here already, so nothing was stored. Remove one first.")
TWICE = _("Choose each host once. Nothing was changed.")
OTHER_CALL = _("This host isn’t part of the call any more. Nothing was changed; choose another.")


class TooLate(NotNow):
    """The deadline, or the time to answer a question, has passed."""

    message = TOO_LATE


def locked(application: Application, *, with_call: bool = False) -> Application:
    """The application as it stands, locked in the order of all rooms: its call where that is wanted, its pair, itself."""
    assert transaction.get_connection().in_atomic_block, "rows are locked in a transaction"
    if with_call:
        # Not FOR UPDATE: rows that name the call may be written meanwhile, other submissions may not.
        Call.objects.select_for_update(no_key=True).get(pk=application.call_id)
    if application.pair_id:
        list(Pair.objects.select_for_update(no_key=True).filter(pk=application.pair_id))
    found: Application = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    return found


def takes(application: Application, at: datetime) -> bool:
    """Whether what arrives at `at` may still be written or sent, by the clock alone."""
    if application.status == ApplicationStatus.MORE_INFO:
        return application.info_due_at is None or at < application.info_due_at
    return application.status == ApplicationStatus.DRAFT and clock.takes_applications(application.call, at, application.stage)


def is_over(application: Application, at: datetime) -> bool:
    """Whether the closing of its stage has passed: only time does that, not a call that was closed by hand."""
    end = clock.hard_close(application.call, application.stage)
    return end is not None and at >= end


def writable(application: Application, by: Actor) -> Application:
    """The locked draft, for who may write it now. Raises NotAllowed, TooLate or NotNow."""
    application = locked(application)
    if not may_write(by, application):
        raise NotAllowed
    if application.status not in {ApplicationStatus.DRAFT, ApplicationStatus.MORE_INFO}:
        raise NotNow(NOT_OPEN)
    if not takes(application, by.now):
        raise TooLate
    return application


def settle(application: Application, now: datetime) -> bool:
    """What the clock has decided about a locked draft, written down: after the deadline the last sent copy counts, or nothing was sent; a half
    whose other half isn't in doesn't count. Returns whether something was written."""
    if not is_over(application, now):
        return False
    name = ""
    if application.status == ApplicationStatus.DRAFT:
        name = "restore" if application.revisions.filter(stage=application.stage).exists() else "end-unsent"
    elif application.status == ApplicationStatus.SUBMITTED and application.pair and application.pair.complete_at is None:
        name = "end-one-sided"
    if not name:
        return False
    done = carry_out(TRANSITIONS, application, name, by=None, field="status", call=application.call_id)
    if name == "restore":
        settle(application, now)
    return done


def attach(application: Application, slot: str, upload: Any, *, by: Actor, types: Sequence[str] = ("pdf",), max_mb: int = 10) -> Attachment:
    """Store a file in one of the places that the form or the call has for one. Raises FileRefused and what `writable` raises."""
    from exchanges.files import services as files  # its records hang on attachments, so it is asked for late

    with transaction.atomic():
        application = writable(application, by)
        if application.attachments.filter(slot=slot, removed_at=None).count() >= MOST_FILES:
            raise ExchangeError(TOO_MANY % {"most": MOST_FILES})
        stored = files.store(upload, by=by, types=tuple(types), max_bytes=max_mb * 1024 * 1024)
        touched(application, by)
        made: Attachment = application.attachments.create(file=stored, slot=slot)
    return made


def detach(application: Application, key: int, *, by: Actor) -> bool:
    """Take a file out of the draft. The bytes go too, unless a sent copy holds them."""
    from exchanges.files import services as files  # as above

    with transaction.atomic():
        application = writable(application, by)
        found = application.attachments.filter(pk=key, removed_at=None).select_related("file").first()
        if found is None:
            return False
        found.removed_at = by.now
        found.save(update_fields=["removed_at"])
        sent = any(found.file.uid == one["uid"] for revision in application.revisions.all() for one in revision.content.get("files", []))
        if not sent:
            files.remove(found.file, by=by)
        touched(application, by)
    return True


def prefer(application: Application, positions: Sequence[str], *, by: Actor) -> None:
    """The ranked wishes, best first, as uids of positions of the call; they take the place of the earlier ones."""
    with transaction.atomic():
        application = writable(application, by)
        if len(set(positions)) != len(positions):
            raise ExchangeError(TWICE)
        known = {one.uid: one for one in HostPosition.objects.filter(call=application.call_id, uid__in=[uid for uid in positions if uid.isalnum()])}
        if len(known) != len(positions):
            raise ExchangeError(OTHER_CALL)
        application.preferences.all().delete()
        for rank, uid in enumerate(positions, 1):
            application.preferences.create(position=known[uid], rank=rank)
        touched(application, by)


def looked_up(section: dict[str, Any], given: answers.Answers, standing: answers.Answers, by: Actor) -> answers.Answers:
    """The answers with every profile that is chosen now looked up: under a name that is its own, and as typed text where the writer can't see one.
    What stood there before stays: a co-applicant may see less than who chose it."""
    before = answers.profiles_in(section, standing)
    known = picking.known((one["uid"] for one in answers.profiles_in(section, given) if one not in before), by)

    def chosen(value: dict[str, Any]) -> Any:
        if value in before:
            return value
        found = known.get(value["uid"])
        if found is None:
            return {"typed": value.get("name") or value["uid"]}
        return value if value.get("name") in found.names else {"uid": value["uid"], "name": found.names[0]}

    return answers.with_profiles(section, given, chosen)


def touched(application: Application, by: Actor, **columns: Any) -> None:
    """Note that the draft was written, and further columns with it."""
    for name, value in {"updated_at": by.now, **columns}.items():
        setattr(application, name, value)
    application.save(update_fields=["updated_at", *columns])
