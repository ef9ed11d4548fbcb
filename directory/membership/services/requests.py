"""Asking to belong, and the answers."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actor import Actor
from directory.errors import Forbidden, Refused
from directory.membership import limits
from directory.membership.services import members, moving
from directory.membership.services.telling import name_of, tell, tell_managers, tell_staff
from directory.models import MembershipRequest, Profile
from directory.rules import may_join
from directory.vocabulary import Kind, Status, WayIn

OPEN_FOR = timedelta(days=90)


def ask(organisation: Profile, *, by: Actor, message: str = "") -> MembershipRequest:
    """Ask the organisation's managers, or the Centre where it has none. Asking twice is asking once."""
    with transaction.atomic():
        organisation, actor = moving.begin(by, organisation)
        user = actor.user
        if user is None or not may_join(actor) or organisation.kind == Kind.RESEARCHER or organisation.status != Status.PUBLISHED:
            raise Forbidden
        if members.current(user, organisation):
            raise Refused(_("You belong here already. Nothing was sent."))
        if waiting := moving.waiting(MembershipRequest.objects.filter(user=user, organisation=organisation), actor.now):
            return waiting  # type: ignore[no-any-return]
        limits.check_requests(user, organisation, now=actor.now)
        asked: MembershipRequest = MembershipRequest.objects.create(
            user=user, organisation=organisation, message=message.strip()[:500], asked_at=actor.now, expires_at=actor.now + OPEN_FOR,
        )
        audit.record("request.ask", by=user, on=("request", str(asked.pk)), right="owner", organisation=organisation.pk)
        if not tell_managers(organisation, "asked", key=str(asked.pk), person=str(user)):
            tell_staff("asked", key=str(asked.pk), person=str(user), organisation=name_of(organisation))
    return asked


def approved(asked: MembershipRequest, actor: Actor) -> None:
    members.admit(asked.user, asked.organisation, way_in=WayIn.REQUEST, by=actor)
    tell(asked.user, "approved", key=str(asked.pk), organisation=name_of(asked.organisation))


def refused(asked: MembershipRequest, actor: Actor) -> None:
    tell(asked.user, "refused", key=str(asked.pk), organisation=name_of(asked.organisation))


def withdrawn(asked: MembershipRequest, actor: Actor) -> None:
    """Nobody has to be told: it is gone from the managers' list."""
