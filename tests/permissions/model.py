"""The rules once more, as plainly as they can be said, over facts alone: the code is asked the same questions and must give the same answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

from accounts.actor import Actor, Tier
from accounts.hooks import Belonging, Role

PUBLIC, MEMBERS, PARTNERS, PRIVATE = 0, 1, 2, 3
SCOPES = ("members:read", "partners:read", "partners:write", "export")
TIERED = ("summary", "keywords", "subjects", "languages", "website", "title", "career_stage")
LIVING = ("draft", "pending", "published", "withdrawn")
# What its own people may write, written out: a new part of a profile must be added here by somebody who has thought about it.
PARTS = {
    "researcher": {"names", "summary", "keywords", "subjects", "languages", "website", "identifiers", "interests", "place", "title", "career_stage",
                   "affiliations"},
    "institute": {"names", "summary", "keywords", "subjects", "languages", "website", "identifiers", "interests", "place", "types", "established"},
    "company": {"names", "summary", "keywords", "subjects", "languages", "website", "identifiers", "interests", "place", "types", "established",
                "staff"},
}
STAFF_ONLY = {"researcher": set(), "institute": {"domains"}, "company": {"domains"}}


@dataclass(frozen=True)
class Facts:
    """What is true of somebody who asks."""

    signed_in: bool = True
    active: bool = True
    verified: bool = True
    staff: bool = False
    second_factor: bool = False  # used in this session
    required: bool = True  # whether staff and coordinators need one
    belongings: tuple[Belonging, ...] = ()
    roles: tuple[Role, ...] = ()

    @property
    def here(self) -> bool:
        return self.signed_in and self.active

    @property
    def trusted(self) -> bool:
        return self.second_factor or not self.required

    def is_staff(self) -> bool:
        return self.here and self.staff and self.trusted

    def tier(self) -> int:
        if not self.here:
            return PUBLIC
        if self.is_staff():
            return PARTNERS
        if not self.verified:
            return PUBLIC
        return PARTNERS if any(one.partner for one in self.belongings) else MEMBERS

    def kept_roles(self) -> tuple[Role, ...]:
        if not self.here:
            return ()
        return tuple(one for one in self.roles if one.role == "reviewer" or self.trusted)


BELONGINGS = (
    (), (Belonging(7, "member"),), (Belonging(7, "manager"),), (Belonging(7, "officer"),), (Belonging(8, "member", partner=True),),
    (Belonging(7, "manager"), Belonging(8, "manager", partner=True)),
)
ROLE_SETS = ((), (Role(5, "coordinator"),), (Role(5, "reviewer"),), (Role(5, "coordinator"), Role(6, "reviewer")))


def everybody() -> Iterator[Facts]:
    """Every combination of what can be true of somebody."""
    switches = list(product((False, True), repeat=6))
    for (signed_in, active, verified, staff, second, required), belongings, roles in product(switches, BELONGINGS, ROLE_SETS):
        yield Facts(signed_in, active, verified, staff, second, required, belongings, roles)


def scope_sets() -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(SCOPES) + 1) for some in combinations(SCOPES, size)]


def narrowed_tier(tier: int, scopes: frozenset[str]) -> int:
    """The highest tier that both the owner and a scope reach."""
    if "partners:read" in scopes and tier >= PARTNERS:
        return PARTNERS
    return MEMBERS if "members:read" in scopes and tier >= MEMBERS else PUBLIC


@dataclass(frozen=True)
class Thing:
    """A profile as a rule sees it."""

    pk: int = 7
    owner_id: int | None = None
    kind: str = "researcher"
    status: str = "published"
    field_tiers: dict[str, int] = None  # type: ignore[assignment]


def profiles(owner: int) -> Iterator[Thing]:
    """Profiles of every kind and status: somebody's own, another's, nobody's; an organisation the actor may manage (7) or not (9)."""
    statuses = ("draft", "pending", "published", "withdrawn", "merged", "erased")
    for pk, owned, kind, status in product((7, 9), (None, owner, owner + 1), PARTS, statuses):
        if kind != "researcher" or pk == 9:  # nobody belongs to a person
            yield Thing(pk, owned, kind, status, {})


def is_own(actor: Actor, thing: Thing) -> bool:
    return actor.scopes is None and actor.referee_grant is None and actor.user is not None and thing.owner_id == actor.user.pk


def is_managed(actor: Actor, thing: Thing) -> bool:
    return thing.kind != "researcher" and any(one.organisation == thing.pk and one.role == "manager" for one in actor.belongings)


def reads(actor: Actor, thing: Thing, tier: int) -> bool:
    """Whether the actor reads a value of that tier on that profile."""
    return actor.is_staff or is_own(actor, thing) or is_managed(actor, thing) or tier <= min(int(actor.tier), PARTNERS)


def writes(actor: Actor, thing: Thing) -> set[str]:
    if actor.user is None or actor.scopes is not None or actor.referee_grant is not None or thing.status not in LIVING:
        return set()
    if actor.is_staff:
        return PARTS[thing.kind] | STAFF_ONLY[thing.kind]
    return PARTS[thing.kind] if is_own(actor, thing) or is_managed(actor, thing) else set()


def lists(actor: Actor, thing: Thing) -> bool:
    """Whether the actor may look at the profile at all."""
    if actor.is_staff:
        return thing.status != "erased"
    belongs = any(one.organisation == thing.pk for one in actor.belongings)
    return thing.status == "published" or (thing.status != "erased" and (is_own(actor, thing) or belongs))


def raised(actor: Actor) -> Actor | None:
    """The same actor one tier higher; None when there is none."""
    return replace(actor, tier=Tier(actor.tier + 1)) if actor.tier < Tier.PARTNERS else None
