"""Facets as a page shows them: labelled, ordered groups and trees with counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_lazy, pgettext_lazy
from markupsafe import Markup, escape

from directory import labels, places, wording
from directory.models import Place
from directory.search import SearchQuery
from directory.subjects import ford

# What the page asks the index to count.
COUNTED = ("kind", "country", "subdivision", "city", "subject", "type", "offering", "seeking", "written_in", "verified", "has")
SHOWN = 6  # values of a group before "Show n more"
LIMIT = 60  # values behind it
CITIES = 300  # the commonest cities, of which an open province shows its own
OPEN_COUNTRIES = 2  # countries that show their provinces although nothing is ticked
TITLES = {
    "kind": gettext_lazy("Kind"), "place": gettext_lazy("Place"), "country": gettext_lazy("Country or region"),
    "subdivision": gettext_lazy("Province, nation or region"), "city": gettext_lazy("City"), "subject": gettext_lazy("Field"),
    "type": gettext_lazy("Organisation type"), "offering": gettext_lazy("Offering"), "seeking": gettext_lazy("Seeking"),
    "written_in": gettext_lazy("Profile written in"), "verified": gettext_lazy("Checked by"), "has": gettext_lazy("Has identifier"),
    "established": gettext_lazy("Established"), "language": gettext_lazy("Working language"), "member_of": gettext_lazy("Belongs to"),
    "updated": gettext_lazy("Updated"), "uid": gettext_lazy("Profile"), "missing": gettext_lazy("Lacks identifier"),
}
KINDS = {
    "researcher": pgettext_lazy("many", "Researchers"), "institute": pgettext_lazy("many", "Institutes"),
    "company": pgettext_lazy("many", "Companies"),
}
FLAT_BEFORE = ("type", "offering", "seeking", "written_in", "verified", "has")


@dataclass(slots=True)
class Choice:
    """One checkbox: what it sets, what it says, how many it would show. `box` is all of it, written."""

    parameter: str
    value: str
    label: str
    count: int
    ticked: bool
    box: Markup
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


Counts = dict[str, dict[str, int]]


@lru_cache(maxsize=8192)
def written(name: str, value: str, label: str, also: str) -> tuple[str, str]:
    """A checkbox up to where it may be checked, and from there to its count. A page has a hundred: a template takes four times as long over them."""
    key, other = escape(value), Markup(' <span lang="zh-Hans" class="quiet">{}</span>').format(also) if also else ""
    before = f'<label><input type="checkbox" name="{name}" value="{key}" id="f-{name}-{key}"'
    return before, f'><span>{escape(label)}{other}</span><span class="n">'


@dataclass(frozen=True)
class Reader:
    """What all facets of one page are made from: the counts, what is ticked, the language."""

    counts: Counts
    on: dict[str, set[str]]
    lang: str

    def found(self, name: str) -> dict[str, int]:
        return self.counts.get(name, {})

    def ticked(self, name: str) -> set[str]:
        return self.on.get(name, set())

    def choice(self, name: str, value: str, label: str, also: str = "") -> Choice:
        count, on = self.found(name).get(value, 0), value in self.ticked(name)
        before, after = written(name, value, label, also)
        box = Markup(f"{before}{' checked' if on else ''}{after}{wording.number(count, self.lang)}</span></label>")  # noqa: S704 - parts are escaped
        return Choice(name, value, label, count, on, box, also)

    def by_count(self, name: str, chosen: Iterable[str]) -> list[str]:
        """The values that find something, the commonest first, then those that are chosen all the same."""
        found = self.found(name)
        return sorted(found, key=lambda value: (-found[value], value)) + sorted(value for value in chosen if not found.get(value))


def groups(query: SearchQuery, counts: Counts, lang: str) -> list[Group]:
    """The facet groups of a results page, in the order they stand in it. A group with nothing to choose is left out."""
    reader = Reader(counts, {one.field: set(one.any_of) for one in query.filters if one.any_of}, lang)
    built = [
        _flat("kind", reader), Group("place", str(TITLES["place"]), *_places(reader)), Group("subject", str(TITLES["subject"]), *subjects(reader)),
        *(_flat(name, reader) for name in FLAT_BEFORE),
    ]
    return [group for group in built if group.choices]


def word(name: str, value: str, lang: str, tier: int = 0) -> str:
    """What a value of a filter is called."""
    if name == "kind" and value in KINDS:
        return str(KINDS[value])
    if name == "city":
        return city_words(city(value), lang)[0]
    if name == "subdivision":
        return subdivision_words(value, lang)[0]
    words = labels.closed(name).get(value) or labels.labels(name, [value], tier)[value]
    return words["zh" if lang.startswith("zh") else "en"] or words["en"] or words["zh"] or value


def _flat(name: str, reader: Reader) -> Group:
    found, chosen = reader.found(name), reader.ticked(name)
    values = [value for value in labels.closed(name) if found.get(value) or value in chosen]
    values += sorted(found.keys() - set(values))
    return Group(name, str(TITLES[name]), *cut([reader.choice(name, value, word(name, value, reader.lang)) for value in values]))


def cut(choices: list[Choice], shown: int = SHOWN) -> tuple[list[Choice], list[Choice]]:
    """The first few and whatever is ticked or open, then the rest. One value alone isn't worth a "show more"."""
    if len(choices) <= shown + 1:
        return choices, []
    first: list[Choice] = []
    rest: list[Choice] = []
    for position, choice in enumerate(choices):
        (first if position < shown or choice.ticked or choice.children else rest).append(choice)
    return first, rest[:LIMIT]


