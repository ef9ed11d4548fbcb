"""Facets as a page shows them: labelled, ordered groups and trees with counts, and the chips of what is applied."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory import filters, labels, places
from directory.grammar import split_name, split_values, write_value
from directory.models import Place
from directory.search import SearchQuery
from directory.subjects import ford

# What the page asks the index to count.
COUNTED = ("kind", "country", "subdivision", "city", "subject", "type", "offering", "seeking", "written_in", "verified", "has")
SHOWN = 6  # values of a group before "Show n more"
LIMIT = 60  # values behind it
OPEN_COUNTRIES = 2  # countries that show their provinces although nothing is ticked
TITLES = {
    "kind": gettext_lazy("Kind"), "place": gettext_lazy("Place"), "country": gettext_lazy("Country or region"),
    "subdivision": gettext_lazy("Province, nation or region"), "city": gettext_lazy("City"), "subject": gettext_lazy("Field"),
    "type": gettext_lazy("Organisation type"), "offering": gettext_lazy("Offering"), "seeking": gettext_lazy("Seeking"),
    "written_in": gettext_lazy("Profile written in"), "verified": gettext_lazy("Checked by"), "has": gettext_lazy("Has identifier"),
    "established": gettext_lazy("Established"), "language": gettext_lazy("Working language"), "member_of": gettext_lazy("Belongs to"),
    "updated": gettext_lazy("Updated"), "uid": gettext_lazy("Profile"), "missing": gettext_lazy("Lacks identifier"),
}
ANYBODY = gettext_lazy("anybody")
RANGE = ("established__gte", "established__lte")
KINDS = {
    "researcher": pgettext_lazy("many", "Researchers"), "institute": pgettext_lazy("many", "Institutes"),
    "company": pgettext_lazy("many", "Companies"),
}
FLAT_BEFORE = ("type", "offering", "seeking", "written_in", "verified", "has")


@dataclass(slots=True)
class Choice:
    """One checkbox: what it sets, what it says, how many it would show."""

    parameter: str
    value: str
    label: str
    count: int
    ticked: bool
    also: str = ""  # the other language's name, for places on the English page
    children: list["Choice"] = field(default_factory=list)
    rest: list["Choice"] = field(default_factory=list)  # children behind "show more"


@dataclass(slots=True)
class Group:
    """One facet: the choices shown, and those behind "show more"."""

    name: str
    title: str
    choices: list[Choice]
    rest: list[Choice] = field(default_factory=list)

    @property
    def on(self) -> bool:
        """Whether a choice behind "show more" is ticked, so that it must be open."""
        return any(choice.ticked for choice in self.rest)


Counts = dict[str, dict[str, int]]


def ticked(query: SearchQuery) -> dict[str, set[str]]:
    """Filter field → values that are asked for."""
    return {narrowing.field: set(narrowing.any_of) for narrowing in query.filters if narrowing.any_of}


def groups(query: SearchQuery, counts: Counts, lang: str) -> list[Group]:
    """The facet groups of a results page, in the order they stand in it. A group with nothing to choose is left out."""
    on = ticked(query)
    built = [
        _flat("kind", counts, on, lang), Group("place", str(TITLES["place"]), *_places(counts, on, lang)),
        Group("subject", str(TITLES["subject"]), *_subjects(counts, on, lang)), *(_flat(name, counts, on, lang) for name in FLAT_BEFORE),
    ]
    return [group for group in built if group.choices]


def word(name: str, value: str, lang: str, tier: int = 0) -> str:
    """What a value of a filter is called."""
    if name == "kind" and value in KINDS:
        return str(KINDS[value])
    words = labels.closed(name).get(value) or labels.labels(name, [value], tier)[value]
    return words[_key(lang)] or words["en"] or words["zh"] or value


def _key(lang: str) -> str:
    return "zh" if lang.startswith("zh") else "en"


def _flat(name: str, counts: Counts, on: dict[str, set[str]], lang: str) -> Group:
    found, chosen = counts.get(name, {}), on.get(name, set())
    order = list(labels.closed(name)) or sorted(found)
    values = [value for value in order if found.get(value) or value in chosen]
    values += [value for value in found if value not in values]
    choices = [Choice(name, value, word(name, value, lang), found.get(value, 0), value in chosen) for value in values]
    return Group(name, str(TITLES[name]), *_cut(choices))


def _cut(choices: list[Choice], shown: int = SHOWN) -> tuple[list[Choice], list[Choice]]:
    """The first few and whatever is ticked, then the rest. One value alone isn't worth a "show more"."""
    if len(choices) <= shown + 1:
        return choices, []
    first = [choice for position, choice in enumerate(choices) if position < shown or choice.ticked or choice.children]
    return first, [choice for choice in choices if choice not in first][:LIMIT]


# Places: country or region → province or nation → city, one parameter each.


def _by_count(found: dict[str, int], chosen: Iterable[str]) -> list[str]:
    ordered = sorted(found, key=lambda value: (-found[value], value))
    return [value for value in ordered if found[value]] + sorted(value for value in chosen if not found.get(value))


