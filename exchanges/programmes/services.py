"""What may happen to a programme: it is entered, written, made public and ended, profiles take part in it, and people are given roles in it and
leave them. Each act is one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.actor import Actor
from accounts.errors import NotAllowed
from accounts.models import User
from accounts.vocabulary import NoticeKind
from directory.models import Profile
from exchanges.calls.models import Call
from exchanges.errors import ExchangeError
from exchanges.events import moves
from exchanges.programmes.models import Participation, Programme, ProgrammeRole
from exchanges.programmes.rules import is_oneself, may_coordinate, may_run_programmes, right_of
from exchanges.programmes.states import PROGRAMME, TRANSITIONS
from exchanges.programmes.vocabulary import PartName

NOT_ACTIVE = _("This account is deactivated, so it can’t have a role. Nothing was changed.")
NOT_VERIFIED = _("This person hasn’t confirmed their e-mail address yet, so they can’t have a role. Nothing was changed.")

NO_SUMMARY = _("Write the summary in English and in Chinese first. Nothing was changed.")
STILL_RUNS = _("%(count)s calls of this programme still run. Decide or cancel them first; nothing was changed.")
NO_PART = _("Choose as what it takes part. Nothing was changed.")
NO_PROFILE = _("This profile isn’t public. Choose another; nothing was changed.")
WRITTEN = (
    "name_en", "name_zh", "summary_en", "summary_zh", "funding_en", "funding_zh", "kind", "direction", "currency", "subjects", "career_stages",
    "languages", "website",
)


def edit(programme: Programme, given: Mapping[str, Any], *, by: Actor) -> Programme:
    """Write the fields of a programme, as its form has read them (columns of WRITTEN). A public one keeps both summaries."""
    _refuse_unless(may_coordinate(by, programme.pk))
    with transaction.atomic():
        row: Programme = Programme.objects.select_for_update().get(pk=programme.pk)
        before = {name: getattr(row, name) for name in WRITTEN}
        for name in WRITTEN:
            setattr(row, name, given.get(name, before[name]))
        if row.status == "published" and before["summary_en"] and before["summary_zh"] and not (row.summary_en and row.summary_zh):
            raise ExchangeError(NO_SUMMARY)
        changed = [name for name in WRITTEN if getattr(row, name) != before[name]]
        if changed:
            row.updated_at = by.now
            row.save(update_fields=[*changed, "updated_at"])
            audit.record("programme.edit", by=by.user, on=("programme", row.uid), right=right_of(by), fields=changed)
    return row


def move(programme: Programme, name: str, *, by: Actor) -> bool:
    """Make it public, end it, take it up again. Returns whether it happened now."""
    with transaction.atomic():
        row: Programme = Programme.objects.select_for_update().get(pk=programme.pk)
        _refuse_unless(PROGRAMME[name].rule(by, row))
        if name == "publish" and not (row.summary_en.strip() and row.summary_zh.strip()):
            raise ExchangeError(NO_SUMMARY)
        running = Call.objects.filter(programme=row, status__in=["published", "in-review", "deciding"]).count() if name == "archive" else 0
        if running:
            raise ExchangeError(str(STILL_RUNS) % {"count": running})
        done = moves.carry_out(PROGRAMME, row, name, by=by, field="status", right=right_of(by), writes={"updated_at": by.now})
        if done:
            audit.record(f"programme.{name}", by=by.user, on=("programme", row.uid), right=right_of(by))
    return done


def take_part(programme: Programme, *, profile: Profile, part: str, by: Actor) -> Participation:
    """Let a public profile take part. Twice is once."""
    _refuse_unless(may_coordinate(by, programme.pk))
    if part not in PartName.values:
        raise ExchangeError(NO_PART)
    if not Profile.objects.visible_to(by).filter(pk=profile.pk, status="published").exists():
        raise ExchangeError(NO_PROFILE)
    with transaction.atomic():
        row = Programme.objects.select_for_update().get(pk=programme.pk)
        taken, created = Participation.objects.get_or_create(
            programme=row, profile=profile, part=part, defaults={"position": row.participations.filter(part=part).count()},
        )
        if created:
            audit.record("programme.take-part", by=by.user, on=("programme", row.uid), right=right_of(by), part=part, profile=profile.uid)
    return taken


def end_part(programme: Programme, key: int, *, by: Actor) -> bool:
    """A profile no longer takes part. Returns whether it still did."""
    _refuse_unless(may_coordinate(by, programme.pk))
    with transaction.atomic():
        gone, _each = Participation.objects.filter(programme=programme, pk=key).delete()
        if gone:
            audit.record("programme.end-part", by=by.user, on=("programme", programme.uid), right=right_of(by))
    return bool(gone)


def enter(*, name_en: str, name_zh: str, by: Actor | None) -> Programme:
    """A new programme. `by` is None for what Qiao does itself (the demo)."""
    _refuse_unless(by is None or may_run_programmes(by))
    with transaction.atomic():
        programme = Programme.objects.create(name_en=name_en, name_zh=name_zh)
        audit.record("programme.enter", by=_user(by), on=("programme", programme.uid), right=right_of(by))
    return programme


def give_role(programme: Programme, *, to: User, role: str, by: Actor | None) -> ProgrammeRole:
    """Make somebody coordinator or reviewer, and tell them. Giving it twice is giving it once."""
    _refuse_unless(by is None or TRANSITIONS["give"].rule(by, to.pk))
    with transaction.atomic():
        to = User.objects.select_for_update(no_key=True).get(pk=to.pk)
        if not to.is_active:
            raise NotAllowed(NOT_ACTIVE)
        if not to.is_verified:
            raise NotAllowed(NOT_VERIFIED)
        held, created = ProgrammeRole.objects.get_or_create(programme=programme, user=to, role=role, ended_at=None, defaults={"by": _user(by)})
        if created:
            audit.record("programme.give-role", by=_user(by), on=("programme", programme.uid), right=right_of(by), role=role, user=to.pk)
            path = f"account/programmes/{programme.uid}" if role == "coordinator" else "account"
            _tell(held, f"{role}-given", path)
    return held


def end_role(held: ProgrammeRole, *, by: Actor | None) -> bool:
    """Take the role back, or lay down one's own; it counts on the very next request. Returns whether it was still held."""
    _refuse_unless(by is None or TRANSITIONS["end"].rule(by, held.user_id))
    own = by is not None and is_oneself(by, held.user_id)
    with transaction.atomic():
        ended = ProgrammeRole.objects.filter(pk=held.pk, ended_at=None).update(ended_at=max(timezone.now(), held.started_at))
        if ended:
            right = "owner" if own else right_of(by)
            audit.record("programme.end-role", by=_user(by), on=("programme", held.programme.uid), right=right, role=held.role, user=held.user_id)
            if not own:
                _tell(held, f"{held.role}-ended", "account")
    return bool(ended)


def _tell(held: ProgrammeRole, topic: str, path: str) -> None:
    programme = held.programme
    notices.tell(
        held.user, NoticeKind.EXCHANGE, f"programmes/{topic}", facts={"programme": {"en": programme.name_en, "zh": programme.name_zh}}, path=path,
        dedupe_key=f"programme-role:{topic}:{held.pk}",
    )


def _user(by: Actor | None) -> User | None:
    return by.user if by else None


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed
