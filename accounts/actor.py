"""The one thing a permission question is asked about: who acts, with what reach, at what moment."""

import dataclasses
import enum
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from accounts import second_factor
from accounts.hooks import Belonging, Role, belongings_of, roles_of
from accounts.models import User
from accounts.zones import zone_of


class Tier(enum.IntEnum):
    """Who may see a value. Each tier sees what the lower ones see."""

    PUBLIC = 0
    MEMBERS = 1
    PARTNERS = 2
    PRIVATE = 3


# What a token must carry for its reader to reach a tier.
SCOPE_OF_TIER = {Tier.MEMBERS: "members:read", Tier.PARTNERS: "partners:read"}


@dataclass(frozen=True)
class Actor:
    """Who asks. `tier` is the highest tier this actor reads on anybody's profile; staff and owners read more by rule.

    A person in a session has `scopes` None. A token (`scopes`) or a referee's link (`referee_grant`) is narrower than its owner: it is nobody's
    owner, manager or staff, and `user` only says for whom it acts.
    """

    user: User | None = None
    tier: Tier = Tier.PUBLIC
    is_staff: bool = False  # staff rights, in a session that was opened with the second factor
    belongings: tuple[Belonging, ...] = ()
    roles: tuple[Role, ...] = ()
    scopes: frozenset[str] | None = None
    referee_grant: int | None = None
    now: datetime = field(default_factory=timezone.now)

    def __post_init__(self) -> None:
        if (self.scopes is not None or self.referee_grant is not None) and (self.is_staff or self.belongings or self.roles):
            raise ValueError("A token or a link has no standing of its own.")

    @property
    def person(self) -> User | None:
        """The user when they are here themselves; nobody when a token or a link acts."""
        return self.user if self.scopes is None and self.referee_grant is None else None

    @property
    def zone_name(self) -> str:
        """The time zone that the person chose, by its IANA id; blank where there is none."""
        return self.person.time_zone if self.person else ""

    @property
    def zone(self) -> tzinfo:
        """On which clock they are shown times."""
        return zone_of(self.zone_name)

    def belongs_to(self, organisation: int) -> bool:
        """Whether they belong to the organisation (its Profile.pk) now."""
        return any(one.organisation == organisation for one in self.belongings)

    def manages(self, organisation: int) -> bool:
        return any(one.organisation == organisation and one.role == "manager" for one in self.belongings)

    def has_role(self, role: str, programme: int) -> bool:
        """Whether they are coordinator or reviewer of the programme (its pk)."""
        return any(one.role == role and one.programme == programme for one in self.roles)


def anonymous() -> Actor:
    """A visitor without an account."""
    return Actor()


def actor_for(user: User | AnonymousUser | None, *, second_factor_used: bool = False) -> Actor:
    """The actor behind a user; anybody inactive or not signed in is a visitor. Staff and programme rights need the second factor."""
    if not isinstance(user, User) or not user.is_active:
        return anonymous()
    trusted = second_factor_used or not second_factor.is_required()
    is_staff = user.is_staff and trusted
    belongings = belongings_of(user)
    tier = Tier.MEMBERS if user.is_verified else Tier.PUBLIC
    if is_staff or (user.is_verified and any(one.partner for one in belongings)):
        tier = Tier.PARTNERS
    roles = tuple(role for role in roles_of(user) if trusted or role.role != "coordinator")
    return Actor(user=user, tier=tier, is_staff=is_staff, belongings=belongings, roles=roles)


def narrowed(actor: Actor, scopes: frozenset[str]) -> Actor:
    """What is left of an actor who acts through a token with these scopes: never staff, never an owner, and only the tiers the scopes name.
    Narrowing once more never gives back what the first narrowing took."""
    if actor.scopes is not None:
        scopes &= actor.scopes
    tier = Tier.PUBLIC
    for reached, scope in SCOPE_OF_TIER.items():
        if scope in scopes and actor.tier >= reached:
            tier = reached
    return dataclasses.replace(actor, tier=tier, is_staff=False, belongings=(), roles=(), scopes=scopes)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a web request, asked of the database once a request."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    actor = actor_for(getattr(request, "user", None), second_factor_used=second_factor.was_used(request))
    request.actor = actor  # type: ignore[attr-defined]
    return actor
