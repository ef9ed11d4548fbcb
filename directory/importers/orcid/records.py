"""An ORCID record as the directory sees it: only what the person made public, cleaned, namespaces left aside."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError  # nosec - for types; defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from directory import identifiers
from directory.importers.text import clean
from directory.names import script_of
from directory.vocabulary import AffiliationType, Scheme

RULES = "1"  # part of the digest: raise it when these rules change
LARGEST = 32 << 20  # bytes of one record that are believed
# Where ORCID names an organisation's register as we do.
REGISTERS = {"ROR": Scheme.ROR, "GRID": Scheme.GRID, "FUNDREF": Scheme.FUNDREF, "LEI": Scheme.LEI, "WIKIDATA": Scheme.WIKIDATA}
SUMMARIES = {
    "employment-summary": AffiliationType.EMPLOYMENT, "education-summary": AffiliationType.EDUCATION,
    "qualification-summary": AffiliationType.EDUCATION, "invited-position-summary": AffiliationType.VISITING,
}


class BadRecord(ValueError):
    """The file isn't a record that can be read; the message says why."""


@dataclass(frozen=True)
class PersonName:
    value: str
    given: str = ""
    family: str = ""
    type: str = "label"

    @property
    def script(self) -> str:
        return script_of(self.value)


@dataclass(frozen=True)
class Post:
    type: str
    organisation: str
    ids: tuple[tuple[str, str], ...]  # (scheme, as written)
    country: str
    city: str
    unit: str
    role: str
    start: str
    end: str


@dataclass
class PersonRecord:
    orcid: str
    digest: str
    modified: datetime | None
    names: list[PersonName] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    urls: list[tuple[str, str]] = field(default_factory=list)  # (name, address)
    country: str = ""
    posts: list[Post] = field(default_factory=list)


def read(raw: bytes) -> PersonRecord:
    """The record in our terms. Raises BadRecord for XML that is broken or hostile, for ORCID's error answers, for records without a name."""
    root = _parsed(raw)
    if _local(root) == "error":
        raise BadRecord(_text(root, "developer-message") or "ORCID answered with an error instead of the record")
    if _local(root) != "record":
        raise BadRecord(f"an ORCID record was expected, this is <{_local(root)[:40]}>")
    written = _text(_first(root, "orcid-identifier"), "path") or root.get("path", "").strip("/")
    try:
        orcid = identifiers.normalise(Scheme.ORCID, written).value
    except identifiers.BadIdentifier as error:
        raise BadRecord(f"bad ORCID iD {written[:40]}: {error}") from error
    person = _first(root, "person")
    record = PersonRecord(orcid, hashlib.sha256(RULES.encode() + raw).hexdigest(), _modified(root))
    record.names = _names(person)
    if not record.names:
        raise BadRecord(f"{orcid} has no public name")
    record.keywords = [words[:100] for row in _public(person, "keyword") for words in _split(_text(row, "content"))]
    record.urls = [
        (_text(row, "url-name")[:100], url) for row in _public(person, "researcher-url")
        if re.fullmatch(r"https?://\S{1,490}", url := _text(row, "url"))
    ]
    record.country = next((code for row in _public(person, "address") if re.fullmatch(r"[A-Z]{2}", code := _text(row, "country"))), "")
    record.posts = [post for row in root.iter() if _local(row) in SUMMARIES and _is_public(row) and (post := _post(row))]
    return record


def _parsed(raw: bytes) -> Element:
    if len(raw) > LARGEST:
        raise BadRecord(f"larger than {LARGEST >> 20} MB")
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except ParseError as error:
        raise BadRecord(f"broken XML ({error})") from error
    except DefusedXmlException as error:
        raise BadRecord("XML with a document type or entities is not read") from error
    except (ValueError, LookupError) as error:  # an encoding that isn't one
        raise BadRecord(f"XML in an encoding that can't be read ({error})") from error
    return root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(element: Element | None, name: str) -> Element | None:
    return next((child for child in element.iter() if _local(child) == name), None) if element is not None else None


def _text(element: Element | None, name: str) -> str:
    """The cleaned text of the first element of that name below."""
    found = _first(element, name)
    return clean(found.text or "") if found is not None else ""


def _public(element: Element | None, name: str) -> Iterator[Element]:
    """The public entries of that name, in the order that the person gave them (a higher display index stands first)."""
    found = [child for child in element.iter() if _local(child) == name and "put-code" in child.attrib] if element is not None else []
    return iter(sorted((row for row in found if _is_public(row)), key=lambda row: -int(row.get("display-index") or 0)))


def _is_public(element: Element) -> bool:
    return element.get("visibility", "public").lower() == "public"


def _names(person: Element | None) -> list[PersonName]:
    own = _first(person, "name")
    names: list[PersonName] = []
    if own is not None and _is_public(own):
        given, family, credit = _text(own, "given-names")[:150], _text(own, "family-name")[:150], _text(own, "credit-name")[:300]
        han = script_of(family + given) in {"Hans", "Hant"}
        full = f"{family}{given}" if han else f"{given} {family}".strip()
        if full:
            names.append(PersonName(full[:300], given, family))
        if credit and credit != full:
            names.append(PersonName(credit, type="display"))
    names += [PersonName(value, type="alias") for row in _public(person, "other-name") if (value := _text(row, "content")[:300])]
    unique: dict[str, PersonName] = {}
    for name in names:
        unique.setdefault(name.value, name)
    return list(unique.values())


def _split(text: str) -> list[str]:
    """People write several keywords into one field."""
    return [word for part in re.split(r"[,;，；、\n]", text) if (word := part.strip(" ."))]


def _post(row: Element) -> Post | None:
    organisation = _first(row, "organization")
    name = _text(organisation, "name")[:300]
    if not name:
        return None
    register, written = _text(organisation, "disambiguation-source").upper(), _text(organisation, "disambiguated-organization-identifier")
    ids = ((str(REGISTERS[register]), written),) if register in REGISTERS and written else ()
    return Post(
        SUMMARIES[_local(row)], name, ids, _text(organisation, "country").upper()[:2], _text(organisation, "city")[:120],
        _text(row, "department-name")[:200], _text(row, "role-title")[:200], _date(row, "start-date"), _date(row, "end-date"),
    )


def _date(row: Element, name: str) -> str:
    """A partial ISO 8601 date: 2021, 2021-09 or 2021-09-30; "" where it makes no sense."""
    found = _first(row, name)
    pieces = [_text(found, part) for part in ("year", "month", "day")]
    date = "-".join([pieces[0].zfill(4), *(piece.zfill(2) for piece in pieces[1:])][: pieces.index("") if "" in pieces else 3])
    return date if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", date, re.ASCII) else ""


def _modified(root: Element) -> datetime | None:
    written = _text(_first(root, "history"), "last-modified-date")
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def field_of(script: str) -> str:
    """The language whose column words of that script belong to."""
    return "zh" if script in {"Hans", "Hant"} else "en"

