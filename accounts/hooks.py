"""What the rooms above hand to accounts, by the names in settings: accounts itself knows no organisation and no programme."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.actor import Actor
    from accounts.models import User

Text = str | Promise


@dataclass(frozen=True)
class Belonging:
    """A place in an organisation, now: its Profile.pk, the role in it, whether it is a confirmed partner."""

    organisation: int
    role: str  # manager, member, officer
    partner: bool = False


@dataclass(frozen=True)
class Role:
    """A role in an exchange programme (its pk): coordinator or reviewer."""

    programme: int
    role: str


@dataclass(frozen=True)
class Need:
    """One thing on My page that waits for this person."""

    text: Text
    href: str
    since: datetime
    due: datetime | None = None


@dataclass(frozen=True)
class Section:
    """A part of My page: a Jinja template and what it is given."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Work:
    """One pile of work for staff: how many wait, since when the oldest does, and where to do it."""

    label: Text
    count: int
    oldest: datetime | None
    href: str


@dataclass(frozen=True)
class Seen:
    """A part of the page "Where my data is seen": a Jinja template, what it is given, and the objects whose sensitive readings it stands for,
    as the audit log names them: ("profile", uid)."""

    template: str
    context: dict[str, Any]
    objects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Recipient:
    """Somebody abroad who could get a person's data: an id that stays, a name in both languages, and the country or region (ISO 3166-1)."""

    key: str
    name: dict[str, str]  # {"en": …, "zh": …}
    country: str


@lru_cache
def named(path: str) -> Callable[..., Any]:
    """The function of that dotted name."""
    found: Callable[..., Any] = import_string(path)
    return found


def belongings_of(user: "User") -> tuple[Belonging, ...]:
    """Where the user belongs now."""
    return tuple(one for path in settings.BELONGINGS for one in named(path)(user))


def roles_of(user: "User") -> tuple[Role, ...]:
    """The user's roles in programmes now."""
    return tuple(one for path in settings.PROGRAMME_ROLES for one in named(path)(user))


def needs_of(actor: "Actor") -> list[Need]:
    """What waits for this actor: what has a last day first, the nearest of them before the others, then what waits longest."""
    found = [need for path in settings.NEEDS for need in named(path)(actor)]
    return sorted(found, key=lambda need: (need.due is None, need.due or need.since))


def sections_of(actor: "Actor") -> list[Section]:
    """The parts of My page that other rooms show."""
    return [section for path in settings.MY_PAGE for section in named(path)(actor)]


def profile_sections(profile: Any, actor: "Actor", lang: str) -> list[Section]:
    """The parts of a profile's page that rooms above the directory show."""
    return [section for path in settings.PROFILE_PAGE for section in named(path)(profile, actor, lang)]


def home_sections(actor: "Actor", lang: str) -> list[Section]:
    """The parts of the home page that rooms above the directory show."""
    return [section for path in settings.HOME_PAGE for section in named(path)(actor, lang)]


def work_for(actor: "Actor") -> list[Work]:
    """The piles of work that staff see."""
    return [work for path in settings.STAFF_WORK for work in named(path)(actor)]


def seen_of(actor: "Actor") -> list[Seen]:
    """What others see of this actor, room by room."""
    return [seen for path in settings.SEEN for seen in named(path)(actor)]


def recipients_for(person: "User") -> list[Recipient]:
    """Who abroad could get this person's data."""
    return [recipient for path in settings.RECIPIENTS for recipient in named(path)(person)]


def identity_proven(user: "User", scheme: str, value: str) -> None:
    """The user proved to an outside provider that this identifier (scheme "orcid") is theirs. May be told again at each sign-in."""
    for path in settings.OUTSIDE_IDENTITIES:
        named(path)(user, scheme, value)
