"""One move: under locks, read again, checked again, done with all its effects; or refused in words."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.actor import Actor
from accounts.models import User
from accounts.vocabulary import Outcome
from directory.belonging import belongings_of
from directory.errors import Forbidden, Refused
from directory.membership import limits
from directory.membership.services.telling import settled
from directory.membership.states import NOUNS, TRANSITIONS, Move, has_expired, state_of
from directory.models import Affiliation, Claim, MembershipRequest, Profile

Row = TypeVar("Row", bound=Any)
Effect = Callable[..., None]
INACTIVE = gettext_lazy("This account is deactivated. Nothing was changed.")
GRANTS = {(MembershipRequest, "approve"), (Claim, "confirm")}  # what gives its person a right
NAMES = {model: noun for noun, model in NOUNS.items()}


def make(row: Row, name: str, effect: Effect, *, by: Actor, **more: Any) -> Row:
    """Make the move `name`. Making it again gives the first result; what somebody else decided meanwhile is told and stays."""
    try:
        with transaction.atomic():
            made: Row = _make(row, name, effect, by=by, **more)
            return made
    except Forbidden:
        audit.record(f"{NAMES[type(row)]}.{name}", by=by.user, on=(NAMES[type(row)], str(row.pk)), outcome=Outcome.REFUSED)
        raise


def _make(row: Any, name: str, effect: Effect, *, by: Actor, **more: Any) -> Any:
    if isinstance(row, Claim):
        limits.lock(row.user)
    lock(row)
    row = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    actor, move = fresh(by), TRANSITIONS[type(row)][name]
    state = state_of(row, actor.now.date().isoformat())
    if state == move.target != "current" and actor.user and decided_by(row) == actor.user.pk:
        return row  # their own second try, even when the right went with the first
    if not move.rule(actor, row):
        raise Forbidden
    if state == move.target != "current":
        return row
    if state not in move.sources:
        raise Refused(already(row))
    if has_expired(row, actor):
        raise Refused(_("The time to answer is over. Nothing was changed."))
    if (type(row), name) in GRANTS and not row.user.is_active:
        raise Refused(INACTIVE)
    write(row, move, actor)
    effect(row, actor, **more)
    audit.record(f"{NAMES[type(row)]}.{name}", by=actor.user, on=(NAMES[type(row)], str(row.pk)), right=right_of(actor, row), **told(row, more))
    return row


def write(row: Any, move: Move, actor: Actor) -> None:
    """The new status, when and by whom; of rows that have one."""
    if not hasattr(row, "status"):
        return
    row.status, row.decided_at = move.target, actor.now
    if hasattr(row, "decided_by_id"):
        row.decided_by = actor.user
    row.save()
    settled(row)


def begin(by: Actor, profile: Profile) -> tuple[Profile, Actor]:
    """The organisation or profile that something new is asked of, and who asks: both locked and read again."""
    if by.user:
        limits.lock(by.user)
    return locked(profile.pk), fresh(by)


def waiting(rows: QuerySet[Any], now: datetime) -> Any:
    """The one of these open rows (at most one) that still waits for its answer. One whose time is over is closed."""
    found = rows.filter(status="open").first()
    if found and found.expires_at <= now:
        past(found, now)
        return None
    return found


def lock(row: Any) -> Profile:
    """Nobody else decides about this organisation (of a claim or an affiliation: this person's profile) until the transaction ends."""
    whose = row.profile_id if isinstance(row, Claim) else row.person_id if isinstance(row, Affiliation) else row.organisation_id
    return locked(whose)


def locked(profile: int) -> Profile:
    found: Profile = Profile.objects.select_for_update(no_key=True).get(pk=profile)
    return found


def fresh(by: Actor) -> Actor:
    """The actor as the database has them now: what was taken away a moment ago counts already."""
    user = User.objects.filter(pk=by.user.pk, is_active=True).first() if by.person and by.user else None
    if user is None:
        raise Forbidden
    return dataclasses.replace(by, user=user, belongings=belongings_of(user), is_staff=by.is_staff and user.is_staff, now=timezone.now())


def decided_by(row: Any) -> int | None:
    """Who answered or ended the row, where that is known."""
    found: int | None = getattr(row, "decided_by_id", getattr(row, "ended_by_id", None))
    return found


def already(row: Any) -> str:
    """What to say of a row that somebody has answered: the state it is in."""
    if hasattr(row, "status"):
        return _("This was answered before: %(state)s. Nothing was changed.") % {"state": row.get_status_display()}
    return _("This is over already. Nothing was changed.")


def right_of(actor: Actor, row: Any) -> str:
    """With which right the actor did it, for the audit log."""
    organisation = getattr(row, "organisation_id", None)
    if organisation and actor.manages(organisation):
        return "manager"
    if getattr(row, "user_id", None) == (actor.user.pk if actor.user else None):
        return "owner"
    return "staff" if actor.is_staff else "manager" if isinstance(row, Claim) else "owner"


def told(row: Any, more: dict[str, Any]) -> dict[str, Any]:
    """Ids and words of ours for the audit log."""
    facts: dict[str, Any] = {key: value for key, value in more.items() if key == "role"}
    if whose := getattr(row, "user_id", None):
        facts["user"] = whose
    if organisation := getattr(row, "organisation_id", None):
        facts["organisation"] = organisation
    return facts


def past(row: Any, now: datetime) -> None:
    """Close what nobody answered in time."""
    row.status, row.decided_at = "expired", now
    row.save(update_fields=["status", "decided_at"])
    settled(row)
