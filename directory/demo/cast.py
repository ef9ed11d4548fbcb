"""Who the demo's researchers are: names in their own order and scripts, field, stage, home. Invented; the same on every machine."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from directory.demo.fields import fields
from directory.demo.institutes import records as institutes

DATA = Path(__file__).parent / "data"
SEED = 20261122
STAGES = ["doctoral"] * 10 + ["early"] * 30 + ["mid"] * 35 + ["senior"] * 25


@dataclass
class Person:
    """`en` is (family, given) in Latin letters; `order` says which stands first. `zh` is "" where there is no Chinese name."""

    key: str
    en: tuple[str, str]
    order: str  # f: family first, g: given first, n: one name, not divided
    zh: str
    hant: str
    gender: str
    languages: list[str]
    field: str
    topic: int
    stage: str
    home: str  # key of the Draft of the organisation where the person works
    written: tuple[str, ...]  # languages of the summary
    turn: int = 0  # how many have had the same topic before

    @property
    def name(self) -> str:
        """The name on an English page, in the person's own order."""
        family, given = self.en
        return (f"{given} {family}" if self.order == "g" else f"{family} {given}").strip()

    @property
    def she(self) -> tuple[str, str, str]:
        return ("she", "her", "her") if self.gender == "f" else ("he", "him", "his")


@lru_cache(maxsize=1)
def cast() -> list[Person]:
    """All of them: first those written out in people.csv (homonyms, and names no pool can make), then the pools."""
    people = list(_written())
    turns: dict[tuple[str, int], int] = {}
    people += _pooled(Random(SEED), {person.name for person in people} | {person.zh for person in people if person.zh})  # noqa: S311
    for person in people:
        at = person.field, person.topic
        person.turn = turns.get(at, 0)
        turns[at] = person.turn + 1
    return people


@dataclass
class Pool:
    """Names of one origin, how many people get one, and what they speak."""

    name: str
    share: int
    languages: list[str]
    country: str
    family: list[str] = field(default_factory=list)
    given: dict[str, list[str]] = field(default_factory=dict)  # by gender


SPOKEN = {"han": "zh-Hans en", "uyghur": "ug zh-Hans en", "tibetan": "bo zh-Hans en", "mongol": "mn zh-Hans en", "korean": "ko zh-Hans en",
          "english": "en", "welsh": "en cy", "chinese-british": "en zh-Hans"}


def _written() -> Iterator[Person]:
    with (DATA / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="|"):
            yield Person(
                key=f"person:{row['key']}", en=(row["family"], row["given"]), order=row["order"], zh=row["zh"], hant=row["more"],
                gender=row["gender"],
                languages=SPOKEN[row["pool"]].split(), field=row["field"], topic=int(row["topic"]), stage=row["stage"], home=f"ror:{row['home']}",
                written=("en", "zh") if row["lang"] == "both" else (row["lang"],),
            )


def _pooled(random: Random, taken: set[str]) -> list[Person]:
    people: list[Person] = []
    slugs = list(fields())
    for pool in _pools():
        for number in range(pool.share):
            gender, parts = _new_name(pool, random, taken)
            slug = slugs[(len(people) * 11 + random.randrange(3)) % len(slugs)]
            stage = random.choice(STAGES)
            people.append(Person(
                key=f"person:{pool.name}-{number}", gender=gender, languages=_spoken(pool, random), field=slug, topic=0, stage=stage,
                home=home(pool.country, slug, random, industry=stage != "doctoral"), written=_written_in(pool, random), **parts,
            ))
    counts: dict[str, int] = {}
    for person in people:  # topics in turn, so that each is taken up about as often
        person.topic = counts.get(person.field, 0) % len(fields()[person.field].topics)
        counts[person.field] = counts.get(person.field, 0) + 1
    return people


