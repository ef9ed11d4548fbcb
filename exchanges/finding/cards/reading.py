"""All rows, read together and kept until anything that a visitor could see of them has changed.

There are some hundreds of calls, not millions. Lists, counts, facets, feeds and the API are made of these rows alone, so what is hidden can't be in
them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from accounts.actor import Actor
from directory.models import Card
from directory.subjects import ford, with_parents
from exchanges.calls.models import Call, HostPosition
from exchanges.finding.cards.rows import CallCard, Partner, ProgrammeCard
from exchanges.finding.search import text_of, vocabulary_of
from exchanges.programmes.models import Participation, Programme

PUBLIC = Actor()  # a visitor: what others may see of their own doesn't belong into lists
PROGRAMME_COLUMNS = (
    "pk", "uid", "status", "name_en", "name_zh", "summary_en", "summary_zh", "funding_en", "funding_zh", "kind", "direction", "currency", "subjects",
    "career_stages", "languages", "website", "is_demo", "created_at", "updated_at",
)
CALL_COLUMNS = (
    "pk", "uid", "programme_id", "status", "title_en", "title_zh", "summary_en", "summary_zh", "text_en", "text_zh", "subjects", "places", "zone",
    "opens_at", "closes_at", "grace", "is_rolling", "stages", "full_closes_at", "starts_on", "ends_on", "decisions_on", "is_paired", "version",
    "published_at", "updated_at",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one moment, with what the spelling of a search is looked up in."""

    programmes: tuple[ProgrammeCard, ...]
    calls: tuple[CallCard, ...]
    programmes_by_uid: dict[str, ProgrammeCard]
    calls_by_uid: dict[str, CallCard]
    words: dict[str, tuple[str, ...]]  # of programmes, of calls


Stamp = tuple[Any, ...]
_kept: tuple[Stamp, Snapshot] | None = None


def snapshot() -> Snapshot:
    """The rows as they are now. What decides whether they are still true is asked of the database each time: who may be seen is never remembered."""
    global _kept  # one a process, replaced whole, so threads never see half of one
    stamp = _stamp()
    if _kept is None or _kept[0] != stamp:
        _kept = stamp, _read()
    return _kept[1]


def _stamp() -> Stamp:
    """Whatever changes when anything that a visitor could see has changed."""
    seen = Participation.objects.visible_to(PUBLIC).filter(profile__status="published")
    places = HostPosition.objects.filter(call__in=Call.objects.visible_to(PUBLIC).values("pk"))
    return (
        tuple(Programme.objects.visible_to(PUBLIC).order_by("pk").values_list("pk", "status", "updated_at", "name_en", "name_zh")),
        tuple(Call.objects.visible_to(PUBLIC).order_by("pk").values_list(
            "pk", "status", "updated_at", "version", "opens_at", "closes_at", "full_closes_at", "places", "title_en", "title_zh",
        )),
        tuple(seen.order_by("pk").values_list("pk", "profile__seq", "part", "position")),
        tuple(places.order_by("pk").values_list("pk", "host__status", "host__seq", "supervisor__status", "supervisor__seq", "order")),
    )


def _read() -> Snapshot:
    parts = list(Participation.objects.visible_to(PUBLIC).filter(profile__status="published").order_by("part", "position", "pk").values_list(
        "programme_id", "part", "profile_id",
    ))
    rows = list(Call.objects.visible_to(PUBLIC).order_by("pk").values(*CALL_COLUMNS))
    positions = list(HostPosition.objects.filter(call__in=[row["pk"] for row in rows]).order_by("order", "pk").values_list(
        "call_id", "host_id", "supervisor_id", "title_en", "title_zh", "unit_en", "unit_zh",
    ))
    profiles = partners({profile for _of, _part, profile in parts} | {pk for place in positions for pk in place[1:3] if pk})
    of_programme: dict[int, list[tuple[str, Partner]]] = defaultdict(list)
    for programme, part, profile in parts:
        if profile in profiles:
            of_programme[programme].append((part, profiles[profile]))
    programmes = {
        row["pk"]: ProgrammeCard(row, tuple(of_programme[row["pk"]]))
        for row in Programme.objects.visible_to(PUBLIC).order_by("pk").values(*PROGRAMME_COLUMNS)
    }
    of_call: dict[int, list[Any]] = defaultdict(list)
    for place in positions:
        of_call[place[0]].append(place[1:])
    calls = [_call(row, programmes[row["programme_id"]], of_call[row["pk"]], profiles) for row in rows if row["programme_id"] in programmes]
    for programme in programmes.values():
        _describe(programme)
    rows_of: dict[str, list[Any]] = {"programmes": list(programmes.values()), "calls": calls}
    words = {noun: vocabulary_of(one.text for one in every if one.text) for noun, every in rows_of.items()}
    return Snapshot(
        tuple(programmes.values()), tuple(calls), {one.uid: one for one in programmes.values()}, {one.uid: one for one in calls}, words,
    )


