"""For every row: whom it means. By identifier, by the same row imported before, or by exact name with organisation; by the name alone never."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from directory.importers.matching import Match, OrganisationMatcher, folded
from directory.importers.profiles.rows import ListRow
from directory.models import Affiliation, Assertion, Identifier, Name, Profile
from directory.names import has_han
from directory.vocabulary import IdentifierStatus, Kind, Source, Status

LIVE = (Status.DRAFT, Status.PENDING, Status.PUBLISHED)


@dataclass
class Decision:
    """`profile` None: new. `conflict` says why the row can't be applied. `similar` are profiles of the same name that may be the same."""

    profile: Profile | None = None
    by: str = ""
    conflict: str = ""
    similar: list[str] = field(default_factory=list)
    employer: Match = field(default_factory=Match)


@dataclass
class Planner:
    """Decides row by row; remembers the rows before, so that a list that names somebody twice is noticed."""

    matcher: OrganisationMatcher = field(default_factory=OrganisationMatcher)
    _lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    _named: dict[str, int] = field(default_factory=dict)  # folded name of a person → the line that has it first

    def decide(self, row: ListRow) -> Decision:
        decision = Decision()
        if row.kind == Kind.RESEARCHER and (row.at or row.cells.get("organisation")):
            decision.employer = self.matcher.match(row.at, row.cells.get("organisation", ""))
        self._decide(row, decision)
        if row.kind == Kind.RESEARCHER:
            for name in row.names.values():
                self._named.setdefault(folded(name), row.number)
        profile = decision.profile
        if profile is not None and not decision.conflict:
            if profile.kind != row.kind:
                decision.conflict = f"{decision.by} is that of a profile of another kind: {profile.kind} {profile.uid}"
            elif profile.status not in LIVE:
                decision.conflict = f"profile {profile.uid} is {profile.status}"
            elif not _name_in_common(profile, row):
                decision.conflict = f"{decision.by} is that of {profile.uid}, which has another name"
        return decision

    def twice(self, row: ListRow, decision: Decision) -> int | None:
        """The earlier line that means the same profile, if there is one."""
        keys: list[tuple[str, ...]] = [(scheme, value) for scheme, value, _ok in row.ids]
        if decision.profile is not None:
            keys.append(("profile", decision.profile.uid))
        place = folded(row.cells.get("organisation", "")) if row.kind == Kind.RESEARCHER else row.country
        if not row.ids and place:
            keys += [(row.kind, lang, folded(name), place) for lang, name in row.names.items()]
        for key in keys:
            if self._lines.setdefault(key, row.number) != row.number:
                return self._lines[key]
        return None

    def _decide(self, row: ListRow, decision: Decision) -> None:
        owners = {identifier: owner for identifier in row.ids if (owner := self._owner(identifier[0], identifier[1]))}
        if len({owner.pk for owner in owners.values()}) > 1:
            said = ", ".join(f"{scheme} is {owner.uid}" for (scheme, _value, _ok), owner in owners.items())
            decision.conflict = f"its identifiers are those of different profiles: {said}"
        elif owners:
            (identifier, owner), *_rest = owners.items()
            decision.profile, decision.by = owner, f"{identifier[0]} {identifier[1]}"
        elif row.digest in self._applied:
            decision.profile, decision.by = Profile.objects.get(pk=self._applied[row.digest]), "the same row of an earlier list"
        elif row.kind == Kind.RESEARCHER:
            self._by_employer(row, decision)
        else:
            self._by_name_and_country(row, decision)

    def _owner(self, scheme: str, value: str) -> Profile | None:
        found = Identifier.objects.filter(scheme=scheme, value=value, status=IdentifierStatus.ACTIVE).select_related("profile__merged_into").first()
        if found is None:
            return None
        owner: Profile = found.profile
        target = owner.merged_into
        return target if target is not None and target.status == Status.PUBLISHED else owner

    def _by_employer(self, row: ListRow, decision: Decision) -> None:
        named = {pk for name in row.names.values() for pk in self._people.get(folded(name), ())}
        posts = Affiliation.objects.filter(person__in=named).values_list("person_id", "organisation_id", "organisation_text")
        written = folded(row.cells.get("organisation", ""))
        here = {
            person for person, organisation, text in posts
            if (decision.employer.profile and organisation == decision.employer.profile) or (written and folded(text) == written)
        }
        contradicted = {pk for pk in here if self._other_ids(pk, row)}
        same = here - contradicted
        if len(same) == 1:
            decision.profile, decision.by = Profile.objects.get(pk=next(iter(same))), "exact name and organisation"
        elif len(same) > 1:
            decision.conflict = f"{len(same)} people of this name are at this organisation; add an ORCID iD: {', '.join(self._uids(same))}"
        lines = {line for name in row.names.values() if (line := self._named.get(folded(name)))}
        decision.similar = [*self._uids(named - same), *(f"line {line}" for line in sorted(lines))]

    def _other_ids(self, person: int, row: ListRow) -> bool:
        """Whether the person has another identifier of a scheme that the row gives: then it is somebody else."""
        mine = {scheme: value for scheme, value, _ok in row.ids}
        theirs = Identifier.objects.filter(profile=person, scheme__in=mine, status=IdentifierStatus.ACTIVE).values_list("scheme", "value")
        return any(mine[scheme] != value for scheme, value in theirs)

    def _by_name_and_country(self, row: ListRow, decision: Decision) -> None:
        for name in row.names.values():
            match = self.matcher.match([], name, row.country)
            if match.profile and row.country and not self._other_ids(match.profile, row):
                decision.profile, decision.by = Profile.objects.get(pk=match.profile), "exact name and country"
                return
            if match.profile:
                decision.similar += self._uids({match.profile})
            elif match.candidates:
                decision.conflict = f"several organisations have this name; add an identifier: {', '.join(match.candidates)}"
                return

    def _uids(self, pks: set[int]) -> list[str]:
        return sorted(Profile.objects.filter(pk__in=pks).values_list("uid", flat=True))

    @cached_property
    def _people(self) -> dict[str, set[int]]:
        """Folded name → people who have it. Aliases count; nobody is joined on a name alone."""
        people: dict[str, set[int]] = defaultdict(set)
        rows = Name.objects.filter(profile__kind=Kind.RESEARCHER, profile__status__in=LIVE).values_list("profile_id", "value")
        for pk, value in rows.iterator(chunk_size=5000):
            people[folded(value)].add(pk)
        return people

    @cached_property
    def _applied(self) -> dict[str, int]:
        """Digest of a row applied before → its profile: an interrupted list can be applied again."""
        rows = Assertion.objects.filter(source=Source.IMPORT, profile__status__in=LIVE).exclude(digest="")
        return dict(rows.values_list("digest", "profile_id"))


def _name_in_common(profile: Profile, row: ListRow) -> bool:
    """Whether the row's name can be the profile's: where both have one in Latin or both one in Han letters, they share a word or a character."""
    theirs = [folded(value) for value in Name.objects.filter(profile=profile).values_list("value", flat=True)]
    compared = False
    for mine in map(folded, row.names.values()):
        for other in theirs:
            if has_han(mine) != has_han(other):
                continue
            compared = True
            if set(mine if has_han(mine) else mine.split()) & set(other if has_han(mine) else other.split()):
                return True
    return not compared
