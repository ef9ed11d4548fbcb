"""The closed lists that may stand in a parameter, each value with its words in both languages, and the words of any facet value."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache

import orjson
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from directory import places, wording
from directory.errors import Text
from directory.models import Card, Place
from directory.subjects import ford
from directory.vocabulary import Direction, InterestType, Kind, OrganisationType, Scheme, Verification

Words = dict[str, dict[str, str]]  # value → {"en": …, "zh": …}

LANGUAGES_WRITTEN = {"en": _("English"), "zh": _("Chinese")}
# What people type for a country or region that isn't its code.
COUNTRY_ALIASES = {"uk": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "prc": "CN", "usa": "US"}


def both(text: Text) -> dict[str, str]:
    """The text in English and in Chinese."""
    with override("en"):
        en = str(text)
    with override("zh-hans"):
        return {"en": en, "zh": str(text)}


def _choices(choices: type[Choices]) -> Words:
    return {str(choice.value): both(choice.label) for choice in choices}


@lru_cache(maxsize=1)
def countries() -> Words:
    """ISO 3166-1 codes of countries and regions."""
    return {code: {"en": en, "zh": zh} for code, (en, zh) in sorted(places.countries().items())}


@lru_cache(maxsize=1)
def subjects() -> Words:
    return {code: {"en": row["en"], "zh": row["zh"]} for code, row in ford().items()}


@cache
def closed(field: str) -> Words:
    """The closed list of a filter's values; empty where the list is open."""
    lists: dict[str, Callable[[], Words]] = {
        "kind": lambda: _choices(Kind), "country": countries, "subject": subjects, "type": lambda: _choices(OrganisationType),
        Direction.OFFERING.value: lambda: _choices(InterestType), Direction.SEEKING.value: lambda: _choices(InterestType),
        "written_in": lambda: {code: both(word) for code, word in LANGUAGES_WRITTEN.items()},
        "has": lambda: _choices(Scheme), "verified": lambda: _choices(Verification),
    }
    return lists[field]() if field in lists else {}


def labels(field: str, values: Iterable[str], tier: int = 0) -> Words:
    """The words of these values of a filter. A value without words is its own name."""
    values = list(values)
    known = closed(field)
    missing = [value for value in values if value not in known]
    found = dict(_open(field, missing, tier)) if missing else {}
    return {value: known.get(value) or found.get(value) or {"en": value, "zh": value} for value in values}


def _open(field: str, values: list[str], tier: int) -> Words:
    if field == "city":
        rows = Place.objects.filter(slug__in=values).values_list("slug", "city_en", "city_zh")
        return {slug: {"en": en or zh, "zh": zh or en} for slug, en, zh in rows}
    if field == "subdivision":
        return {code: {"en": places.subdivision_name(code, "en"), "zh": places.subdivision_name(code, "zh-hans")} for code in values}
    if field == "language":
        return {code: {"en": wording.language(code, "en"), "zh": wording.language(code, "zh-hans")} for code in values}
    if field in {"member_of", "uid"}:
        return profile_names(values, tier)
    return {}


def profile_names(uids: list[str], tier: int) -> Words:
    """Uid → name of the profiles that this tier sees."""
    cards = Card.objects.filter(profile__uid__in=uids, tier__lte=tier).order_by("tier").values_list("profile__uid", "body")
    return {uid: orjson.loads(body)["name"] for uid, body in cards}
