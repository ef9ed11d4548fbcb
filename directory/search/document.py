"""A card as a document of the index: every name in every key a reader may type, words, values and numbers."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from directory import places
from directory.search import collation, people, pinyin
from directory.search.text import HAN_RUN, IS_GRAM, fold, glue, grams, joined, pairs, terms, tokens, unbracketed, variants
from directory.search.words import STOP
from directory.subjects import ford, with_parents

Document = dict[str, Any]
MOST_ABOUT = 1500  # terms of a summary
# What people write for countries and regions beside their names.
ALSO = {
    "GB": "uk britain england_wales_scotland great britain", "US": "usa america united states", "CN": "prc china people republic mainland",
    "TW": "roc taiwan", "HK": "hong kong hk sar", "MO": "macau macao sar", "KR": "korea", "RU": "russia", "DE": "deutschland", "NL": "holland",
}


def document(key: int, body: dict[str, Any], extra: dict[str, Any]) -> Document:
    """The fields of one profile, as `IndexWriter.add_json` takes them; orders by name are added where the positions are known."""
    found = _names(body)
    found |= _identifiers(body, extra)
    if body["kind"] == "researcher":
        keys = people.keys(body["names"])
        found |= {"pf": list(keys.full), "pi": list(keys.initials), "pi0": list(keys.bare), "pfam": list(keys.family)}
    found["loc"] = _place(body)
    found |= _content(body)
    found |= _values(body, extra)
    found["key"] = key
    found["rank"] = rank = min(max(float(extra.get("rank") or 0), 0.0), 1.0)
    found["by_rank"] = int(rank * 1_000_000) << 40 | ((1 << 40) - 1 - key)
    found["by_change"] = int(extra.get("seq") or 0) << 28 | key & (1 << 28) - 1
    return {name: value for name, value in found.items() if value or value == 0}


def _names(body: dict[str, Any]) -> Document:
    """Keys and words of every name."""
    labels, aliases, acronyms, orders, aloud, initials = set[str](), set[str](), set[str](), set[str](), set[str](), set[str]()
    label_words, alias_words, neighbours, characters, spoken = dict[str, None](), dict[str, None](), set[str](), dict[str, None](), []
    country = body.get("country")
    for name in body["names"]:
        value, kind = name["value"], name["type"]
        words = tokens(value)
        if kind == "acronym":
            acronyms.add(glue(words))
            alias_words.update(dict.fromkeys(words))
            if not HAN_RUN.search(value):
                continue
        whole = kind in ("label", "display")
        (labels if whole else aliases).add(glue(words))
        plain = dict.fromkeys(word for word in words if word not in STOP and not IS_GRAM.match(word))
        (label_words if whole else alias_words).update(plain)
        neighbours.update(pairs(words))
        orders.update(variants(words))
        bare = unbracketed(value)
        if bare:
            aliases.add(joined(bare))
        for word in words:
            if IS_GRAM.match(word):
                characters.update(dict.fromkeys(grams(word)))
        for written in (value, bare) if bare else (value,):
            read = pinyin.reading(written, name.get("lang") or "", country)
            if len(read) > 1:
                aloud.add("".join(read))
                if len(read) > 2:
                    initials.add("".join(syllable[0] for syllable in read))
                if written is value:
                    spoken.append(" ".join(read))
    return {
        "xl": list(labels), "xa": list(aliases - labels), "xv": list(orders), "xc": list(acronyms), "xp": list(aloud), "xi": list(initials),
        "label": " ".join(label_words), "alias": " ".join(alias_words), "shin": " ".join(neighbours), "han": " ".join(characters), "pys": spoken,
    }


def _identifiers(body: dict[str, Any], extra: dict[str, Any]) -> Document:
    """Domains, and identifiers as `identifier_key` writes them: bare, and with their scheme."""
    ids = {body["uid"]}
    for identifier in body["identifiers"]:
        value = identifier_key(identifier["value"])
        ids.update((value, f"{identifier['scheme']}:{value}"))
    domains = {domain.lower() for domain in extra.get("domains") or ()}
    if body.get("website"):
        domains.add(host(body["website"]))
    return {"xid": list(ids), "dom": [domain for domain in domains if domain]}


def identifier_key(value: str) -> str:
    """An identifier without the marks that people put between its parts."""
    return value.lower().replace("-", "").replace(" ", "").replace(".", "")


def host(address: str) -> str:
    """The host of a web address, without www: `seu.edu.cn`."""
    rest = address.strip().lower().partition("://")[2] or address.strip().lower()
    return rest.partition("/")[0].partition("?")[0].partition(":")[0].removeprefix("www.")


def _place(body: dict[str, Any]) -> str:
    """Words of the place in both languages: city, subdivision, country or region."""
    place = body.get("place")
    found = dict.fromkeys(region_words(body.get("country") or ""))
    if place:
        found.update(dict.fromkeys(subdivision_words(place.get("subdivision") or "", place.get("subdivision_name") or "")))
        city = place.get("city") or {}
        found.update(dict.fromkeys(city_words(city.get("en") or "", city.get("zh") or "")))
    return " ".join(found)


@lru_cache(maxsize=512)
def region_words(code: str) -> tuple[str, ...]:
    """Terms of a country's or region's names."""
    if not code:
        return ()
    english, chinese = places.countries().get(code, (code, ""))
    return tuple(dict.fromkeys((*terms(english), *terms(chinese), code.lower(), *ALSO.get(code, "").split())))


@lru_cache(maxsize=4096)
def subdivision_words(code: str, written: str) -> tuple[str, ...]:
    """Terms of a province's or nation's names."""
    names = (*places.subdivisions().get(code, ()), written)
    return tuple(dict.fromkeys(term for name in names for term in terms(name)))


@lru_cache(maxsize=1 << 14)
def city_words(english: str, chinese: str) -> tuple[str, ...]:
    """Terms of a city's names."""
    return tuple(dict.fromkeys((*terms(english), *terms(chinese))))


