"""Which organisations are partners: staff confirm it, and their members read what is for partners from the next request on."""

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from directory.errors import Forbidden
from directory.membership.services import moving
from directory.membership.services.telling import tell_managers
from directory.models import Partnership, Profile
from directory.rules import may_name_partners
from directory.vocabulary import Kind


def confirm(organisation: Profile, *, by: Actor) -> Partnership:
    """The organisation is a partner. Confirming twice is confirming once."""
    with transaction.atomic():
        organisation, actor = _decided(organisation, by)
        held: Partnership | None = Partnership.objects.filter(organisation=organisation, ended_at=None).first()
        if held is None:
            held = Partnership.objects.create(organisation=organisation, confirmed_by=actor.user, started_at=actor.now)
            audit.record("partnership.confirm", by=actor.user, on=("profile", organisation.uid), right="staff")
            tell_managers(organisation, "partner", key=str(held.pk))
    return held


def end(organisation: Profile, *, by: Actor) -> int:
    """The organisation is no longer a partner. Returns how many partnerships were ended: 0 or 1."""
    with transaction.atomic():
        organisation, actor = _decided(organisation, by)
        held = Partnership.objects.filter(organisation=organisation, ended_at=None).first()
        if held is None:
            return 0
        held.ended_at = max(actor.now, held.started_at)
        held.save(update_fields=["ended_at"])
        audit.record("partnership.end", by=actor.user, on=("profile", organisation.uid), right="staff")
        tell_managers(organisation, "partner-ended", key=str(held.pk))
    return 1


def _decided(organisation: Profile, by: Actor) -> tuple[Profile, Actor]:
    organisation, actor = moving.locked(organisation.pk), moving.fresh(by)
    if not may_name_partners(actor) or organisation.kind == Kind.RESEARCHER:
        raise Forbidden
    return organisation, actor
