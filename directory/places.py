"""Places and their words in two languages: countries and regions by ISO 3166-1 (HK, MO and TW have codes of their own there), provinces and
nations by ISO 3166-2, cities by GeoNames id where a source gives one."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from django.db import transaction

from directory.models import Place

DATA = Path(__file__).parent / "data"
# CLDR's names for these are long or differ between releases; the field is always headed "country or region".
REGION_WORDS = {
    "HK": ("Hong Kong", "中国香港"), "MO": ("Macao", "中国澳门"), "TW": ("Taiwan", "中国台湾"),
    "XK": ("Kosovo", "科索沃"), "PS": ("Palestine", "巴勒斯坦"),
}


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, str]]:
    """ISO 3166-1 alpha-2 code → (English, Chinese) name, from CLDR."""
    english, chinese = Locale("en", "GB").territories, Locale("zh", "Hans").territories
    named = {code: (name, chinese[code]) for code, name in english.items() if re.fullmatch(r"[A-Z]{2}", code) and code in chinese}
    not_places = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    return {code: words for code, words in (named | REGION_WORDS).items() if code not in not_places}


@lru_cache(maxsize=1)
def subdivisions() -> dict[str, tuple[str, str]]:
    """ISO 3166-2 code → (English, Chinese) short name, for China and the United Kingdom."""
    with (DATA / "subdivisions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["en"], row["zh"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _city_words() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(country, folded English name) → [(subdivision, Chinese name)], the better known city first."""
    words: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for subdivision, english, chinese in cities():
        words.setdefault((subdivision[:2], _plain(english)), []).append((subdivision, chinese))
    return words


@lru_cache(maxsize=1)
def cities() -> list[tuple[str, str, str]]:
    """(subdivision, English name, Chinese name) of the cities we have words for, the better known of one name first."""
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        return [(row["subdivision"], row["en"], row["zh"]) for row in csv.DictReader(file)]


def country_name(code: str, lang: str) -> str:
    """The country's or region's name in `lang` ("en" or "zh-hans"); an unknown code is its own name."""
    words = countries().get(code)
    return words[lang.startswith("zh")] if words else code


def subdivision_name(code: str, lang: str, written: str = "") -> str:
    """The province's or nation's name; `written` is what the source calls it, for countries whose subdivisions we have no words for."""
    words = subdivisions().get(code)
    return words[lang.startswith("zh")] if words else written or code


def subdivision_code(country: str, name: str) -> str:
    """The ISO 3166-2 code of a province or nation written in English or Chinese ("Jiangsu", "江苏省"); "" when it isn't one of ours."""
    return _subdivision_codes().get((country, _plain(name)), "")


@lru_cache(maxsize=1)
def _subdivision_codes() -> dict[tuple[str, str], str]:
    codes = {}
    for code, (english, chinese) in subdivisions().items():
        country = code[:2]
        spellings = [english, chinese, f"{english} Province", f"{english} Sheng", *(chinese + suffix for suffix in ("省", "市", "自治区"))]
        for spelling in spellings:
            codes[country, _plain(spelling)] = code
    return codes


def city_words(country: str, subdivision: str, city: str) -> tuple[str, str]:
    """(subdivision, Chinese name) of a city known to us, else (subdivision as given, "")."""
    known = _city_words().get((country, _plain(city)), [])
    for code, chinese in known:
        if not subdivision or code == subdivision:
            return (code if "-" in code else ""), chinese  # a region without subdivisions stands in the list under its own code
    return subdivision, ""


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def slug_of(country: str, subdivision: str, city: str) -> str:
    """nanjing-cn-js; cn-js; cn. Letters that aren't Latin are left out."""
    letters = unicodedata.normalize("NFKD", city.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’ʻ`]", "", "".join(x for x in letters if not unicodedata.combining(x)))).strip("-")
    return "-".join(part for part in (plain[:80], (subdivision or country).lower()) if part)


class Gazetteer:
    """Finds or makes places, remembering those it has met: an importer asks for the same few thousand cities again and again."""

    def __init__(self) -> None:
        self._read()

    def _read(self) -> None:
        self._by_id: dict[int, Place] = {}
        self._by_slug: dict[str, Place] = {}
        for place in Place.objects.all().iterator(chunk_size=5000):
            self._remember(place)

    def _remember(self, place: Place) -> Place:
        self._by_slug[place.slug] = place
        if place.geonames_id:
            self._by_id[place.geonames_id] = place
        return place

    def place(
        self, *, country: str, subdivision: str = "", subdivision_name: str = "", city: str = "", city_zh: str = "",
        geonames_id: int | None = None, lat: float | None = None, lng: float | None = None,
    ) -> Place:
        """The place so described, made if new. A GeoNames id decides; without one, the slug does. Coordinates in degrees (WGS 84)."""
        place = self.sought(
            country=country, subdivision=subdivision, subdivision_name=subdivision_name, city=city, city_zh=city_zh, geonames_id=geonames_id,
            lat=lat, lng=lng,
        )
        if not place.pk:
            with transaction.atomic():
                columns = ("country", "subdivision", "subdivision_name", "city_en", "city_zh", "geonames_id", "lat", "lng")
                defaults = {column: getattr(place, column) for column in columns}
                place, _created = Place.objects.get_or_create(slug=place.slug, defaults=defaults)
        return self._remember(place)

    def prepare(self, described: Iterable[Mapping[str, Any]]) -> None:
        """Make all these places that aren't there yet, many at once: for an import that will ask for them. Arguments as for `place`."""
        fresh = []
        for description in described:
            place = self.sought(**description)
            if not place.pk and self._by_slug.get(place.slug) is not place:
                fresh.append(self._remember(place))
        for start in range(0, len(fresh), 1000):
            Place.objects.bulk_create(fresh[start : start + 1000], ignore_conflicts=True)
        if fresh:
            self._read()  # rows written past a conflict come back without their keys

    def sought(
        self, *, country: str, subdivision: str = "", subdivision_name: str = "", city: str = "", city_zh: str = "",
        geonames_id: int | None = None, lat: float | None = None, lng: float | None = None,
    ) -> Place:
        """The place so described if it is known, else one that isn't saved yet."""
        if geonames_id and geonames_id in self._by_id:
            return self._by_id[geonames_id]
        subdivision = subdivision or subdivision_code(country, subdivision_name)
        known_in, chinese = city_words(country, subdivision, city)
        subdivision = subdivision or known_in
        slug = slug_of(country, subdivision, city)
        if slug in self._by_slug:
            same = self._by_slug[slug]
            if not geonames_id or same.geonames_id in (None, geonames_id):
                return same
            slug = f"{slug}-{geonames_id}"
            if slug in self._by_slug:
                return self._by_slug[slug]
        return Place(
            slug=slug, country=country, subdivision=subdivision, subdivision_name=subdivision_name[:120], city_en=city[:120],
            city_zh=city_zh or chinese, geonames_id=geonames_id, lat=lat, lng=lng,
        )
