"""A profile in the vocabulary of schema.org, as JSON-LD: what search engines and reference managers read."""

from typing import Any

import orjson
from django.conf import settings

from directory.pages.profile import ProfilePage
from directory.pages.quoted import Quoted
from directory.pages.texts import Heading, Said
from directory.subjects import ford
from directory.vocabulary import Kind


def text(page: ProfilePage, whole: bool = True) -> str:
    """The JSON-LD, safe to stand in a <script> element: no character of it can close one. `whole` lists all parts of an organisation."""
    written = orjson.dumps(document(page, whole)).decode()
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


def document(page: ProfilePage, whole: bool = True) -> dict[str, Any]:
    """Person, CollegeOrUniversity, ResearchOrganization, Organization or Corporation. Empty properties are left out."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _type(page),
        "@id": _absolute(page.uid),
        "url": settings.SITE_URL + page.address,
        "name": _names(page.heading),
        "alternateName": _other_names(page),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": one.scheme, "value": one.value} | ({"url": one.url} if one.url else {})
            for one in page.identifiers
        ],
        "sameAs": [*(one.url for one in page.identifiers if one.url), *(one.url for one in page.elsewhere if one.label == "Wikipedia")],
        "description": _said(page.summary) if page.summary else None,
        "knowsAbout": [*(_field(one.code) for one in page.subjects), *(_said(word) for word in page.keywords)],
        "dateModified": page.updated.strftime("%Y-%m-%dT%H:%M:%SZ") if page.updated else None,
    }
    about |= _person(page) if page.kind == Kind.RESEARCHER else _organisation(page, whole)
    return {key: value for key, value in about.items() if value not in (None, "", [], {})}


def _type(page: ProfilePage) -> str:
    if page.kind == Kind.RESEARCHER:
        return "Person"
    if page.kind == Kind.COMPANY:
        return "Corporation"
    types = {one["code"] for one in page.detail["types"]}
    if "education" in types:
        return "CollegeOrUniversity"
    return "ResearchOrganization" if types & {"facility", "nonprofit", "healthcare", "government", "archive"} else "Organization"


def _person(page: ProfilePage) -> dict[str, Any]:
    name = next((row for row in page.name_rows if row.is_preferred and row.family), None)
    current = [post for post in page.posts if post.current and not post.study]
    return {
        "familyName": name.family if name else None,
        "givenName": name.given if name else None,
        "honorificPrefix": _said(page.detail["title"]) if page.detail["title"] else None,
        "jobTitle": [_said(part) for post in current[:1] for part in post.parts],
        "affiliation": [_organisation_named(post.organisation) for post in current if post.organisation],
        "alumniOf": [_organisation_named(post.organisation) for post in page.posts if post.study and post.organisation],
        "knowsLanguage": page.language_codes,
        "workLocation": _address(page),
    }


def _organisation(page: ProfilePage, whole: bool) -> dict[str, Any]:
    def ends(kind: str) -> list[dict[str, Any]]:
        groups = [group for group in page.links if group.type == kind]
        return [_organisation_named(link.profile) for group in groups for link in (*group.first, *(group.rest if whole else ())) if link.profile]

    return {
        "foundingDate": str(page.detail["established"]) if page.detail["established"] else None,
        "numberOfEmployees": {"@type": "QuantitativeValue", "value": page.detail["staff"]} if page.detail["staff"] else None,
        "address": _address(page),
        "location": _spot(page),
        "parentOrganization": ends("parent"),
        "subOrganization": ends("child"),
    }


def _address(page: ProfilePage) -> dict[str, Any] | None:
    if not page.place:
        return None
    address = {
        "@type": "PostalAddress", "addressLocality": _said(page.place.city) if page.place.city else None,
        "addressRegion": page.place.subdivision or None, "addressCountry": page.place.country_code,
    }
    return {key: value for key, value in address.items() if value}


def _spot(page: ProfilePage) -> dict[str, Any] | None:
    if not page.place or page.place.lat is None:
        return None
    return {"@type": "Place", "geo": {"@type": "GeoCoordinates", "latitude": page.place.lat, "longitude": page.place.lng}}


def _field(code: str) -> dict[str, Any]:
    row = ford()[code]
    return {
        "@type": "DefinedTerm", "termCode": code, "inDefinedTermSet": "OECD FORD 2015",
        "name": [{"@value": row["en"], "@language": "en"}, {"@value": row["zh"], "@language": "zh-Hans"}],
    }


def _said(said: Said) -> dict[str, str]:
    return {"@value": said.value, "@language": said.lang}


def _names(heading: Heading) -> list[dict[str, str]]:
    return [_said(one) for one in (heading.main, heading.also) if one]


def _other_names(page: ProfilePage) -> list[dict[str, str]]:
    shown = {one.value for one in (page.heading.main, page.heading.also) if one}
    found = {said.value: said for line in page.names for said in line.values if said.value not in shown}
    return [_said(said) for said in found.values()]


def _organisation_named(one: Quoted) -> dict[str, Any]:
    return {"@type": "Organization", "@id": _absolute(one.uid), "name": _names(one.heading)}


def _absolute(uid: str) -> str:
    """The identity of a record, alike in both languages: its address in the API."""
    return f"{settings.SITE_URL}/api/v1/profiles/{uid}"
