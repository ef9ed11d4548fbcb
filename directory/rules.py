"""Who may see and who may write which parts of a profile. Predicates return only bool."""

from typing import Protocol

from accounts.actor import Actor, Tier
from directory.vocabulary import TIERED_FIELDS, Kind, Status

LIVING = frozenset({Status.DRAFT, Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN})
# What its own people may write. Everything else of a profile (owner, status, verification, uid …) is written by acts, never by a form.
SHARED = frozenset({"names", "summary", "keywords", "subjects", "languages", "website", "identifiers", "interests", "place"})
WRITABLE: dict[str, frozenset[str]] = {
    Kind.RESEARCHER: SHARED | {"title", "career_stage", "affiliations"},
    Kind.INSTITUTE: SHARED | {"types", "established"},
    Kind.COMPANY: SHARED | {"types", "established", "staff"},
}
# Who holds a domain decides who joins by an address under it.
BY_STAFF_ALONE = frozenset({"domains"})


class TieredProfile(Protocol):
    pk: int
    owner_id: int | None
    field_tiers: dict[str, int]


class KnownProfile(TieredProfile, Protocol):
    kind: str
    status: str


def is_owner(actor: Actor, profile: TieredProfile) -> bool:
    """Whether the profile is the actor's own."""
    return actor.person is not None and profile.owner_id == actor.person.pk


def is_manager(actor: Actor, profile: KnownProfile) -> bool:
    """Whether the actor manages this organisation."""
    return actor.person is not None and profile.kind != Kind.RESEARCHER and actor.manages(profile.pk)


def visible_fields(actor: Actor, profile: TieredProfile) -> frozenset[str]:
    """Which of TIERED_FIELDS the actor may read on this profile."""
    if actor.is_staff or is_owner(actor, profile) or (actor.person is not None and actor.manages(profile.pk)):
        return frozenset(TIERED_FIELDS)
    reach = min(actor.tier, Tier.PARTNERS)
    return frozenset(field for field in TIERED_FIELDS if profile.field_tiers.get(field, Tier.PUBLIC) <= reach)


def writable_fields(actor: Actor, profile: KnownProfile) -> frozenset[str]:
    """Which parts the actor may write: owners and managers their own, staff all. A token or a link writes nothing."""
    if actor.person is None or profile.status not in LIVING:
        return frozenset()
    own = WRITABLE[profile.kind]
    if actor.is_staff:
        return own | (BY_STAFF_ALONE if profile.kind != Kind.RESEARCHER else frozenset())
    return own if is_owner(actor, profile) or is_manager(actor, profile) else frozenset()


def may_edit(actor: Actor, profile: KnownProfile) -> bool:
    """Whether the actor may write any part of the profile."""
    return bool(writable_fields(actor, profile))


def may_consent(actor: Actor, profile: KnownProfile) -> bool:
    """Whether it is for the actor to agree that this profile is published: a person's own, and nobody else's."""
    return profile.kind == Kind.RESEARCHER and is_owner(actor, profile) and profile.status in LIVING


def may_publish(actor: Actor, profile: KnownProfile) -> bool:
    """People publish their own profile; staff publish organisations, and people whose profile nobody owns."""
    if profile.status not in LIVING:
        return False
    unowned = profile.kind != Kind.RESEARCHER or profile.owner_id is None
    return may_consent(actor, profile) or (actor.is_staff and actor.person is not None and unowned)


def may_withdraw(actor: Actor, profile: KnownProfile) -> bool:
    """People take their own profile out of the directory; staff any."""
    return profile.status in LIVING and (may_consent(actor, profile) or (actor.is_staff and actor.person is not None))


def may_create(actor: Actor) -> bool:
    """Whoever has a confirmed address may begin a profile of their own."""
    return actor.person is not None and actor.tier >= Tier.MEMBERS


def is_oneself(actor: Actor, user_id: int | None) -> bool:
    """Whether that user is the actor, here in person."""
    return actor.person is not None and actor.person.pk == user_id


def may_manage(actor: Actor, organisation: int) -> bool:
    """Whether the actor decides who belongs to the organisation (its Profile.pk): its managers and staff."""
    return actor.person is not None and (actor.is_staff or actor.manages(organisation))


def may_answer(actor: Actor, organisation: int, user_id: int | None) -> bool:
    """Whether the actor may decide about that user there: never about oneself."""
    return may_manage(actor, organisation) and not is_oneself(actor, user_id)


def may_see_people(actor: Actor, organisation: int) -> bool:
    """Whether the actor may read who belongs to the organisation: who belongs there themselves, and staff."""
    return actor.person is not None and (actor.is_staff or actor.belongs_to(organisation))


def may_join(actor: Actor) -> bool:
    """Whether the actor may ask to belong somewhere, or say that a profile is theirs: people with a confirmed address."""
    return actor.person is not None and (actor.is_staff or actor.tier >= Tier.MEMBERS)


def may_name_partners(actor: Actor) -> bool:
    """Whether the actor confirms partners: staff alone."""
    return actor.person is not None and actor.is_staff