def _pools() -> list[Pool]:
    pools: list[Pool] = []
    for line in (DATA / "names.txt").read_text(encoding="utf-8").splitlines():
        mark, _space, rest = line.partition(" ")
        if mark == "=":
            name, share, languages, country = (part.strip() for part in rest.split("|"))
            pools.append(Pool(name, int(share), languages.split(), country))
        elif mark == "family":
            pools[-1].family = [part.strip() for part in rest.split(";")]
        elif mark in {"f", "m"}:
            pools[-1].given[mark] = [part.strip() for part in rest.split(";")]
    return pools


def _new_name(pool: Pool, random: Random, taken: set[str]) -> tuple[str, dict[str, Any]]:
    """A name that nobody has yet: homonyms are made on purpose only, in people.csv."""
    while True:
        gender = random.choice("fm")
        made = _name(pool.name, random.choice(pool.family), random.choice(pool.given[gender]))
        family, given = made["en"]
        spellings = {f"{family} {given}", f"{given} {family}", made["zh"]} - {""}
        if taken.isdisjoint(spellings):
            taken |= spellings
            return gender, made


def _name(pool: str, family: str, given: str) -> dict[str, Any]:
    if pool == "hongkong":
        (hant, hans, latin), (given_hant, given_hans, given_latin) = family.split(" "), given.split(" ")
        return {"en": (latin, given_latin), "order": "f", "zh": hans + given_hans, "hant": hant + given_hant}
    if pool == "han":
        (zh, latin), (given_zh, given_latin) = family.split(" "), given.split(" ")
        return {"en": (latin, given_latin), "order": "f", "zh": zh + given_zh, "hant": ""}
    if pool == "chinese-british":
        (zh, latin), (given_zh, _pinyin, english) = family.split(" "), given.split(" ")
        return {"en": (latin, english), "order": "g", "zh": zh + given_zh, "hant": ""}
    return {"en": (family, given), "order": "g", "zh": "", "hant": ""}


def _spoken(pool: Pool, random: Random) -> list[str]:
    more = {"han": ["", "", "", "", "de", "ja", "fr"], "english": ["", "", "", "fr", "de", "zh-Hans"], "scottish": ["", "", "gd", "fr"],
            "irish": ["", "ga"], "southasian": ["ur", "ta", "", "zh-Hans"], "african": ["yo", "", "fr"], "european": ["pl", "de", "pt", "zh-Hans"]}
    extra = random.choice(more.get(pool.name, [""]))
    base = pool.languages[:1] if pool.name == "southasian" else pool.languages
    return base + ([extra] if extra else [])


def _written_in(pool: Pool, random: Random) -> tuple[str, ...]:
    if pool.country == "CN":
        return random.choices([("en", "zh"), ("zh",), ("en",)], [52, 34, 14])[0]
    if pool.name in {"hongkong", "chinese-british"}:
        return "en", "zh"
    return random.choices([("en",), ("en", "zh")], [74, 26])[0]


def home(country: str, slug: str, random: Random, *, industry: bool = True) -> str:
    """A body of the country that works in the field, those of Jiangsu and Cambridge three times as likely; for some a company."""
    code = fields()[slug].codes[0]
    if random.random() < 0.11 and industry:
        firms = _firms(country, code)
        if firms:
            return random.choice(firms)
    rows = [row for row in institutes() if row["country"] == country]
    rows = [row for row in rows if _works_in(row, code)] or rows
    near = [row["subdivision"] == "CN-JS" or row["city"][0] == "Cambridge" for row in rows]
    weights = [(3 if is_near else 1) * (2 if "education" in row["types"] else 1) for is_near, row in zip(near, rows, strict=True)]
    return f"ror:{random.choices(rows, weights)[0]['ror']}"


def _works_in(row: dict[str, Any], code: str) -> bool:
    if {"government"} & set(row["types"]) or row["types"] == ["funder", "nonprofit"]:
        return False
    narrow_only = "education" not in row["types"]
    return code in row["subjects"] or (not narrow_only and code.partition(".")[0] in row["subjects"])


@lru_cache(maxsize=128)
def _firms(country: str, code: str) -> list[str]:
    from directory.demo.companies import cities, records

    return [
        f"company:{row['en']}" for row in records()
        if cities()[row["city"]]["country"] == country and code in row["subjects"].split()
    ]
