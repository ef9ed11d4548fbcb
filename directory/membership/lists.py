"""Rows of belonging as pages show them: with the names they quote and what their reader may do with each."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Cast

from accounts.actor import Actor
from directory.membership.domains import parents, proves
from directory.membership.services.invitations import confirmed_addresses
from directory.membership.services.members import was_removed
from directory.membership.services.telling import Pair, name_of
from directory.membership.states import Move, open_moves
from directory.models import Organisation, Profile
from directory.vocabulary import Status

KEPT = 300  # seconds that we remember which organisations list a domain; joining asks anew
MANAGERS_FIRST = Case(When(role="manager", then=Value(0)), When(role="officer", then=Value(1)), default=Value(2))
MOST = 12  # organisations offered for one address


@dataclass(frozen=True)
class Line:
    """One row: the thing, the profile it is about, that profile's name, and the moves of this reader."""

    row: Any
    profile: Profile
    name: Pair
    moves: dict[str, Move]


@dataclass(frozen=True)
class Door:
    """An organisation that one's own address opens."""

    organisation: Profile
    name: Pair
    email: str


def lines(rows: Iterable[Any], actor: Actor, about: str = "organisation") -> list[Line]:
    """The rows with what belongs to them; `about` names the profile that a row is shown with."""
    return [Line(row, getattr(row, about), name_of(getattr(row, about)), open_moves(actor, row)) for row in rows]


def doors(actor: Actor) -> list[Door]:
    """Organisations that the actor can join by a confirmed address and doesn't belong to yet, those that list exactly its host first."""
    if actor.person is None:
        return []
    found: dict[int, Door] = {}
    for email in confirmed_addresses(actor.person):
        for domain in parents(email):
            for pk in listing(domain):
                if pk not in found and not actor.belongs_to(pk):
                    profile = Profile.objects.select_related("organisation").get(pk=pk)
                    if proves(email, profile.organisation.domains) and not was_removed(actor.person, profile):
                        found[pk] = Door(profile, name_of(profile), email)
    return list(found.values())


def listing(domain: str) -> list[int]:
    """The published organisations that list this very domain (Profile.pk)."""

    def read() -> list[int]:
        rows = Organisation.objects.annotate(written=Cast("domains", TextField())).filter(written__contains=f'"{domain}"')
        return list(rows.filter(profile__status=Status.PUBLISHED).order_by("pk").values_list("pk", flat=True)[:MOST])

    key = f"domain:{hashlib.sha256(domain.encode()).hexdigest()}"
    return cache.get_or_set(key, read, KEPT) or []


def people_like(text: str) -> Q:
    """Members whose name or address holds the text."""
    return Q(user__full_name__icontains=text) | Q(user__email__icontains=text)
