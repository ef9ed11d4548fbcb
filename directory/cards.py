"""Cards are written here: for each published profile and tier the finished list row, from nothing but what that tier may see."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.utils import timezone

from accounts.models import User
from directory import changes
from directory.card_facts import Facts, gather
from directory.completeness import completeness
from directory.hierarchy import descendants
from directory.models import Affiliation, Card, ImportBatch, Profile
from directory.names import shown_names
from directory.subjects import with_parents
from directory.vocabulary import Status

TIERS = (0, 1, 2)
PAGE = 1000
Composed = dict[tuple[int, int], tuple[dict[str, Any], dict[str, Any]]]


def refresh(ids: Iterable[int]) -> None:
    """Rewrite the cards of these profiles after a recorded change. A card whose reader sees no difference keeps its `updated_at`."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        composed = _compose(page)
        _write(page, _differing(page, composed), composed)


def renew(ids: Iterable[int], *, fields: Sequence[str], reason: str, by: User | None = None, batch: ImportBatch | None = None) -> int:
    """Rewrite the cards that would differ now though nothing of their own was changed: an organisation they quote was renamed, an
    interest ran out. Those get a Change of their own, with `reason`. Returns how many."""
    wanted, renewed = sorted(set(ids)), 0
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        composed = _compose(page)
        differing = sorted({profile for profile, _tier in _differing(page, composed)})
        if differing:
            uids = dict(Profile.objects.filter(pk__in=differing).values_list("pk", "uid"))
            changes.record_many([changes.Entry(pk, uids[pk], fields=fields) for pk in differing], by=by, reason=reason, batch=batch)
            refresh(differing)
            renewed += len(differing)
    return renewed


def quoting(ids: Iterable[int]) -> set[int]:
    """Profiles whose cards quote these organisations: everything below them, and the people who work or worked at any of those."""
    organisations = set(ids)
    below = descendants(organisations)
    people = Affiliation.objects.filter(organisation__in=organisations | below, person__status=Status.PUBLISHED).values_list("person_id", flat=True)
    return (below | set(people)) - organisations


def _differing(page: list[int], composed: Composed) -> set[tuple[int, int]]:
    """The cards to write or to drop. Compared without the time and number of the last change, which alone are no difference."""
    stored: Composed = {}
    for profile, tier, body, extra in Card.objects.filter(profile__in=page).values_list("profile_id", "tier", "body", "extra"):
        stored[profile, tier] = (orjson.loads(body), orjson.loads(extra))
    same = {key for key in stored.keys() & composed.keys() if _content(stored[key]) == _content(composed[key])}
    for key in same:
        composed[key] = stored[key]
    return (stored.keys() | composed.keys()) - same


def _content(card: tuple[dict[str, Any], dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    body, extra = card
    return {k: v for k, v in body.items() if k != "updated_at"}, {k: v for k, v in extra.items() if k != "seq"}


def _write(page: list[int], differing: set[tuple[int, int]], composed: Composed) -> None:
    for tier in TIERS:
        gone = [profile for profile, of in differing if of == tier and (profile, of) not in composed]
        if gone:
            Card.objects.filter(profile__in=gone, tier=tier).delete()
    Card.objects.bulk_create(
        [
            Card(profile_id=key[0], tier=key[1], body=orjson.dumps(composed[key][0]).decode(), extra=orjson.dumps(composed[key][1]).decode())
            for key in sorted(differing & composed.keys())
        ],
        update_conflicts=True, unique_fields=["profile", "tier"], update_fields=["body", "extra"], batch_size=PAGE,
    )


def _compose(page: list[int]) -> Composed:
    """Every card that should exist for these profiles: the public one, and a higher one only where it shows more than the one below."""
    facts = gather(page, today=timezone.now().date())
    composed: Composed = {}
    for profile in facts.profiles.values():
        below: tuple[dict[str, Any], dict[str, Any]] | None = None
        for tier in facts.tiers(profile["id"]):
            card = body_of(profile, facts, tier), extra_of(profile, facts, tier)
            if below is None or _content(card) != _content(below):
                composed[profile["id"], tier] = below = card
    return composed


def body_of(profile: dict[str, Any], facts: Facts, tier: int) -> dict[str, Any]:
    """The list row as docs/architecture.md describes it."""
    pk = profile["id"]

    def open_to(field: str) -> bool:
        return bool(profile["field_tiers"].get(field, 0) <= tier)

    def pair(column: str, field: str) -> dict[str, Any]:
        empty: Any = [] if column == "keywords" else ""
        return {lang: profile[f"{column}_{lang}"] if open_to(field) else empty for lang in ("en", "zh")}

    names = facts.names_of(pk, tier)
    places = [facts.place(row) for row in facts.rows("locations", pk, tier)]
    detail = facts.details.get(pk, {})
    subjects = facts.subjects.get(pk, []) if open_to("subjects") else []
    body: dict[str, Any] = {
        "uid": profile["uid"],
        "kind": profile["kind"],
        "url": f"/en/profiles/{profile['uid']}",
        "name": shown_names(names),
        "names": [facts.name(row) for row in names],
        "identifiers": [facts.identifier(row) for row in facts.rows("identifiers", pk, tier)],
        "country": places[0]["country"] if places else None,
        "place": places[0] if places else None,
        "types": detail.get("types", []),
        "established": detail.get("established"),
        "staff": detail.get("staff"),
        "title": {lang: detail.get(f"title_{lang}", "") if open_to("title") else "" for lang in ("en", "zh")},
        "career_stage": detail.get("career_stage", "") if open_to("career_stage") else "",
        "subjects": subjects,
        "keywords": pair("keywords", "keywords"),
        "summary": pair("summary", "summary"),
        "affiliations": [row for row in (facts.affiliation(row) for row in facts.rows("affiliations", pk, tier)) if row],
        "interests": [facts.interest(row) for row in facts.rows("interests", pk, tier)],
        "languages": profile["working_languages"] if open_to("languages") else [],
        "website": profile["website"] if open_to("website") else "",
        "verified": profile["verification"],
        "verified_at": _instant(profile["verified_at"]),
        "demo": profile["is_demo"],
        "created_at": _instant(profile["created_at"]),
        "updated_at": _instant(profile["updated_at"]),
    }
    body["written_in"] = [lang for lang in ("en", "zh") if body["name"][lang] and (body["summary"][lang] or body["kind"] != "researcher")]
    body["completeness"] = completeness(body)
    return body


def extra_of(profile: dict[str, Any], facts: Facts, tier: int) -> dict[str, Any]:
    """What only the index needs: the organisations this profile belongs to, all that stand above them, web domains, static rank."""
    pk = profile["id"]
    detail = facts.details.get(pk, {})
    homes = [row["organisation_id"] for row in facts.rows("affiliations", pk, tier) if not row["end"]] if profile["kind"] == "researcher" else [pk]
    above = dict.fromkeys(uid for home in homes if home for uid in facts.line(home))
    return {
        "ancestors": list(above),
        "subjects": with_parents(facts.subjects.get(pk, [])) if profile["field_tiers"].get("subjects", 0) <= tier else [],
        "domains": detail.get("domains", []),
        "rank": facts.rank(pk, tier),
        "seq": profile["seq"],
    }


def _instant(moment: Any) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
