"""The demo's companies: all invented, with needs and offers that run out, counted from the day of loading."""

import csv
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from directory.demo.rows import Draft, moment, uid_for
from directory.models import Assertion, Company, Interest, Organisation, Profile
from directory.places import Gazetteer
from directory.vocabulary import Kind, Source, Status, Verification

DATA = Path(__file__).parent / "data"
VERIFIED = (Verification.REGISTRY, Verification.REGISTRY, Verification.EMAIL, "", Verification.EDITOR)


@lru_cache(maxsize=1)
def records() -> list[dict[str, str]]:
    """One dict a company; lists are separated by semicolons, subjects by spaces."""
    with (DATA / "companies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|"))


@lru_cache(maxsize=1)
def cities() -> dict[str, dict[str, str]]:
    """English name → the city's row: country, subdivision, zh, geonames, lat, lng."""
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        return {row["en"]: row for row in csv.DictReader(file)}


def drafts(*, today: date, gazetteer: Gazetteer, subjects: dict[str, int]) -> list[Draft]:
    """A Draft a company."""
    made = []
    for number, record in enumerate(records()):
        draft = _draft(record, today, number)
        city = cities()[record["city"]]
        draft.place(gazetteer.place(
            country=city["country"], subdivision=city["subdivision"], city=city["en"], city_zh=city["zh"], geonames_id=int(city["geonames"]),
            lat=float(city["lat"]), lng=float(city["lng"]),
        ))
        draft.subjects(record["subjects"].split(), subjects)
        _add_interest(draft, record, today, number)
        made.append(draft)
    return made


def _draft(record: dict[str, str], today: date, number: int) -> Draft:
    key = f"company:{record['en']}"
    verification = VERIFIED[number % len(VERIFIED)]
    profile = Profile(
        uid=uid_for(key), kind=Kind.COMPANY, status=Status.PUBLISHED, is_demo=True, verification=verification,
        verified_at=moment(today, 15 + number * 5 % 200, number * 41) if verification else None,
        summary_en=record["summary_en"], summary_zh=record["summary_zh"],
        keywords_en=_list(record["keywords_en"]), keywords_zh=_list(record["keywords_zh"]) if record["summary_zh"] else [],
        working_languages=["zh-Hans", "en"] if cities()[record["city"]]["country"] == "CN" else ["en"],
        created_at=moment(today, 3 + number * 4, number * 29),
    )
    said = moment(today, 2 + number * 4 % 250, number * 17)
    assertion = Assertion(
        profile=profile, source=Source.IMPORT, source_ref="demo", licence="CC0", asserted_at=said, retrieved_at=said,
        fields=["names", "place", "types", "established", "summary", "keywords", "subjects", "interests"],
    )
    draft = Draft(key, profile, assertion)
    draft.add(Organisation, types=["company"], established=int(record["established"]))
    draft.add(Company, staff=int(record["staff"]))
    draft.name(record["en"], "en", is_preferred=True, is_display=True)
    if record["zh"]:
        draft.name(record["zh"], "zh-Hans", is_preferred=True)
    short = record["en"].split(" ")[0]
    if profile.working_languages[0] != "en":
        draft.name(short, "en", type="alias")
    return draft


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _add_interest(draft: Draft, record: dict[str, str], today: date, number: int) -> None:
    if not record["type"]:
        return
    days = Random(f"{draft.key} interest").randint(60, 400)  # noqa: S311 (the demo must be the same everywhere; nothing is secret here)
    draft.add(
        Interest, direction=record["direction"], type=record["type"], title_en=record["title_en"], title_zh=record["title_zh"],
        text_en=record["text_en"], text_zh=record["text_zh"], expires_on=today + timedelta(days=days), tier=1 if number % 11 == 5 else 0,
        created_at=moment(today, 1 + number % 60, number * 13),
    )
