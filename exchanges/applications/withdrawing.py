"""Withdrawing an application, at any time, with all that follows: places freed, letters no longer asked, the other half out too."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actor import Actor
from exchanges.applications import drafts, ending
from exchanges.applications.models import Application
from exchanges.applications.rules import is_applicant
from exchanges.applications.states import TRANSITIONS
from exchanges.errors import NotAllowed
from exchanges.events.moves import carry_out


def withdraw(application: Application, *, by: Actor | None, reason: str = "") -> bool:
    """End it. `by` is None where a rule does it (an accepted place elsewhere in the programme). Returns whether it happened now; raises
    NotAllowed and NotNow."""
    from exchanges.offers import services as offers  # offers, letters and reviews know applications, so they are asked for late
    from exchanges.references import services as references
    from exchanges.reviews import services as reviews
    from exchanges.survey import upkeep as survey

    with transaction.atomic():
        now = drafts.locked(application, with_call=True)
        done = carry_out(
            TRANSITIONS, now, "withdraw", by=by, field="status", call=now.call_id, reason=reason, right="owner" if by else "",
            writes={"updated_at": by.now if by else timezone.now()},
        )
        if done:
            offers.free_for(now, why="withdrawn", by=by)
            references.cancel_all(now)
            survey.forget_all(now)
            reviews.lock_all(now, now.stage, by=by)  # nobody goes on reviewing what is withdrawn
            ending.with_half(now, "half-withdrawn")  # a half alone doesn't count
            audit.record("application.withdraw", by=by.person if by else None, on=("application", now.uid), right="owner" if by else "")
    application.refresh_from_db()
    return done


def delete_draft(application: Application, *, by: Actor) -> bool:
    """What was never sent goes as a withdrawal like any other: the row says that there was one, its answers and files are gone."""
    from exchanges.files import services as files  # its records hang on attachments, so it is asked for late

    with transaction.atomic():
        if not is_applicant(by, application):
            raise NotAllowed
        done = withdraw(application, by=by)
        if done and application.number is None:
            for one in application.attachments.filter(removed_at=None).select_related("file"):
                files.remove(one.file, by=by)
            application.attachments.update(removed_at=by.now)
            application.sections.all().delete()
            application.preferences.all().delete()
    return done
