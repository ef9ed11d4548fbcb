"""One synthetic profile after another, as the rows that `directory.cards` makes cards of. Sizes and skew follow a study of search engines on
1,000,000 profiles: 70 % researchers, 20 % institutes, 10 % companies; 55 % English, 20 % Chinese, 25 % both; a text has about 24 words."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from directory import identifiers
from directory.card_facts import Facts, NameRow
from directory.models.profiles import UID_ALPHABET
from directory.synthetic.words import FAMILY_NAMES, Words, pick
from directory.vocabulary import Direction, InterestType, OrganisationType

KINDS = ["researcher"] * 70 + ["institute"] * 20 + ["company"] * 10
WRITTEN = [("en",)] * 55 + [("zh",)] * 20 + [("en", "zh")] * 25
TYPES = ["education"] * 40 + ["facility"] * 20 + ["nonprofit"] * 14 + ["government"] * 10 + ["healthcare"] * 10 + ["funder"] * 4
TYPES += ["archive", "other"]
STAGES = ["doctoral", "early", "early", "mid", "mid", "mid", "senior", "senior"]
VERIFIED = [""] * 50 + ["organisation"] * 25 + ["email"] * 15 + ["registry"] * 7 + ["editor"] * 3
SPOKEN = {("en",): ["en"], ("zh",): ["zh-Hans"], ("en", "zh"): ["zh-Hans", "en"]}
PAIRS = [first + second for first in UID_ALPHABET for second in UID_ALPHABET]
HOMES = 2_000  # institutes that people work at
MASK = (1 << 60) - 1
assert set(TYPES) <= set(OrganisationType.values)


@dataclass
class Homes:
    """The institutes where synthetic people work: (primary key, uid, names), the first ones made."""

    rows: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)


@dataclass
class Page:
    """The rows of some profiles, by the part they are of."""

    facts: Facts = field(default_factory=lambda: Facts({}))


def uid_of(number: int) -> str:
    """A uid that no other number has: multiplying by an odd number shuffles 60 bits without a collision."""
    mixed = (number * 0x9E3779B97F4A7C15 + 0x5DEECE66D) & MASK
    return "".join(PAIRS[mixed >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0))


class Maker:
    """Makes pages of profiles. `places` are the ids of the cities, by slug; `homes` is filled as institutes are made."""

    def __init__(self, vocabulary: Words, places: dict[str, int], homes: Homes, today: date) -> None:
        self.words, self.places, self.homes, self.today = vocabulary, places, homes, today
        midnight = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
        self.moments = [midnight - timedelta(days=days, minutes=days * 7 % 400) for days in range(700)]
        self.days = [today + timedelta(days=days) for days in range(30, 400)]
        self.orcid = 0

    def page(self, random: Random, first_pk: int, numbers: range, first_seq: int) -> Page:
        """Profiles with primary keys from `first_pk`, of the running `numbers`, with sequence numbers from `first_seq`."""
        page = Page()
        for place, number in enumerate(numbers):
            self._profile(page, random, first_pk + place, number, first_seq + place)
        return page

    def _profile(self, page: Page, random: Random, pk: int, number: int, seq: int) -> None:
        facts = page.facts
        kind = pick(random, KINDS) if number >= 200 else "institute" if number % 2 else "researcher"
        written = pick(random, WRITTEN)
        created = self.moments[int(random.random() ** 2 * 699)]
        verified = pick(random, VERIFIED)
        facts.profiles[pk] = {
            "id": pk, "uid": uid_of(number), "kind": kind, "verification": verified, "verified_at": created if verified else None,
            "summary_en": self._english(random) if "en" in written else "", "summary_zh": self._chinese(random) if "zh" in written else "",
            "keywords_en": self.words.english.draw(random, 3) if "en" in written else [],
            "keywords_zh": self.words.chinese.draw(random, 3) if "zh" in written else [],
            "working_languages": SPOKEN[written], "website": "", "links": [], "field_tiers": {}, "is_demo": True,
            "created_at": created, "updated_at": self.moments[0], "seq": seq,
        }
        city = self.words.cities.one(random)
        place = self.places[city["slug"]]
        facts.tiered["locations"][pk].append({"profile_id": pk, "tier": 0, "place_id": place})
        if place not in facts.places:
            rest = {key: city[key] for key in ("slug", "country", "subdivision", "subdivision_name", "lat", "lng")}
            facts.places[place] = rest | {"city": {"en": city["city_en"], "zh": city["city_zh"]}}
        codes = list(dict.fromkeys(self.words.subjects.draw(random, pick(random, (1, 1, 2, 2, 3)))))
        facts.subjects[pk] = codes
        if kind == "researcher":
            self._person(facts, random, pk, number, written)
        else:
            self._organisation(facts, random, pk, number, kind, written)
        if random.random() < 0.3:
            self._interest(facts, random, pk, written)

    def _english(self, random: Random) -> str:
        text = " ".join(self.words.english.draw(random, 10 + int(random.random() * 27)))
        return f"{text[0].upper()}{text[1:]}."

    def _chinese(self, random: Random) -> str:
        return "".join(self.words.chinese.draw(random, 5 + int(random.random() * 16))) + "。"

    def _name(self, facts: Facts, pk: int, value: str, lang: str, parts: tuple[str, str, str] = ("", "", ""), *, display: bool = False) -> None:
        script = "Hans" if lang.startswith("zh") else "Latn"
        family, given, order = parts
        facts.names[pk].append(NameRow(pk, 0, value, lang, script, "label", True, display, given, family, order))

    def _person(self, facts: Facts, random: Random, pk: int, number: int, written: tuple[str, ...]) -> None:
        if "zh" in written:
            family, given = pick(random, FAMILY_NAMES), "".join(pick(random, self.words.characters) for _sign in range(pick(random, (1, 2, 2))))
            if "en" in written:
                latin = self.words.pinyin[family].capitalize(), "".join(self.words.pinyin[sign] for sign in given).capitalize()
                self._name(facts, pk, " ".join(latin), "en", (*latin, "family-first"), display=True)
            self._name(facts, pk, family + given, "zh-Hans", (family, given, "family-first"), display="en" not in written)
        else:
            family, given = self.words.family.one(random), self.words.given.one(random)
            self._name(facts, pk, f"{given} {family}", "en", (family, given, "given-first"), display=True)
        stage = pick(random, STAGES)
        title = {"senior": ("Professor", "教授"), "doctoral": ("", "")}.get(stage, ("Dr", "博士"))
        facts.details[pk] = {"career_stage": stage, "title_en": title[0], "title_zh": title[1]}
        if self.homes.rows:
            home = self.homes.rows[int(random.random() ** 3 * len(self.homes.rows))]
            facts.organisations[home[0]] = {"uid": home[1], "name": home[2], "line": [home[1]]}
            facts.tiered["affiliations"][pk].append({
                "person_id": pk, "organisation_id": home[0], "organisation_text": "", "type": "employment", "unit_en": "", "unit_zh": "",
                "role_en": title[0], "role_zh": title[1], "start": str(1995 + int(random.random() * 31)), "end": "", "is_primary": True,
                "confirmed_at": None, "tier": 0,
            })
        if number % 4 == 0:  # ORCID iDs begin with 0000 or 0009: these belong to nobody
            digits = f"9999{number:011d}"
            value = digits + identifiers.mod_11_2(digits)
            self._identifier(facts, pk, "orcid", "-".join(value[cut : cut + 4] for cut in (0, 4, 8, 12)))

    def _identifier(self, facts: Facts, pk: int, scheme: str, value: str) -> None:
        facts.tiered["identifiers"][pk].append({"profile_id": pk, "tier": 0, "scheme": scheme, "value": value, "verified_by": ""})

    def _organisation(self, facts: Facts, random: Random, pk: int, number: int, kind: str, written: tuple[str, ...]) -> None:
        first, second = self.words.english.draw(random, 2)
        chinese = "".join(self.words.chinese.draw(random, 2))
        company = kind == "company"
        if "en" in written:
            form = "{0} {1} Ltd" if company else pick(random, ("University of {0}", "{0} {1} Institute", "{0} University"))
            self._name(facts, pk, form.format(first.capitalize(), second.capitalize()), "en", display=True)
        if "zh" in written:
            ending = "有限公司" if company else pick(random, ("大学", "研究所", "学院"))
            self._name(facts, pk, chinese + ending, "zh-Hans", display="en" not in written)
        domains = [] if number % 3 == 0 else [f"{first}-{number}.example"]  # a top-level domain reserved for examples
        types = ["company"] if company else [pick(random, TYPES)]
        facts.details[pk] = {"types": types, "established": 1850 + int(random.random() * 175), "domains": domains}
        if company:
            facts.details[pk]["staff"] = int(3 / (random.random() + 0.001))
        elif domains:
            self._identifier(facts, pk, "schac", domains[0])
        if not company and len(self.homes.rows) < HOMES:
            shown = {row.lang[:2]: row.value for row in facts.names[pk]}
            self.homes.rows.append((pk, facts.profiles[pk]["uid"], {"en": shown.get("en"), "zh": shown.get("zh")}))
        facts.organisations[pk] = {"uid": facts.profiles[pk]["uid"], "name": {}, "line": [facts.profiles[pk]["uid"]]}

    def _interest(self, facts: Facts, random: Random, pk: int, written: tuple[str, ...]) -> None:
        facts.tiered["interests"][pk].append({
            "profile_id": pk, "tier": 0, "direction": pick(random, Direction.values), "type": pick(random, InterestType.values),
            "title_en": " ".join(self.words.english.draw(random, 4)).capitalize() if "en" in written else "",
            "title_zh": "".join(self.words.chinese.draw(random, 3)) if "zh" in written else "", "expires_on": pick(random, self.days),
        })
