"""Which organisation is meant: by identifier, else by the exact name where only one fits. Never guessed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from directory import identifiers
from directory.models import Identifier, Location, Name, Profile
from directory.search.text import fold
from directory.vocabulary import IdentifierStatus, Kind, Status


@dataclass(frozen=True)
class Match:
    """`profile` when one organisation is meant for certain, with `by` what (ror, grid, fundref, name …); else the candidates, if any."""

    profile: int | None = None
    by: str = ""
    candidates: tuple[str, ...] = ()  # "name (uid)"


def folded(name: str) -> str:
    """A name for exact comparison: script, case, accents, punctuation and spaces evened out, no word left out."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())


@dataclass
class OrganisationMatcher:
    """Asks the database per identifier, and reads all names of listed organisations once, when the first name comes."""

    _by_id: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def match(self, ids: Iterable[tuple[str, str]], name: str = "", country: str = "") -> Match:
        """`ids` are (scheme, text as written), the most telling first. A country narrows names; without one, one name must be enough."""
        for scheme, written in ids:
            found = self._identified(scheme, written)
            if found:
                return Match(found, scheme)
        candidates = self._named.get(folded(name), set()) if folded(name) else set()
        if country:
            here = {pk for pk in candidates if country in self._countries.get(pk, ())}
            elsewhere = {pk for pk in candidates if self._countries.get(pk)} - here
            candidates = here or candidates - elsewhere
        if len(candidates) == 1:
            return Match(next(iter(candidates)), "name")
        return Match(candidates=tuple(self._shown(candidates)))

    def _identified(self, scheme: str, written: str) -> int | None:
        try:
            value = identifiers.normalise(scheme, written).value
        except (identifiers.BadIdentifier, ValueError):
            return None
        if (scheme, value) not in self._by_id:
            self._by_id[scheme, value] = _owner(scheme, value)
        return self._by_id[scheme, value]

    @cached_property
    def _named(self) -> dict[str, set[int]]:
        named: dict[str, set[int]] = defaultdict(set)
        rows = Name.objects.filter(profile__status=Status.PUBLISHED, tier=0).exclude(profile__kind=Kind.RESEARCHER).exclude(type="acronym")
        for pk, value in rows.values_list("profile_id", "value").iterator(chunk_size=5000):
            named[folded(value)].add(pk)
        return named

    @cached_property
    def _countries(self) -> dict[int, set[str]]:
        countries: dict[int, set[str]] = defaultdict(set)
        rows = Location.objects.exclude(profile__kind=Kind.RESEARCHER).values_list("profile_id", "place__country")
        for pk, country in rows.iterator(chunk_size=5000):
            countries[pk].add(country)
        return countries

    def _shown(self, candidates: set[int]) -> list[str]:
        rows = Name.objects.filter(profile__in=candidates, is_display=True).values_list("value", "profile__uid")
        uids = dict(Profile.objects.filter(pk__in=candidates).values_list("uid", "pk"))
        named = {uid: value for value, uid in rows}
        return sorted(f"{named.get(uid, '')} ({uid})".strip() for uid in uids)


def _owner(scheme: str, value: str) -> int | None:
    """The listed organisation that has the identifier, or the one that a closed owner leads to."""
    owners = Identifier.objects.filter(scheme=scheme, value=value).exclude(status=IdentifierStatus.CONFLICTING).exclude(profile__kind=Kind.RESEARCHER)
    rows = owners.order_by("status", "pk").values_list("profile_id", "profile__status", "profile__merged_into", "profile__merged_into__status")
    for pk, status, target, target_status in rows:  # "active" sorts before "deprecated"
        if status == Status.PUBLISHED:
            return int(pk)
        if target and target_status == Status.PUBLISHED:
            return int(target)
    return None
