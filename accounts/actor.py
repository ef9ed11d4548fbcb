"""The one thing a permission question is asked about: who acts, with what reach, at what moment."""

import enum
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


class Tier(enum.IntEnum):
    """Who may see a value. Each tier sees what the lower ones see."""

    PUBLIC = 0
    MEMBERS = 1
    PARTNERS = 2
    PRIVATE = 3


@dataclass(frozen=True)
class Actor:
    """Who asks. `tier` is the highest tier this actor reads on anybody's profile; staff and owners read more by rule."""

    user: User | None = None
    tier: Tier = Tier.PUBLIC
    is_staff: bool = False
    now: datetime = field(default_factory=timezone.now)


def anonymous() -> Actor:
    """A visitor without an account."""
    return Actor()


def actor_for(user: User | AnonymousUser | None) -> Actor:
    """The actor behind a signed-in user; anybody inactive or not signed in is a visitor."""
    if not isinstance(user, User) or not user.is_active:
        return anonymous()
    if user.is_staff or user.is_partner:
        tier = Tier.PARTNERS
    else:
        tier = Tier.MEMBERS if user.is_verified else Tier.PUBLIC
    return Actor(user=user, tier=tier, is_staff=user.is_staff)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a web request."""
    return actor_for(getattr(request, "user", None))
