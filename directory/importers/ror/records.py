"""A ROR record as the directory sees it: read leniently, cleaned, every oddity a remark."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from directory import identifiers
from directory.importers.ror.names import OrganisationName, names_of
from directory.importers.text import clean
from directory.vocabulary import Kind, LinkType, OrganisationType, Scheme

RULES = "1"  # part of the digest: raise it when these rules change, and every record is compared again
ESTABLISHED = range(500, 2101)
WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
LONGEST_URL = 500


class BadRecord(ValueError):
    """The record can't become a profile; `reason` is short and counted, `detail` says what exactly."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason)


@dataclass(frozen=True)
class OrganisationId:
    scheme: str
    value: str
    checksum_ok: bool | None
    is_preferred: bool


@dataclass(frozen=True)
class OrganisationPlace:
    """Arguments of Gazetteer.place."""

    country: str
    subdivision: str = ""
    subdivision_name: str = ""
    city: str = ""
    geonames_id: int | None = None
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class Relation:
    type: str
    ror: str
    label: str


@dataclass
class OrganisationRecord:
    ror: str
    status: str  # active, inactive, withdrawn
    kind: str
    digest: str
    modified: date | None
    names: list[OrganisationName]
    identifiers: list[OrganisationId]  # without the ROR ID itself
    places: list[OrganisationPlace]
    types: list[str]
    established: int | None
    domains: list[str]
    website: str
    links: list[dict[str, str]]
    relations: list[Relation]
    remarks: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return next((name.value for name in self.names if name.is_display), self.names[0].value)


def read(data: Any) -> OrganisationRecord:
    """The record in our terms. Raises BadRecord when it has no valid ROR ID or no name."""
    ror = ror_of(data)
    if "names" not in data and "name" in data:
        raise BadRecord("schema 1", "ROR's schema 1 is no longer read; download the release in schema 2")
    digest = digest_of(data)
    remarks: list[str] = []
    types = _types(data, remarks)
    places = _places(data, remarks)
    names = names_of(objects(data, "names"), country=places[0].country if places else "", remarks=remarks)
    if not names:
        raise BadRecord("no name")
    status = data.get("status")
    if status not in {"active", "inactive", "withdrawn"}:
        raise BadRecord("unknown status", str(status)[:40])
    website, links = _links(data, remarks)
    company = OrganisationType.COMPANY in types and OrganisationType.EDUCATION not in types
    return OrganisationRecord(
        ror=ror, status=status, kind=Kind.COMPANY if company else Kind.INSTITUTE, digest=digest, modified=_modified(data), names=names,
        identifiers=_identifiers(data, remarks), places=places, types=types, established=_established(data, remarks), domains=_domains(data),
        website=website, links=links, relations=_relations(data, ror, remarks), remarks=remarks,
    )


def ror_of(data: Any) -> str:
    """The record's own ROR ID."""
    if not isinstance(data, dict):
        raise BadRecord("not an object", "a record is a JSON object")
    written = data.get("id")
    try:
        return identifiers.normalise(Scheme.ROR, written if isinstance(written, str) else "").value
    except identifiers.BadIdentifier as error:
        raise BadRecord("bad ROR ID", f"{str(written)[:60]} ({error})") from error