def partners(ids: Iterable[int]) -> dict[int, Partner]:
    """Key → profile, of those that are published: what their public card says."""
    rows = Card.objects.filter(profile__in=set(ids), profile__status="published", tier=0).values_list("profile_id", "body")
    found = {}
    for pk, body in rows:
        card = orjson.loads(body)
        found[pk] = Partner(pk, card["uid"], card["kind"], card["name"], card["country"] or "")
    return found


def _call(row: dict[str, Any], programme: ProgrammeCard, places: list[Any], profiles: dict[int, Partner]) -> CallCard:
    at = [profiles[place[0]] for place in places if place[0] in profiles]
    supervisors = [profiles[place[1]] for place in places if place[1] in profiles]
    hosts = _once(at) or tuple(programme.those("host"))
    card = CallCard(row, programme, hosts, _once([*hosts, *supervisors, *(one for _part, one in programme.partners)]))
    of = programme.row
    card.values = _values(programme, card.subjects, hosts, card.partners) | {"uid": frozenset([card.uid])}
    card.text = text_of(
        names=[row["title_en"], row["title_zh"], of["name_en"], of["name_zh"]], closed_lists=card.values,
        more=[value for place in places for value in place[2:]] + [row["summary_en"], row["summary_zh"]],
        people=[one.name for one in card.partners], about=[row["text_en"], row["text_zh"], of["summary_en"], of["summary_zh"]],
    )
    programme.calls.append(card)
    return card


def _describe(card: ProgrammeCard) -> None:
    """What the programme is found by: itself, and who takes part in its calls."""
    of = card.row
    hosts = _once([*card.those("host"), *(one for call in card.calls for one in call.hosts)])
    everybody = _once([*(one for _part, one in card.partners), *(one for call in card.calls for one in call.partners)])
    card.values = _values(card, of["subjects"], hosts, everybody) | {"uid": frozenset(call.uid for call in card.calls)}
    card.text = text_of(
        names=[of["name_en"], of["name_zh"]], closed_lists=card.values, more=[of["summary_en"], of["summary_zh"]],
        people=[one.name for one in everybody],
        about=[of["funding_en"], of["funding_zh"], *(value for call in card.calls for value in (call.row["title_en"], call.row["title_zh"]))],
    )


def _values(programme: ProgrammeCard, subjects: list[str], hosts: Iterable[Partner], everybody: Iterable[Partner]) -> dict[str, frozenset[str]]:
    """Parameter → what the record has of it."""
    of = programme.row
    return {
        "programme": frozenset([programme.uid]), "kind": frozenset([of["kind"]]), "direction": _directions(of["direction"]),
        "currency": frozenset([of["currency"]]), "language": frozenset(of["languages"]), "career_stage": frozenset(of["career_stages"]),
        "subject": frozenset(with_parents([code for code in subjects if code in ford()])),
        "country": frozenset(one.country for one in hosts if one.country), "host": frozenset(one.uid for one in hosts),
        "organiser": frozenset(one.uid for one in programme.those("organiser")), "partner": frozenset(one.uid for one in everybody),
    }


def _directions(direction: str) -> frozenset[str]:
    """Who looks for one way finds what goes both ways, too."""
    return frozenset(["both", "uk-to-cn", "cn-to-uk"] if direction == "both" else [direction])


def _once(partners_: Iterable[Partner]) -> tuple[Partner, ...]:
    return tuple(dict.fromkeys(partners_))
