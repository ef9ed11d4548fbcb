"""Finding the organisation that somebody typed, among those the writer may see."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from accounts.actor import Actor, Tier
from directory.errors import DirectoryError
from directory.listing import find
from directory.models import Name, Profile
from directory.names import shown_names
from directory.places import country_name
from directory.search import Filter, SearchQuery
from directory.vocabulary import Kind, Status

MOST = 6


@dataclass(frozen=True)
class Match:
    """An organisation to choose: its uid, its names, where it is."""

    uid: str
    name: str
    also: str
    where: str


@dataclass(frozen=True)
class Known:
    """An organisation that was chosen, and what it is called here."""

    profile: Profile
    name: str
    names: frozenset[str]

    def is_called(self, text: str) -> bool:
        return text.casefold() in self.names


def named(uid: str, actor: Actor, standing: set[int | None]) -> Known | None:
    """The organisation with that uid, if it is published or stands in the writer's profile already."""
    if not uid:
        return None
    here = Q(status=Status.PUBLISHED) | Q(pk__in=[pk for pk in standing if pk])
    profile = Profile.objects.filter(here, uid=uid).exclude(kind=Kind.RESEARCHER).first()
    if profile is None:
        return None
    public = list(profile.names.filter(tier=0))
    names = frozenset(name.value.casefold() for name in public)
    shown = shown_names(public)
    own, other = ("zh", "en") if _chinese() else ("en", "zh")
    return Known(profile, shown[own] or shown[other] or uid, names)


def matches(text: str, actor: Actor) -> list[Match]:
    """What the directory knows under that name, the likeliest first. While there is no index, only the very name finds."""
    query = SearchQuery(
        q=text, filters=(Filter("kind", any_of=(Kind.INSTITUTE.value, Kind.COMPANY.value)),), size=MOST, tier=min(actor.tier, Tier.PARTNERS),
        lang=get_language() or "en",
    )
    try:
        cards = find(query).cards
    except DirectoryError:
        return _by_the_very_name(text)
    return [_match(card["uid"], card["name"], card["country"], card["place"]) for card in cards]


def _by_the_very_name(text: str) -> list[Match]:
    exact = Name.objects.filter(value__iexact=text, tier=0, profile__status=Status.PUBLISHED).exclude(profile__kind=Kind.RESEARCHER)
    found = Profile.objects.filter(pk__in=exact.values("profile_id")).order_by("pk")[:MOST]
    return [_match(one.uid, shown_names(one.names.filter(tier=0)), None, None) for one in found]


def _match(uid: str, name: dict[str, str | None], country: str | None, place: dict[str, dict[str, str]] | None) -> Match:
    own, other = ("zh", "en") if _chinese() else ("en", "zh")
    shown = name[own] or name[other] or uid
    also = name[other] if name[own] and name[other] else None
    city = (place or {}).get("city", {})
    where = [city.get(own) or city.get(other) or "", country_name(country, get_language() or "en") if country else ""]
    if _chinese():
        return Match(uid, shown, also or "", "".join(reversed(where)))
    return Match(uid, shown, also or "", ", ".join(filter(None, where)))


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
