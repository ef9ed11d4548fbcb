"""A ROR record as rows of the database, and the same rows as short values that history keeps and that tell whether anything differs."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from directory.importers.ror.records import OrganisationRecord
from directory.models import Identifier, Location, Name, OrganisationLink, Place
from directory.places import Gazetteer
from directory.vocabulary import IdentifierStatus, Scheme, Source

# The parts of a profile that ROR gives, by the name that Assertion.fields calls them.
FIELDS = ("names", "identifiers", "place", "types", "established", "domains", "website", "links", "relations")


@dataclass
class Desired:
    """What the record asks for, resolved against the database: places found, other ends of links looked up, claims checked."""

    record: OrganisationRecord
    places: list[Place]
    conflicting: set[tuple[str, str]]
    ends: dict[str, int]  # ROR ID → profile, of the other ends that are here

    def names(self, profile: int, assertion: int) -> list[Name]:
        return [
            Name(
                profile_id=profile, assertion_id=assertion, value=name.value, lang=name.lang, script=name.script, type=name.type,
                is_display=name.is_display, is_preferred=name.is_preferred,
            )
            for name in self.record.names
        ]

    def identifiers(self, profile: int, assertion: int) -> list[Identifier]:
        now = timezone.now()
        return [
            Identifier(
                profile_id=profile, assertion_id=assertion, scheme=own.scheme, value=own.value, checksum_ok=own.checksum_ok,
                is_preferred=own.is_preferred, verified_by=Source.ROR, verified_at=now, status=self.status_of(own.scheme, own.value),
            )
            for own in self.record.identifiers
        ]

    def status_of(self, scheme: str, value: str) -> str:
        """What a closed organisation had is out of use; what another active one has is conflicting."""
        if self.record.status != "active":
            return IdentifierStatus.DEPRECATED
        return IdentifierStatus.CONFLICTING if (scheme, value) in self.conflicting else IdentifierStatus.ACTIVE

    def locations(self, profile: int, assertion: int) -> list[Location]:
        return [
            Location(profile_id=profile, assertion_id=assertion, place=place, position=position)
            for position, place in enumerate(self.places)
        ]

    def relations(self, profile: int, assertion: int) -> list[OrganisationLink]:
        return [
            OrganisationLink(
                organisation_id=profile, assertion_id=assertion, type=link.type, to_ror=link.ror, to_label=link.label,
                to_id=self.end_of(link.ror, profile),
            )
            for link in self.record.relations
        ]

    def end_of(self, ror: str, own: int) -> int | None:
        """The profile at the other end, if it is here."""
        end = self.ends.get(ror)
        return None if end == own else end

    def given(self) -> list[str]:
        """The fields the record says something about."""
        record = self.record
        parts = {
            "names": record.names, "identifiers": True, "place": self.places, "types": record.types, "established": record.established,
            "domains": record.domains, "website": record.website, "links": record.links, "relations": record.relations,
        }
        return [field for field in FIELDS if parts[field]]

    def snapshot(self) -> dict[str, Any]:
        """A new profile's history entry."""
        record = self.record
        return {
            "kind": record.kind,
            "names": [[name.value, name.lang, name.type] for name in record.names],
            "identifiers": [f"{Scheme.ROR}:{record.ror}", *(f"{own.scheme}:{own.value}" for own in record.identifiers)],
            "place": [place.slug for place in self.places],
            "types": record.types, "established": record.established, "domains": record.domains, "website": record.website, "links": record.links,
            "relations": [f"{link.type}:{link.ror}" for link in record.relations],
        }


def places_of(record: OrganisationRecord, gazetteer: Gazetteer, *, dry_run: bool) -> list[Place]:
    """The record's places, each once, the main one first. A dry run makes none: it gets unsaved ones."""
    find = gazetteer.sought if dry_run else gazetteer.place
    places = [find(**vars(place)) for place in record.places]
    return list({place.slug: place for place in places}.values())


def shape_name(row: Name) -> list[Any]:
    return [row.value, row.lang, row.type, row.is_preferred, row.is_display]


def shape_identifier(row: Identifier) -> list[Any]:
    return [row.scheme, row.value, row.status, row.is_preferred]


def shape_location(row: Location) -> list[Any]:
    return [row.position, row.place.slug]


def shape_relation(row: OrganisationLink) -> list[Any]:
    return [row.type, row.to_ror, row.to_label]