@lru_cache(maxsize=128)
def subject_words(code: str) -> tuple[str, ...]:
    """Terms of a field's names in both languages."""
    field = ford().get(code)
    return (*terms(field["en"]), *terms(field["zh"])) if field else ()


def _content(body: dict[str, Any]) -> Document:
    """Words of what a profile says of itself, and of where a person works."""
    more = dict[str, None]()
    for keyword in (*body["keywords"]["en"], *body["keywords"]["zh"]):
        more.update(dict.fromkeys(terms(keyword)))
    for code in with_parents(body["subjects"]) if body["subjects"] else ():
        more.update(dict.fromkeys(subject_words(code)))
    pairs_of_words = [interest["title"] for interest in body["interests"]]
    for post in body["affiliations"]:
        pairs_of_words += (post["organisation"]["name"], post["unit"], post["role"])
    for pair in pairs_of_words:
        for text in pair.values():
            if text:
                more.update(dict.fromkeys(terms(text)))
    about = [term for text in body["summary"].values() if text for term in terms(text)][:MOST_ABOUT]
    return {"more": " ".join(more), "about": " ".join(about)}


def _values(body: dict[str, Any], extra: dict[str, Any]) -> Document:
    """What filters ask for and facets count."""
    place = body.get("place") or {}
    interests: dict[str, set[str]] = {"offering": set(), "seeking": set()}
    for interest in body["interests"]:
        interests[interest["direction"]].add(interest["type"])
    values: Document = {
        "kind": body["kind"], "uid": body["uid"], "country": body.get("country"), "subdivision": place.get("subdivision"),
        "city": place.get("slug") if _has_city(place) else None, "subject": with_parents(body["subjects"]) if body["subjects"] else None,
        "type": _distinct(body["types"]), "language": _distinct(body["languages"]), "written_in": _distinct(body.get("written_in") or ()),
        "has": _distinct(identifier["scheme"] for identifier in body["identifiers"]), "verified": body.get("verified") or None,
        "member_of": extra.get("ancestors") or None, "established": body.get("established"), "updated": instant(body.get("updated_at") or ""),
    }
    return values | {direction: sorted(types) for direction, types in interests.items()}


def _has_city(place: dict[str, Any]) -> bool:
    return bool(place.get("slug") and any((place.get("city") or {}).values()))


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


@lru_cache(maxsize=4096)
def instant(text: str) -> int | None:
    """Seconds since 1970 of an ISO 8601 instant or day, which is UTC unless it says otherwise."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return max(int(moment.timestamp() if moment.tzinfo else (moment - datetime(1970, 1, 1)).total_seconds()), 0)  # noqa: DTZ001  both are naive UTC


def order_keys(key: int, body: dict[str, Any]) -> tuple[bytes, bytes]:
    """The collation keys of the name shown in English and in Chinese."""
    name = body["name"]
    return collation.english(name.get("en") or "", name.get("zh") or "", key), collation.chinese(name.get("en") or "", name.get("zh") or "", key)


def has_han(text: str) -> bool:
    """Whether Han stands in the folded text."""
    return HAN_RUN.search(fold(text)) is not None
