"""Coming in by one's own address or by staff, leaving, being removed, and what somebody is in the organisation."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actor import Actor
from accounts.models import User
from directory.errors import Forbidden, Refused
from directory.membership.domains import proves
from directory.membership.services import moving
from directory.membership.services.telling import managers_of, name_of, tell, tell_managers
from directory.models import Membership, MembershipRequest, Profile
from directory.rules import may_join
from directory.vocabulary import Kind, MembershipRole, RequestState, Status, WayIn

RANK = {MembershipRole.MEMBER: 0, MembershipRole.OFFICER: 1, MembershipRole.MANAGER: 2}


def proof_of(user: User, organisation: Profile) -> str:
    """The confirmed address of the user that is one of the organisation's; "" when there is none."""
    detail = getattr(organisation, "organisation", None)
    held = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "id").values_list("email", flat=True)
    return next((email for email in held if detail and proves(email, detail.domains)), "")


def was_removed(user: User, organisation: Profile) -> bool:
    """Whether somebody else ended the last membership: then an address alone no longer opens the door."""
    last = Membership.objects.filter(user=user, organisation=organisation, ended_at__isnull=False).order_by("-ended_at", "-id").first()
    return last is not None and last.ended_by_id != user.pk


def can_join(user: User, organisation: Profile) -> bool:
    """Whether the user's own address brings them in."""
    listed = organisation.kind != Kind.RESEARCHER and organisation.status == Status.PUBLISHED
    return listed and not was_removed(user, organisation) and bool(proof_of(user, organisation))


def join(organisation: Profile, *, by: Actor) -> Membership:
    """Come in as a member by a confirmed address under one of the organisation's domains. Joining twice is joining once."""
    with transaction.atomic():
        organisation = moving.locked(organisation.pk)
        actor = moving.fresh(by)
        user = actor.user
        if user is None or not may_join(actor):
            raise Forbidden
        held = current(user, organisation)
        if held:
            return held
        if not can_join(user, organisation):
            raise Refused(_("None of your confirmed addresses opens this door. Nothing was changed; ask to join instead."))
        held = admit(user, organisation, way_in=WayIn.DOMAIN, by=actor)
        audit.record("membership.join", by=user, on=("membership", str(held.pk)), right="owner", organisation=organisation.pk)
        tell_managers(organisation, "joined", but=user, key=str(held.pk), person=str(user))
    return held


def enter(organisation: Profile, *, user: User, by: Actor, role: str = MembershipRole.MEMBER) -> Membership:
    """Staff enter somebody, such as an organisation's first manager."""
    with transaction.atomic():
        organisation = moving.locked(organisation.pk)
        actor = moving.fresh(by)
        if not actor.is_staff:
            raise Forbidden
        if held := current(user, organisation):
            return held
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            raise Refused(moving.INACTIVE)
        held = admit(user, organisation, role=role, way_in=WayIn.STAFF, by=actor)
        audit.record("membership.enter", by=actor.user, on=("membership", str(held.pk)), right="staff", user=user.pk, role=role)
        tell(user, "entered", key=str(held.pk), organisation=name_of(organisation), role=role)
    return held


def current(user: User, organisation: Profile) -> Membership | None:
    found: Membership | None = Membership.objects.filter(user=user, organisation=organisation, ended_at=None).first()
    return found


def admit(user: User, organisation: Profile, *, way_in: str, by: Actor, role: str = MembershipRole.MEMBER) -> Membership:
    """Open the door, once; who is in already gets the higher of the two roles. An open request of theirs is answered by it."""
    held = current(user, organisation)
    if held is None:
        held = Membership.objects.create(user=user, organisation=organisation, role=role, way_in=way_in, by=by.user, started_at=by.now)
    elif RANK[MembershipRole(role)] > RANK[MembershipRole(held.role)]:
        held.role = role
        held.save(update_fields=["role"])
    waiting = MembershipRequest.objects.filter(user=user, organisation=organisation, status=RequestState.OPEN)
    waiting.update(status=RequestState.APPROVED, decided_at=by.now, decided_by=by.user)
    return held


def is_last_manager(held: Membership) -> bool:
    return held.role == MembershipRole.MANAGER and not managers_of(held.organisation, but=held.user)


def end(held: Membership, *, at: datetime, by: User | None) -> None:
    held.ended_at, held.ended_by = max(at, held.started_at), by
    held.save(update_fields=["ended_at", "ended_by"])


def left(held: Membership, actor: Actor) -> None:
    """They go by themselves; the last manager names another first."""
    if is_last_manager(held) and not actor.is_staff:
        raise Refused(_("You are the only manager here. Nothing was changed: make another member manager first, or ask the Centre to take over."))
    end(held, at=actor.now, by=actor.user)
    tell_managers(held.organisation, "left", but=held.user, key=str(held.pk), person=str(held.user))


def removed(held: Membership, actor: Actor) -> None:
    """Somebody else ends it; from the very next request on nothing of it is left."""
    end(held, at=actor.now, by=actor.user)
    tell(held.user, "removed", key=str(held.pk), organisation=name_of(held.organisation))


def role_changed(held: Membership, actor: Actor, *, role: str) -> None:
    if role not in MembershipRole.values:
        raise Refused(_("Choose a role from the list. Nothing was changed."))
    if held.role == role:
        return
    if is_last_manager(held) and not actor.is_staff:
        raise Refused(_("You are the only manager here. Nothing was changed: make another member manager first, or ask the Centre to take over."))
    held.role = role
    held.save(update_fields=["role"])
    if held.user_id != (actor.user.pk if actor.user else None):
        tell(held.user, "role", organisation=name_of(held.organisation), role=role)
