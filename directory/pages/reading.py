"""Staff see what is hidden from everybody else, and that they looked is written down."""

from accounts import audit
from accounts.actor import Actor, Tier
from directory.models import Affiliation, Identifier, Interest, Location, Name, Profile
from directory.rules import is_owner
from directory.vocabulary import Status


def note(profile: Profile, actor: Actor) -> None:
    """An event when staff read somebody's private values, or a profile that isn't published."""
    if actor.is_staff and not is_owner(actor, profile) and _hides_something(profile, actor):
        audit.record("profile.read", by=actor.user, on=("profile", profile.uid), right="staff")


def _hides_something(profile: Profile, actor: Actor) -> bool:
    if profile.status != Status.PUBLISHED or Tier.PRIVATE in profile.field_tiers.values():
        return True
    rows = [model.objects.visible_to(actor).filter(profile=profile, tier=Tier.PRIVATE) for model in (Name, Identifier, Interest, Location)]
    rows.append(Affiliation.objects.visible_to(actor).filter(person=profile, tier=Tier.PRIVATE))
    return any(one.exists() for one in rows)
