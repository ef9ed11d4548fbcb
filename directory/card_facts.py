"""What cards are made of, read for a page of profiles at once: a dozen queries for a thousand profiles."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from directory.hierarchy import ancestors
from directory.models import (
    Affiliation,
    Company,
    Identifier,
    Interest,
    Location,
    Name,
    Organisation,
    OrganisationLink,
    Place,
    Profile,
    ProfileSubject,
    Researcher,
)
from directory.names import shown_names
from directory.vocabulary import IdentifierStatus, Status, Visibility

Row = dict[str, Any]
TIERED: dict[Any, tuple[str, tuple[str, ...]]] = {
    Identifier: ("identifiers", ("scheme", "value", "verified_by")),
    Location: ("locations", ("place_id",)),
    Interest: ("interests", ("direction", "type", "title_en", "title_zh", "expires_on")),
}
PROFILE = (
    "id", "uid", "kind", "verification", "verified_at", "summary_en", "summary_zh", "keywords_en", "keywords_zh", "working_languages", "website",
    "links", "field_tiers", "is_demo", "created_at", "updated_at", "seq",
)
AFFILIATION = (
    "person_id", "organisation_id", "organisation_text", "type", "unit_en", "unit_zh", "role_en", "role_zh", "start", "end", "is_primary",
    "confirmed_at", "tier",
)


DETAILS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Organisation, ("types", "established", "domains")), (Researcher, ("career_stage", "title_en", "title_zh")), (Company, ("staff",)),
)


@dataclass(slots=True)
class NameRow:
    """A name as shown_names() reads it, with its tier."""

    profile_id: int
    tier: int
    value: str
    lang: str
    script: str
    type: str
    is_preferred: bool
    is_display: bool
    given: str
    family: str
    order: str


NAME = tuple(NameRow.__dataclass_fields__)


@dataclass
class Facts:
    """Rows by profile; `rows()` and `names_of()` give those that a tier may see."""

    profiles: dict[int, Row]
    tiered: dict[str, dict[int, list[Row]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    names: dict[int, list[NameRow]] = field(default_factory=lambda: defaultdict(list))
    details: dict[int, Row] = field(default_factory=dict)
    subjects: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, Row] = field(default_factory=dict)
    organisations: dict[int, Row] = field(default_factory=dict)  # {"uid", "name", "line"} of published ones
    link_counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def rows(self, name: str, profile: int, tier: int) -> list[Row]:
        return [row for row in self.tiered[name].get(profile, ()) if row["tier"] <= tier]

    def names_of(self, profile: int, tier: int) -> list[NameRow]:
        return [name for name in self.names.get(profile, ()) if name.tier <= tier]

    def tiers(self, profile: int) -> list[int]:
        """The lowest tier and those at which something more of the profile comes into sight: no other tier can have a card of its own."""
        rows = (row["tier"] for by_profile in self.tiered.values() for row in by_profile.get(profile, ()))
        named = (name.tier for name in self.names.get(profile, ()))
        return sorted({0, *rows, *named, *self.profiles[profile]["field_tiers"].values()} - {Visibility.PRIVATE})

    def place(self, row: Row) -> Row:
        return self.places[row["place_id"]]

    def name(self, row: NameRow) -> Row:
        shown = {"value": row.value, "lang": row.lang, "script": row.script, "type": row.type}
        return shown | {"given": row.given, "family": row.family, "order": row.order} if row.family or row.given else shown

    def identifier(self, row: Row) -> Row:
        return {"scheme": row["scheme"], "value": row["value"], "verified": bool(row["verified_by"])}

    def interest(self, row: Row) -> Row:
        title = {"en": row["title_en"], "zh": row["title_zh"]}
        return {"direction": row["direction"], "type": row["type"], "title": title, "expires_on": row["expires_on"].isoformat()}

    def affiliation(self, row: Row) -> Row | None:
        """The post, or None when its organisation isn't published and was never written out: then its name is not ours to give."""
        organisation = self.organisations.get(row["organisation_id"])
        if organisation:
            home = {"uid": organisation["uid"], "name": organisation["name"]}
        elif row["organisation_text"]:
            home = {"uid": None, "name": {"en": row["organisation_text"], "zh": None}}
        else:
            return None
        return {
            "organisation": home,
            "unit": {"en": row["unit_en"], "zh": row["unit_zh"]},
            "role": {"en": row["role_en"], "zh": row["role_zh"]},
            "type": row["type"], "start": row["start"], "end": row["end"], "primary": row["is_primary"], "confirmed": row["confirmed_at"] is not None,
        }

    def line(self, organisation: int) -> list[str]:
        """Uids of the organisation and of all above it."""
        return self.organisations[organisation]["line"] if organisation in self.organisations else []

    def rank(self, profile: int, tier: int) -> float:
        """Static rank in [0, 1]: how much is known of a profile. It decides ties and prefixes, not relevance."""
        row = self.profiles[profile]
        points = (
            min(self.link_counts[profile], 40) / 40 * 0.35
            + min(len(self.names_of(profile, tier)), 8) / 8 * 0.15
            + min(len(self.rows("identifiers", profile, tier)), 4) / 4 * 0.15
            + (0.15 if row["field_tiers"].get("website", 0) <= tier and any(link.get("type") == "wikipedia" for link in row["links"]) else 0)
            + (0.1 if "education" in self.details.get(profile, {}).get("types", ()) else 0)
            + (0.1 if row["verification"] else 0)
        )
        return round(points, 3)


