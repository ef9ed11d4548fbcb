"""Who may see which columns of a profile. Predicates return only bool."""

from typing import Protocol

from accounts.actor import Actor, Tier
from directory.vocabulary import TIERED_FIELDS


class TieredProfile(Protocol):
    owner_id: int | None
    field_tiers: dict[str, int]


def is_owner(actor: Actor, profile: TieredProfile) -> bool:
    """Whether the profile is the actor's own."""
    return actor.user is not None and profile.owner_id == actor.user.pk


def visible_fields(actor: Actor, profile: TieredProfile) -> frozenset[str]:
    """Which of TIERED_FIELDS the actor may read on this profile."""
    if actor.is_staff or is_owner(actor, profile):
        return frozenset(TIERED_FIELDS)
    reach = min(actor.tier, Tier.PARTNERS)
    return frozenset(field for field in TIERED_FIELDS if profile.field_tiers.get(field, Tier.PUBLIC) <= reach)