# Places: country or region → province or nation → city, one parameter each.


def _places(reader: Reader) -> tuple[list[Choice], list[Choice]]:
    """Countries, those that are chosen or that most profiles are in with what is inside them."""
    know_cities([*reader.by_count("city", reader.ticked("city"))[:CITIES], *reader.ticked("city")])
    homes = [city(slug) for slug in reader.ticked("city")]
    provinces = reader.ticked("subdivision") | {home.subdivision for home in homes if home.subdivision}
    if len(reader.found("subdivision")) == 1:
        provinces |= reader.found("subdivision").keys()
    countries = reader.ticked("country") | {code[:2] for code in provinces} | {home.country for home in homes if home.country}
    ordered = reader.by_count("country", countries)
    open_countries = countries or set(ordered[:OPEN_COUNTRIES])
    choices = []
    for code in ordered:
        choice = reader.choice("country", code, places.country_name(code, reader.lang))
        if code in open_countries:
            choice.children, choice.rest = cut(_inside(code, provinces, reader), shown=4)
        choices.append(choice)
    return cut(choices)


def _inside(country: str, open_provinces: set[str], reader: Reader) -> list[Choice]:
    """The provinces or nations of a country, those that are open with their cities; then cities that are in none."""
    inside = []
    codes = [code for code in reader.by_count("subdivision", open_provinces) if code.startswith(country)]
    for code in codes[: SHOWN + LIMIT]:
        choice = reader.choice("subdivision", code, *subdivision_words(code, reader.lang))
        if code in open_provinces:
            choice.children, choice.rest = cut(_cities_of(country, code, reader))
        inside.append(choice)
    return inside + _cities_of(country, "", reader)


def _cities_of(country: str, subdivision: str, reader: Reader) -> list[Choice]:
    slugs = [*reader.by_count("city", ())[:CITIES], *(slug for slug in reader.ticked("city") if not reader.found("city").get(slug))]
    known = [one for one in map(city, slugs) if (one.country, one.subdivision) == (country, subdivision)]
    return [reader.choice("city", one.slug, *city_words(one, reader.lang)) for one in known[: SHOWN + LIMIT]]


@dataclass(frozen=True, slots=True)
class City:
    """What a facet says of a city."""

    slug: str
    country: str
    subdivision: str
    written: str  # the subdivision as its source calls it
    en: str
    zh: str
    lat: float | None = None
    lng: float | None = None


# Places don't change their names, so a process keeps those it has met.
_cities: dict[str, City] = {}
_written: dict[str, str] = {}


def know_cities(slugs: Iterable[str]) -> None:
    """Read the cities that aren't known yet in one query."""
    unknown = set(slugs) - _cities.keys()
    if unknown:
        columns = ("slug", "country", "subdivision", "subdivision_name", "city_en", "city_zh", "lat", "lng")
        for row in Place.objects.filter(slug__in=unknown).values_list(*columns):
            _cities[row[0]] = City(*row)
            _written.setdefault(row[2], row[3])


def city(slug: str) -> City:
    """The city behind a filter's value. One that isn't there is called by its slug."""
    if slug not in _cities:
        know_cities([slug])
    return _cities.get(slug) or City(slug, "", "", "", slug, "")


def city_words(one: City, lang: str) -> tuple[str, str]:
    """The city's name, and on an English page its Chinese one."""
    return (one.zh or one.en, "") if lang.startswith("zh") else (one.en or one.zh, one.zh if one.en else "")


def subdivision_words(code: str, lang: str) -> tuple[str, str]:
    """The same for a province, nation or region. Where we have no words for it, its source has."""
    if code in places.subdivisions():
        return places.subdivision_name(code, lang), "" if lang.startswith("zh") else places.subdivision_name(code, "zh-hans")
    if code not in _written:
        _written[code] = Place.objects.filter(subdivision=code).values_list("subdivision_name", flat=True).first() or ""
    return places.subdivision_name(code, lang, _written[code]), ""


# Fields of research: six broad ones, the narrow ones under those that are chosen, all others behind "show more".


@lru_cache(maxsize=1)
def _fields() -> dict[str, tuple[str, ...]]:
    """Broad code → its narrow codes."""
    return {code: tuple(own for own, row in ford().items() if row["parent"] == code) for code, row in ford().items() if not row["parent"]}


def subjects(reader: Reader) -> tuple[list[Choice], list[Choice]]:
    """The broad fields with what is open below them, and all other narrow ones."""
    found, chosen, own = reader.found("subject"), reader.ticked("subject"), "zh" if reader.lang.startswith("zh") else "en"
    shown, rest = [], []
    for broad, narrow in _fields().items():
        inside = [reader.choice("subject", code, ford()[code][own]) for code in narrow if found.get(code) or code in chosen]
        line = reader.choice("subject", broad, ford()[broad][own])
        if line.count or line.ticked or inside:
            shown.append(line)
        if line.ticked or any(one.ticked for one in inside):
            line.children, line.rest = cut(inside)
        else:
            rest += inside
    return shown, rest