def gather(page: list[int], *, today: date) -> Facts:
    """Read all that the cards of these profiles need. Profiles that aren't published are left out; so are interests that have run out."""
    facts = Facts({row["id"]: row for row in Profile.objects.published().filter(pk__in=page).values(*PROFILE)})
    ids = list(facts.profiles)
    for model, (name, columns) in TIERED.items():
        rows = model.objects.filter(profile__in=ids)
        if model is Identifier:
            rows = rows.filter(status=IdentifierStatus.ACTIVE)
        if model is Interest:
            rows = rows.filter(expires_on__gte=today)
        for row in rows.values("profile_id", "tier", *columns):
            facts.tiered[name][row["profile_id"]].append(row)
    for values in Name.objects.filter(profile__in=ids).values_list(*NAME):
        facts.names[values[0]].append(NameRow(*values))
    for row in Affiliation.objects.filter(person__in=ids).values(*AFFILIATION):
        facts.tiered["affiliations"][row["person_id"]].append(row)
    for model, columns in DETAILS:
        for row in model.objects.filter(pk__in=ids).values("profile_id", *columns):
            facts.details.setdefault(row.pop("profile_id"), {}).update(row)
    for profile, code in ProfileSubject.objects.filter(profile__in=ids).values_list("profile_id", "subject__code"):
        facts.subjects[profile].append(code)
    _gather_places(facts)
    _gather_organisations(facts)
    return facts


def _gather_places(facts: Facts) -> None:
    wanted = {row["place_id"] for rows in facts.tiered["locations"].values() for row in rows}
    columns = ("id", "slug", "country", "subdivision", "subdivision_name", "city_en", "city_zh", "lat", "lng")
    for row in Place.objects.filter(pk__in=wanted).values(*columns):
        city = {"en": row["city_en"], "zh": row["city_zh"]}
        rest = {key: row[key] for key in ("slug", "country", "subdivision", "subdivision_name", "lat", "lng")}
        facts.places[row["id"]] = rest | {"city": city}


def _gather_organisations(facts: Facts) -> None:
    """The organisations that the profiles quote, themselves included, with the line of organisations above each."""
    own = {pk for pk, row in facts.profiles.items() if row["kind"] != "researcher"}
    quoted = own | {row["organisation_id"] for rows in facts.tiered["affiliations"].values() for row in rows if row["organisation_id"]}
    lines = ancestors(quoted)
    everything = quoted | {above for line in lines.values() for above in line}
    uids = dict(Profile.objects.filter(pk__in=everything, status=Status.PUBLISHED).values_list("pk", "uid"))
    names: dict[int, list[NameRow]] = defaultdict(list)
    for values in Name.objects.filter(profile__in=quoted, tier=0).values_list(*NAME):
        names[values[0]].append(NameRow(*values))
    for pk in quoted & uids.keys():
        line = [uids[above] for above in (pk, *lines[pk]) if above in uids]
        facts.organisations[pk] = {"uid": uids[pk], "name": shown_names(names[pk]), "line": line}
    for pk in OrganisationLink.objects.filter(organisation__in=own).values_list("organisation_id", flat=True):
        facts.link_counts[pk] += 1
