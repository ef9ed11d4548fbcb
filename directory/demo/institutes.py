"""The demo's institutes: true facts of real bodies, from ROR (CC0) and, for Chinese names and summaries, in our own words."""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from directory import identifiers
from directory.demo.rows import Draft, moment, uid_for
from directory.models import Assertion, Identifier, Organisation, OrganisationLink, Profile
from directory.places import Gazetteer
from directory.vocabulary import Kind, Source, Status, Verification

FILE = Path(__file__).parent / "data" / "institutes.json"


@lru_cache(maxsize=1)
def records() -> list[dict[str, Any]]:
    """One dict an institute; `names` are [value, lang, type] and a fourth item where the name is not ROR's but the usual one."""
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def drafts(*, today: date, gazetteer: Gazetteer, subjects: dict[str, int]) -> list[Draft]:
    """A Draft an institute, links between them included."""
    names = {record["ror"]: record["names"][0][0] for record in records()}
    made = {record["ror"]: _draft(record, today, number) for number, record in enumerate(records())}
    for record in records():
        draft = made[record["ror"]]
        own = Assertion(
            profile=draft.profile, source=Source.IMPORT, source_ref="demo", licence="CC0", fields=["names", "place", "summary", "subjects"],
            asserted_at=moment(today, 40), retrieved_at=moment(today, 40),
        )
        draft.rows.append(own)
        _add_names(draft, record, own)
        _add_identifiers(draft, record, today)
        draft.add(Organisation, types=record["types"], established=record["established"], domains=record["domains"])
        draft.place(gazetteer.place(
            country=record["country"], subdivision=record["subdivision"], city=record["city"][0], city_zh=record["city"][1],
            geonames_id=record["geonames"], lat=record["lat"], lng=record["lng"],
        ))
        draft.subjects(record["subjects"], subjects)
        for kind, ror in record["links"]:
            draft.add(OrganisationLink, type=kind, to=made[ror].profile, to_ror=ror, to_label=names[ror])
    return list(made.values())


def _draft(record: dict[str, Any], today: date, number: int) -> Draft:
    checked = moment(today, 20 + number * 7 % 300, number * 37)
    links = [{"type": "wikipedia", "value": record["wikipedia"]}] if record["wikipedia"] else []
    profile = Profile(
        uid=uid_for(f"ror:{record['ror']}"), kind=Kind.INSTITUTE, status=Status.PUBLISHED, verification=Verification.REGISTRY, verified_at=checked,
        summary_en=record["summary"][0], summary_zh=record["summary"][1], website=record["website"], links=links,
        working_languages=["en"] if record["country"] == "GB" else ["zh-Hans", "en"], created_at=moment(today, 330, number * 11),
    )
    changed = datetime.fromisoformat(record["changed"]).replace(tzinfo=UTC)
    ror = Assertion(
        profile=profile, source=Source.ROR, source_ref=record["ror"], licence="CC0", asserted_at=changed, retrieved_at=moment(today, 40),
        fields=["names", "identifiers", "place", "types", "established", "links", "website", "relations"],
    )
    return Draft(f"ror:{record['ror']}", profile, ror)


def _add_names(draft: Draft, record: dict[str, Any], own: Assertion) -> None:
    for position, (value, lang, kind, *ours) in enumerate(record["names"]):
        by = {"assertion": own} if ours else {}
        shown = position == 0 or value == record["zh"]
        draft.name(value, lang, type=kind, is_preferred=shown and bool(lang), is_display=position == 0, **by)


def _add_identifiers(draft: Draft, record: dict[str, Any], today: date) -> None:
    for scheme, value in {"ror": record["ror"], **record["identifiers"]}.items():
        canonical = identifiers.normalise(scheme, value)
        draft.add(
            Identifier, scheme=scheme, value=canonical.value, checksum_ok=canonical.checksum_ok, verified_by=Source.ROR,
            verified_at=moment(today, 40), is_preferred=scheme == "ror",
        )