def digest_of(data: Any) -> str:
    """The same for the same content, however the file was formatted."""
    try:
        return hashlib.sha256(RULES.encode() + orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
    except orjson.JSONEncodeError as error:  # half a surrogate pair, a number beyond 64 bits
        raise BadRecord("not plain JSON", str(error)) from error


def objects(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of objects at `key`; whatever else stands there counts as an empty list."""
    found = data.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text(data: dict[str, Any], key: str) -> str:
    """The cleaned text at `key`; "" for whatever else stands there."""
    found = data.get(key)
    return clean(found) if isinstance(found, str) else ""


def _texts(data: dict[str, Any], key: str) -> list[str]:
    found = data.get(key)
    cleaned = [clean(item) for item in found if isinstance(item, str)] if isinstance(found, list) else []
    return list(dict.fromkeys(item for item in cleaned if item))


def _types(data: dict[str, Any], remarks: list[str]) -> list[str]:
    known = [value.lower() for value in _texts(data, "types")]
    remarks += [f"unknown type {value}" for value in known if value not in OrganisationType.values]
    return [value for value in known if value in OrganisationType.values]


def _established(data: dict[str, Any], remarks: list[str]) -> int | None:
    year = data.get("established")
    if year is None:
        return None
    if isinstance(year, int) and not isinstance(year, bool) and year in ESTABLISHED:
        return year
    remarks.append(f"year of establishment {str(year)[:20]} left out")
    return None


def _domains(data: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(value.lower()[:253] for value in _texts(data, "domains")))


def _links(data: dict[str, Any], remarks: list[str]) -> tuple[str, list[dict[str, str]]]:
    website, links = "", []
    for item in objects(data, "links"):
        kind, value = text(item, "type"), text(item, "value")
        if not WEB.fullmatch(value) or len(value) > LONGEST_URL:
            remarks.append(f"{kind or 'link'} left out: {value[:80]}")
        elif kind == "website" and not website:
            website = value
        elif value != website and {"type": kind, "value": value} not in links:
            links.append({"type": kind, "value": value})
    return website, links


def _identifiers(data: dict[str, Any], remarks: list[str]) -> list[OrganisationId]:
    found: dict[tuple[str, str], OrganisationId] = {}
    for item in objects(data, "external_ids"):
        scheme, preferred, written = text(item, "type").lower(), text(item, "preferred"), _texts(item, "all")
        if scheme not in (Scheme.GRID, Scheme.ISNI, Scheme.FUNDREF, Scheme.WIKIDATA):
            remarks.append(f"unknown identifier {scheme[:40]} left out")
            continue
        for value in dict.fromkeys([*written, *filter(None, [preferred])]):
            try:
                canonical = identifiers.normalise(scheme, value)
            except identifiers.BadIdentifier:
                remarks.append(f"wrong {scheme} {value[:40]} left out")
                continue
            preferred_one = value == preferred or (not preferred and len(written) == 1)
            key = (scheme, canonical.value)
            if key not in found or preferred_one:
                found[key] = OrganisationId(scheme, canonical.value, canonical.checksum_ok, preferred_one)
    return list(found.values())


def places_in(data: dict[str, Any]) -> list[OrganisationPlace]:
    """The places of a record that isn't read yet."""
    return _places(data, [])


def _places(data: dict[str, Any], remarks: list[str]) -> list[OrganisationPlace]:
    places: dict[Any, OrganisationPlace] = {}
    for item in objects(data, "locations"):
        details = item.get("geonames_details")
        details = details if isinstance(details, dict) else {}
        country = text(details, "country_code").upper()
        if not re.fullmatch(r"[A-Z]{2}", country):
            remarks.append(f"location without a country left out: {text(details, 'name')[:60]}")
            continue
        code = text(details, "country_subdivision_code").upper()
        number = item.get("geonames_id")
        lat, lng = _coordinates(details)
        place = OrganisationPlace(
            country=country, subdivision=f"{country}-{code}" if re.fullmatch(r"[A-Z0-9]{1,3}", code) else "",
            subdivision_name=text(details, "country_subdivision_name"), city=text(details, "name"),
            geonames_id=number if isinstance(number, int) and 0 < number < 2**31 else None, lat=lat, lng=lng,
        )
        places.setdefault(place.geonames_id or (place.country, place.city), place)
    return list(places.values())


def _coordinates(details: dict[str, Any]) -> tuple[float | None, float | None]:
    lat, lng = details.get("lat"), details.get("lng")
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (lat, lng))
    return (float(lat), float(lng)) if numbers and abs(lat) <= 90 and abs(lng) <= 180 else (None, None)  # type: ignore[arg-type]  # numbers says so


def _relations(data: dict[str, Any], own: str, remarks: list[str]) -> list[Relation]:
    found: dict[tuple[str, str], Relation] = {}
    for item in objects(data, "relationships"):
        kind = text(item, "type").lower()
        try:
            other = identifiers.normalise(Scheme.ROR, text(item, "id")).value
        except identifiers.BadIdentifier:
            remarks.append(f"link to a wrong ROR ID left out: {text(item, 'id')[:60]}")
            continue
        if kind not in LinkType.values:
            remarks.append(f"unknown link {kind[:40]} to {other} left out")
        elif other == own:
            remarks.append(f"link to itself ({kind}) left out")
        else:
            found.setdefault((kind, other), Relation(kind, other, text(item, "label")[:300]))
    return list(found.values())


def _modified(data: dict[str, Any]) -> date | None:
    admin = data.get("admin")
    changed = admin.get("last_modified") if isinstance(admin, dict) else None
    written = changed.get("date") if isinstance(changed, dict) else None
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
