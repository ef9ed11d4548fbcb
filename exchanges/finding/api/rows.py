"""Programmes and calls as the API gives them: made of the public rows, and in full of what those leave out."""

from datetime import datetime
from typing import Any

from exchanges.calls import eligibility
from exchanges.calls.models import Call
from exchanges.calls.vocabulary import Phase
from exchanges.finding.cards import CallCard, Partner, ProgrammeCard, day, instant, partners
from exchanges.finding.listing import closing
from exchanges.programmes.vocabulary import PartName

Json = dict[str, Any]
IN_PROGRAMME = ("uid", "url", "title", "phase", "opens_at", "closes_at", "places")


def both(row: Json, name: str) -> dict[str, str]:
    """summary_en and summary_zh as one."""
    return {"en": row[f"{name}_en"], "zh": row[f"{name}_zh"]}


def profile(one: Partner) -> Json:
    """A published profile."""
    return {"uid": one.uid, "name": one.name}


def countries(hosts: tuple[Partner, ...] | list[Partner]) -> list[str]:
    """Where they are, each once."""
    return list(dict.fromkeys(one.country for one in hosts if one.country))


def call_row(card: CallCard, now: datetime, lang: str) -> Json:
    """A call as lists have it; the keys are CALL_FIELDS."""
    row, of = card.row, card.programme
    return {
        "uid": card.uid, "url": f"/{lang}/exchanges/calls/{card.uid}", "title": card.name, "summary": both(row, "summary"),
        "programme": {"uid": of.uid, "name": of.name}, "kind": of.row["kind"], "direction": of.row["direction"], "phase": card.phase(now).value,
        "zone": row["zone"], "opens_at": instant(card.opens_at), "closes_at": instant(card.closes_at), "rolling": card.is_rolling,
        "stages": row["stages"], "full_closes_at": instant(card.full_closes_at), "places": row["places"], "starts_on": day(row["starts_on"]),
        "ends_on": day(row["ends_on"]), "decisions_on": day(row["decisions_on"]), "paired": row["is_paired"],
        "subjects": card.subjects, "career_stages": of.row["career_stages"],
        "languages": of.row["languages"], "currency": of.row["currency"], "hosts": [profile(one) for one in card.hosts],
        "countries": countries(card.hosts), "organisers": [profile(one) for one in of.those("organiser")], "demo": of.row["is_demo"],
        "published_at": instant(card.newest), "updated_at": instant(row["updated_at"]),
    }


def programme_row(card: ProgrammeCard, now: datetime, lang: str) -> Json:
    """A programme as lists have it; the keys are PROGRAMME_FIELDS."""
    row, open_now = card.row, [call for call in card.calls if call.phase(now) == Phase.OPEN]
    hosts = list(dict.fromkeys([*card.those("host"), *(one for call in card.calls for one in call.hosts)]))
    return {
        "uid": card.uid, "url": f"/{lang}/exchanges/programmes/{card.uid}", "name": card.name, "summary": both(row, "summary"), "kind": row["kind"],
        "direction": row["direction"], "ended": row["status"] == "archived", "currency": row["currency"], "subjects": row["subjects"],
        "career_stages": row["career_stages"], "languages": row["languages"], "website": row["website"],
        "partners": [{"part": part, "profile": profile(one)} for name in PartName for part, one in card.partners if part == name],
        "countries": countries(hosts), "open_calls": len(open_now),
        "next_closes_at": instant(min((call.closes_at for call in open_now if call.closes_at), default=None)), "demo": row["is_demo"],
        "created_at": instant(row["created_at"]), "updated_at": instant(row["updated_at"]),
    }


def programme_in_full(card: ProgrammeCard, now: datetime, lang: str) -> Json:
    """The same with what is paid, and its calls."""
    calls = [call_row(call, now, lang) for call in sorted(card.calls, key=lambda one: closing(one, now))]
    return programme_row(card, now, lang) | {
        "funding": both(card.row, "funding"), "calls": [{name: call[name] for name in IN_PROGRAMME} for call in calls],
    }


def call_in_full(card: CallCard, call: Call, now: datetime, lang: str) -> Json:
    """The same with everything that stands on its page. `call` is the record behind the row."""
    texts = {name: both(vars(call), name) for name in ("title", "summary", "text")}
    return call_row(card, now, lang) | {
        "text": texts["text"], "funding": both(card.programme.row, "funding"),
        "documents": [
            {"key": one.get("key", ""), "title": pair(one.get("title")), "required": bool(one.get("required")), "types": one.get("types", ["pdf"]),
             "max_mb": one.get("max_mb")} for one in call.documents
        ],
        "letters": {"wanted": call.letters_wanted, "asked": call.letters_asked, "due_at": instant(call.letters_due_at)},
        "eligibility": [{"key": one["key"], "fact": one["fact"], "words": eligibility.worded(one)} for one in call.eligibility],
        "criteria": [
            {"key": one.get("key", ""), "title": pair(one.get("title")), **{name: one.get(name, 0) for name in ("weight", "low", "high")}}
            for one in call.rubric
        ],
        "review_mode": call.review_mode, "positions": positions(call),
        "halves": {side: half(call.halves.get(side)) for side in ("uk", "cn")} if call.is_paired else None,
        "not_translated": [code for code in ("en", "zh") if any(not text[code] and any(text.values()) for text in texts.values())],
    }


def pair(given: Any) -> dict[str, str]:
    """{"en", "zh"} of a JSON column, both keys there."""
    return {code: str((given or {}).get(code) or "") for code in ("en", "zh")}


def half(given: Any) -> Json:
    """One half of a paired application."""
    return {"currency": (given or {}).get("currency", ""), "cap": (given or {}).get("cap")}


def positions(call: Call) -> list[Json]:
    """Where one can go; hosts and supervisors where their profile is public."""
    rows = list(call.positions.all())
    known = partners(pk for one in rows for pk in (one.host_id, one.supervisor_id) if pk)
    return [
        {"uid": one.uid, "title": both(vars(one), "title"), "unit": both(vars(one), "unit"),
         "host": profile(known[one.host_id]) if one.host_id in known else None,
         "supervisor": profile(known[one.supervisor_id]) if one.supervisor_id in known else None, "subject": one.subject, "places": one.places}
        for one in rows
    ]