def _places(counts: Counts, on: dict[str, set[str]], lang: str) -> tuple[list[Choice], list[Choice]]:
    countries, provinces, cities = (on.get(name, set()) for name in ("country", "subdivision", "city"))
    by_province: dict[str, list[Choice]] = {}
    by_country: dict[str, list[Choice]] = {}
    for slug in _by_count(counts.get("city", {}), cities):
        spot = city(slug)
        label, also = (spot.zh or spot.en, "") if lang.startswith("zh") else (spot.en or spot.zh, spot.zh if spot.en else "")
        choice = Choice("city", slug, label, counts.get("city", {}).get(slug, 0), slug in cities, also)
        (by_province.setdefault(spot.subdivision, []) if spot.subdivision else by_country.setdefault(spot.country, [])).append(choice)
    open_provinces = provinces | {code for code, inside in by_province.items() if any(choice.ticked for choice in inside)}
    for code in _by_count(counts.get("subdivision", {}), open_provinces):
        choice = _province(code, counts, provinces, lang)
        if code in open_provinces or len(counts["subdivision"]) == 1:
            choice.children, choice.rest = _cut(by_province.get(code, []))
        by_country.setdefault(code[:2], []).insert(_provinces_in(by_country.get(code[:2], [])), choice)
    open_countries = countries | {code for code, inside in by_country.items() if any(choice.ticked or choice.children for choice in inside)}
    ordered = _by_count(counts.get("country", {}), open_countries)
    open_countries = open_countries or set(ordered[:OPEN_COUNTRIES])
    choices = []
    for code in ordered:
        choice = Choice("country", code, places.country_name(code, lang), counts.get("country", {}).get(code, 0), code in countries)
        if code in open_countries:
            choice.children, choice.rest = _cut(by_country.get(code, []), shown=4)
        choices.append(choice)
    return _cut(choices)


def _province(code: str, counts: Counts, chosen: set[str], lang: str) -> Choice:
    also = "" if lang.startswith("zh") or code not in places.subdivisions() else places.subdivision_name(code, "zh-hans")
    return Choice("subdivision", code, places.subdivision_name(code, lang), counts.get("subdivision", {}).get(code, 0), code in chosen, also)


def _provinces_in(choices: list[Choice]) -> int:
    return sum(choice.parameter == "subdivision" for choice in choices)


@dataclass(frozen=True, slots=True)
class City:
    """What a facet says of a city."""

    slug: str
    country: str
    subdivision: str
    en: str
    zh: str


_cities: dict[str, City] = {}


def know_cities(slugs: Iterable[str]) -> None:
    """Read the cities that aren't known yet in one query. Places don't change their names, so a process keeps them."""
    unknown = set(slugs) - _cities.keys()
    if unknown:
        columns = ("slug", "country", "subdivision", "city_en", "city_zh")
        _cities.update((row[0], City(*row)) for row in Place.objects.filter(slug__in=unknown).values_list(*columns))


def city(slug: str) -> City:
    """The city behind a filter's value. One that isn't there is called by its slug."""
    if slug not in _cities:
        know_cities([slug])
    return _cities.get(slug, City(slug, "", "", slug, ""))


# Fields of research: six broad ones, the narrow ones under those that are chosen, all others behind "show more".


@lru_cache(maxsize=1)
def _fields() -> dict[str, tuple[str, ...]]:
    """Broad code → its narrow codes."""
    return {code: tuple(own for own, row in ford().items() if row["parent"] == code) for code, row in ford().items() if not row["parent"]}


def _subjects(counts: Counts, on: dict[str, set[str]], lang: str) -> tuple[list[Choice], list[Choice]]:
    found, chosen = counts.get("subject", {}), on.get("subject", set())

    def choice(code: str) -> Choice:
        return Choice("subject", code, ford()[code]["zh" if lang.startswith("zh") else "en"], found.get(code, 0), code in chosen)

    shown, rest = [], []
    for broad, narrow in _fields().items():
        inside = [choice(code) for code in narrow if found.get(code) or code in chosen]
        line = choice(broad)
        if line.count or line.ticked or inside:
            shown.append(line)
        if line.ticked or any(one.ticked for one in inside):
            line.children, line.rest = _cut(inside)
        else:
            rest += inside
    return shown, rest


# Chips: each says facet and value, and its link removes it.


@dataclass(frozen=True, slots=True)
class Chip:
    title: str
    text: str
    without: str  # the query string that removes it


def chips(params: QueryDict, lang: str, tier: int) -> list[Chip]:
    """The applied filters, for parameters that were read without a fault."""
    return [
        Chip(str(TITLES.get(split_name(one.parameter)[0], one.parameter)), _says(one, lang, tier), one.without) for one in filters.applied(params)
    ]


def _says(one: filters.Applied, lang: str, tier: int) -> str:
    name, lookup = split_name(one.parameter)
    text = ANYBODY if one.value == "any" else word("has" if name == "missing" else name, one.value, lang, tier)
    if lookup == "gte":
        return _("from %(bound)s") % {"bound": one.value[:10]}
    if lookup == "lte":
        return _("to %(bound)s") % {"bound": one.value[:10]}
    return _("not %(value)s") % {"value": text} if one.negated else str(text)


def kept(params: QueryDict) -> list[tuple[str, str]]:
    """What the facet form must carry along unseen: the search itself, and every filter that it has no control for."""
    pairs = []
    for name, texts in params.lists():
        if name in filters.TURNING or name in RANGE:
            continue
        if name in COUNTED:
            terms = [term for text in texts for term in split_values(text) if term.negated]
            texts = [write_value(term.value, term.negated) for term in terms]
        pairs += [(name, text) for text in texts if text.strip()]
    return pairs
