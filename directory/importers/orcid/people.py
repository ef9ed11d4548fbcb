"""What an ORCID record proposes for a profile, and which organisations its posts are at."""

from typing import Any

from directory.importers import parts
from directory.importers.batch import Run
from directory.importers.matching import Match, OrganisationMatcher
from directory.importers.orcid.records import PersonName, PersonRecord, Post, field_of
from directory.importers.proposing import Origin, Proposal
from directory.models import Assertion, Profile
from directory.names import has_han
from directory.places import Gazetteer
from directory.vocabulary import AffiliationType, IdentifierStatus, Kind, NameOrder, Scheme, Source, Status

LICENCE = "CC0-1.0"
KEYWORDS = 30


def propose(
    record: PersonRecord, profile: Profile | None, matcher: OrganisationMatcher, gazetteer: Gazetteer, run: Run, *, publish: bool,
) -> Proposal:
    """The parts as ORCID has them, beside what others gave."""
    now = parts.read(profile, ("names", "identifiers", "place", "affiliations", "keywords", "website", "links")) if profile else {}
    asserted = Assertion.objects.filter(profile=profile, source=Source.ORCID, source_ref=record.orcid) if profile else Assertion.objects.none()
    mine = asserted.values_list("pk", flat=True).first()

    def others(part: str) -> list[dict[str, Any]]:
        return [row for row in now.get(part, ()) if mine is None or row["assertion_id"] != mine]

    wanted: parts.Values = {
        "names": _beside(others("names"), _names(record), ("value", "lang")),
        "identifiers": _beside(others("identifiers"), [_identifier(record)], ("scheme", "value")),
        "affiliations": _affiliations(others("affiliations"), record, matcher, run),
    }
    if record.country and not others("place"):
        wanted["place"] = _place(record, gazetteer, run)
    if record.keywords:
        wanted["keywords"] = _keywords(record)
    if record.urls:
        wanted["website"] = {"website": record.urls[0][1]}
        wanted["links"] = {"links": [{"type": "website", "value": url, "label": name} for name, url in record.urls[1:]]}
    origin = Origin(Source.ORCID, record.orcid, LICENCE, record.digest, record.modified)
    return Proposal(record.orcid, Kind.RESEARCHER, wanted, origin, profile, Status.PUBLISHED if publish else Status.PENDING)


def _beside(others: list[dict[str, Any]], own: list[dict[str, Any]], key: tuple[str, ...]) -> list[dict[str, Any]]:
    """Others' rows, and of ours those that they don't have; theirs stay preferred."""
    there = {tuple(row[column] for column in key) for row in others}
    preferred = {row.get("lang") for row in others if row.get("is_preferred")}
    fresh = [row for row in own if tuple(row[column] for column in key) not in there]
    return [*others, *(row | {"is_preferred": row.get("is_preferred", False) and row.get("lang") not in preferred} for row in fresh)]


def _names(record: PersonRecord) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    preferred: set[str] = set()
    for name in sorted(record.names, key=lambda name: name.type == "alias"):
        lang = field_of(name.script) if name.script in {"Latn", "Hans", "Hant"} else ""
        row = _name(name, lang)
        if name.type == "display":
            row |= {"type": "label", "is_display": True}
        row["is_preferred"] = bool(lang) and name.type != "alias" and (lang not in preferred)
        preferred |= {lang} if row["is_preferred"] else set()
        rows.append(row)
    return rows


def _name(name: PersonName, lang: str) -> dict[str, Any]:
    order = "" if not name.family else NameOrder.FAMILY_FIRST.value if lang == "zh" else NameOrder.GIVEN_FIRST.value
    return {
        "value": name.value, "lang": lang, "script": name.script, "type": name.type, "given": name.given, "family": name.family, "order": order,
    }


def _identifier(record: PersonRecord) -> dict[str, Any]:
    return {
        "scheme": Scheme.ORCID.value, "value": record.orcid, "checksum_ok": True, "verified_by": Source.ORCID.value,
        "status": IdentifierStatus.ACTIVE.value, "is_preferred": True,
    }


def _place(record: PersonRecord, gazetteer: Gazetteer, run: Run) -> list[dict[str, Any]]:
    place = (gazetteer.sought if run.batch is None else gazetteer.place)(country=record.country)
    return [{"place_id": place.pk, "position": 0}]


def _keywords(record: PersonRecord) -> dict[str, Any]:
    words = list(dict.fromkeys(record.keywords))
    return {
        "keywords_en": [word for word in words if not has_han(word)][:KEYWORDS], "keywords_zh": [word for word in words if has_han(word)][:KEYWORDS],
    }


def _affiliations(others: list[dict[str, Any]], record: PersonRecord, matcher: OrganisationMatcher, run: Run) -> list[dict[str, Any]]:
    rows = []
    for post in record.posts:
        match = matcher.match(post.ids, post.organisation, post.country)
        _report(record, post, match, run)
        rows.append(_affiliation(post, match))
    there = {(row["organisation_id"], row["organisation_text"] if not row["organisation_id"] else "", row["type"], row["start"]) for row in others}
    rows = [
        row for row in rows
        if (row["organisation_id"], row["organisation_text"] if not row["organisation_id"] else "", row["type"], row["start"]) not in there
    ]
    if not any(row["is_primary"] for row in others):
        _choose_primary(rows)
    return [*others, *rows]


def _choose_primary(rows: list[dict[str, Any]]) -> None:
    """The latest post that goes on is the main one; ORCID has no say in it."""
    current = [row for row in rows if row["type"] == AffiliationType.EMPLOYMENT and not row["end"]]
    if current:
        max(current, key=lambda row: row["start"])["is_primary"] = True


def _affiliation(post: Post, match: Match) -> dict[str, Any]:
    lang = field_of_text(post.unit + post.role)
    other = "en" if lang == "zh" else "zh"
    return {
        "organisation_id": match.profile, "organisation_text": "" if match.profile else post.organisation, "type": str(post.type),
        f"unit_{lang}": post.unit, f"role_{lang}": post.role, f"unit_{other}": "", f"role_{other}": "",
        "start": post.start, "end": post.end, "is_primary": False,
    }


def field_of_text(text: str) -> str:
    """"zh" for text with Han characters."""
    return "zh" if has_han(text) else "en"


def _report(record: PersonRecord, post: Post, match: Match, run: Run) -> None:
    written = f"{post.organisation} ({post.country})" if post.country else post.organisation
    run.report.count("affiliations")
    if match.profile:
        run.report.note("matched_by", record.orcid, f"{written} by {match.by}", by=match.by, organisation=post.organisation)
        run.report.count(f"matched by {match.by}")
    elif match.candidates:
        run.report.note("ambiguous", record.orcid, f"{written}: {', '.join(match.candidates)}", candidates=list(match.candidates))
    else:
        run.report.note("unmatched", record.orcid, written, ids=[list(pair) for pair in post.ids])
