"""What may happen to a programme: it is entered, and people are given roles in it and leave them. Each act is one transaction."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.actor import Actor
from accounts.errors import NotAllowed
from accounts.models import User
from accounts.vocabulary import NoticeKind
from exchanges.programmes.models import Programme, ProgrammeRole
from exchanges.programmes.rules import is_oneself, may_run_programmes
from exchanges.programmes.states import TRANSITIONS

NOT_ACTIVE = _("This account is deactivated, so it can’t have a role. Nothing was changed.")
NOT_VERIFIED = _("This person hasn’t confirmed their e-mail address yet, so they can’t have a role. Nothing was changed.")


def enter(*, name_en: str, name_zh: str, by: Actor | None) -> Programme:
    """A new programme. `by` is None for what Qiao does itself (the demo)."""
    _refuse_unless(by is None or may_run_programmes(by))
    with transaction.atomic():
        programme = Programme.objects.create(name_en=name_en, name_zh=name_zh)
        audit.record("programme.enter", by=_user(by), on=("programme", programme.uid), right=_right(by))
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
            audit.record("programme.give-role", by=_user(by), on=("programme", programme.uid), right=_right(by), role=role, user=to.pk)
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
            right = "owner" if own else _right(by)
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


def _right(by: Actor | None) -> str:
    """With which right; what Qiao does itself needs none."""
    return "staff" if by else ""


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed
