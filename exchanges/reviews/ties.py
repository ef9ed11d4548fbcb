"""What ties people and applications to persons, addresses and organisations: read for many at once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from directory.hierarchy import ancestors
from directory.models import Affiliation, Membership, Name, Organisation, Profile
from directory.names import shown_names
from exchanges.applications.models import Application, CoApplicant, Preference
from exchanges.references.models import Letter
from exchanges.reviews.querysets import GONE

FOREVER = date.max
# Above so many that it ties nobody to anybody, unless one works there: a ministry, a funder.
FAR_ABOVE = {"government", "funder"}


@dataclass(frozen=True)
class House:
    """An organisation: its key, or 0 with the folded text where it isn't in the directory."""

    key: int
    text: str = ""
    name: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Place:
    """Somebody at an organisation, from the first day to the last; `above` are the organisations over it, `spellings` its folded names."""

    house: House
    start: date = date.min
    end: date = FOREVER
    is_current: bool = True
    is_public: bool = True
    units: frozenset[str] = frozenset()
    above: tuple[House, ...] = ()
    spellings: frozenset[str] = frozenset()

    @property
    def organisation(self) -> int:
        return self.house.key

    def meets(self, other: "Place", upwards: bool = True) -> House | None:
        """The organisation that both belong to."""
        if self.house.key and other.house.key:
            if self.house.key == other.house.key:
                return self.house
        elif self.spellings & other.spellings:  # one of them stands only as text
            return self.house if self.house.key else other.house
        if not upwards:
            return None
        mine = {one.key: one for one in (self.house, *self.above) if one.key}
        return next((mine[one.key] for one in (other.house, *other.above) if one.key in mine), None)


@dataclass
class Side:
    """What is known of one application, or of one person."""

    users: set[int] = field(default_factory=set)  # a person's own account
    addresses: set[str] = field(default_factory=set)
    profiles: set[int] = field(default_factory=set)  # of the person; of those who wrote the application
    places: list[Place] = field(default_factory=list)
    writers: set[int] = field(default_factory=set)  # accounts of those who wrote the application
    partners: set[int] = field(default_factory=set)
    partner_addresses: set[str] = field(default_factory=set)
    referee_addresses: set[str] = field(default_factory=set)
    supervisors: set[int] = field(default_factory=set)  # profiles
    host_units: set[tuple[int, str]] = field(default_factory=set)


def of_people(users: Iterable[User]) -> dict[int, Side]:
    """What is known of each, by the user's key. Only addresses that somebody confirmed or signs in with are theirs."""
    sides = {user.pk: Side(users={user.pk}, addresses={user.email.casefold()}) for user in users}
    for user, email in EmailAddress.objects.filter(user__in=sides, verified=True).values_list("user_id", "email"):
        sides[user].addresses.add(email.casefold())
    for user, profile in Profile.objects.filter(owner__in=sides, kind="researcher").values_list("owner_id", "pk"):
        sides[user].profiles.add(profile)
    _add_places(sides, {user: {user} for user in sides}, {})
    return sides


def of_applications(applications: Iterable[Application]) -> dict[int, Side]:
    """What is known of each, by the application's key."""
    rows = {one.pk: one for one in applications}
    sides = {key: Side(writers={one.applicant_id}) for key, one in rows.items()}
    pairs = {one.pair_id for one in rows.values() if one.pair_id}
    other = defaultdict(list)
    for half in Application.objects.filter(pair__in=pairs) if pairs else ():
        other[half.pair_id].append(half)
    homes: dict[int, set[int]] = {}
    for key, one in rows.items():
        halves = [one, *other[one.pair_id]] if one.pair_id else [one]
        sides[key].writers |= {half.applicant_id for half in halves}
        sides[key].profiles |= {half.profile_id for half in halves if half.profile_id}
        homes[key] = {half.home_id for half in halves if half.home_id}
    _add_partners(sides)
    _add_hosts(sides)
    everybody = {key: side.writers | side.partners for key, side in sides.items()}
    owned = defaultdict(set)
    for user, profile in Profile.objects.filter(owner__in=set().union(*everybody.values()), kind="researcher").values_list("owner_id", "pk"):
        owned[user].add(profile)
    for side in sides.values():
        side.profiles |= {profile for user in side.writers for profile in owned[user]}
    _add_places(sides, everybody, homes, owned)
    return sides


def _add_partners(sides: dict[int, Side]) -> None:
    for application, user, email in (
        CoApplicant.objects.filter(application__in=sides).exclude(state__in=GONE).values_list("application_id", "user_id", "email")
    ):
        sides[application].partner_addresses.add(email.casefold())
        if user:
            sides[application].partners.add(user)
    for application, email in Letter.objects.filter(application__in=sides).exclude(state="cancelled").values_list("application_id", "email"):
        sides[application].referee_addresses.add(email.casefold())


def _add_hosts(sides: dict[int, Side]) -> None:
    wanted = Preference.objects.filter(application__in=sides).values_list(
        "application_id", "position__supervisor_id", "position__host_id", "position__unit_en", "position__unit_zh"
    )
    for application, supervisor, host, *units in wanted:
        if supervisor:
            sides[application].supervisors.add(supervisor)
        sides[application].host_units |= {(host, folded(unit)) for unit in units if unit.strip()}


def _add_places(sides: dict[int, Side], people: dict[int, set[int]], homes: dict[int, set[int]], owned: dict[int, set[int]] | None = None) -> None:
    """Where the people of each side are or were: posts of their profiles, memberships of their accounts, the home institution named."""
    profiles = {key: side.profiles | {one for user in people[key] for one in (owned or {}).get(user, ())} for key, side in sides.items()}
    posts = defaultdict(list)
    for post in Affiliation.objects.filter(person__in=set().union(*profiles.values())):
        posts[post.person_id].append(post)
    members = defaultdict(list)
    for membership in Membership.objects.filter(user__in=set().union(*people.values())):
        members[membership.user_id].append(membership)
    known = _Houses(
        {post.organisation_id for some in posts.values() for post in some if post.organisation_id}
        | {one.organisation_id for some in members.values() for one in some}
        | set().union(*homes.values(), set())
    )
    today = timezone.now().date()
    for key, side in sides.items():
        side.places += [known.of_post(post, today) for profile in sorted(profiles[key]) for post in posts[profile]]
        side.places += [known.of_membership(one) for user in sorted(people[key]) for one in members[user]]
        side.places += [known.place(home) for home in sorted(homes.get(key, ()))]


class _Houses:
    """The organisations that occur, with their names and what stands above them."""

    def __init__(self, keys: set[int]) -> None:
        self.above = ancestors(keys) if keys else {}
        every = keys | {one for some in self.above.values() for one in some}
        rows = defaultdict(list)
        for name in Name.objects.filter(profile__in=every):
            rows[name.profile_id].append(name)
        self.spellings = {key: frozenset(folded(name.value) for name in rows[key] if name.type != "acronym") for key in keys}
        shown = {key: shown_names(rows[key]) for key in every}
        self.houses = {key: House(key, name=(shown[key]["en"] or "", shown[key]["zh"] or "")) for key in every}
        types = dict(Organisation.objects.filter(profile__in=every).values_list("profile_id", "types"))
        self.far = {key for key, found in types.items() if found and set(found) <= FAR_ABOVE}

    def place(self, key: int, start: date = date.min, end: date = FOREVER, is_current: bool = True, is_public: bool = True) -> Place:
        above = tuple(self.houses[one] for one in self.above.get(key, ()) if one not in self.far)
        return Place(self.houses[key], start, end, is_current, is_public, above=above, spellings=self.spellings[key])

    def of_membership(self, one: Membership) -> Place:
        end = one.ended_at.date() if one.ended_at else FOREVER
        return self.place(one.organisation_id, one.started_at.date(), end, one.ended_at is None, is_public=False)

    def of_post(self, post: Affiliation, today: date) -> Place:
        start, end = first_day(post.start), last_day(post.end)
        units = frozenset(folded(unit) for unit in (post.unit_en, post.unit_zh) if unit.strip())
        times: dict[str, Any] = {"start": start, "end": end, "is_current": end >= today, "is_public": post.tier == 0, "units": units}
        if post.organisation_id is None:
            text = folded(post.organisation_text)
            return Place(House(0, text, (post.organisation_text, "")), spellings=frozenset({text}), **times)
        here = self.place(post.organisation_id)
        return Place(here.house, above=here.above, spellings=here.spellings, **times)


def folded(text: str) -> str:
    """A name as it is compared."""
    return " ".join(text.casefold().split())


def first_day(partial: str) -> date:
    """The first day of a partial date; a start that isn't known lies before everything."""
    parts = [int(part) for part in partial.split("-")] if partial else []
    return date(*[*parts, 1, 1][:3]) if parts else date.min


def last_day(partial: str) -> date:
    """The last day of a partial date; without one it goes on."""
    parts = [int(part) for part in partial.split("-")] if partial else []
    if not parts:
        return FOREVER
    if len(parts) == 3:
        return date(*parts) - timedelta(days=1)  # an exact last day is the first one away, as membership has it
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    return (date(year + month // 12, month % 12 + 1, 1) if year < 9999 else FOREVER) - timedelta(days=1)


def years_before(day: date, years: int) -> date:
    """The same day some years ago; of 29 February the day before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
