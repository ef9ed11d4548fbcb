"""Browsing: everything by place, by field of research, by type of organisation, with counts that lead into results."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.actor import actor_of
from directory import facets, labels
from directory import places as gazetteer
from directory.errors import IndexNotReady
from directory.filters import query_string
from directory.search import SearchQuery, search
from directory.subjects import ford
from directory.views import frame

BIG = 2  # countries whose provinces are listed
SHOWN = 8  # lines of a column on the overview
CITIES = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a contents list."""

    label: str
    href: str
    count: int
    also: str = ""
    also_lang: str = "zh-Hans"


def line(name: str, value: str, label: str, counts: facets.Counts, lang: str, also: str = "") -> Line:
    """The line of one value of a filter."""
    return Line(label, f"/{lang}/directory?{query_string([(name, value)])}", counts.get(name, {}).get(value, 0), also)


def counted(request: HttpRequest, *names: str) -> tuple[str, facets.Counts]:
    """The language of the page and the counts over everything its reader may see. Raises IndexNotReady."""
    lang = get_language() or "en"
    return lang, search(SearchQuery(facets=names, size=1, tier=int(actor_of(request).tier), lang=lang)).facets


def page(request: HttpRequest, template: str, *names: str, **makers: Any) -> HttpResponse:
    """A browse page: each maker turns the counts into lines."""
    try:
        lang, counts = counted(request, *names)
    except IndexNotReady as error:
        return frame.unavailable(request, error)
    return render(request, template, {name: make(counts, lang) for name, make in makers.items()})


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    return page(
        request, "directory/browse.html", "kind", "country", "city", "subject", "type", "offering", "seeking",
        kinds=kinds, countries=countries, cities=top_cities, fields=broad_fields, types=organisation_types, offering=offering, seeking=seeking,
    )


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    return page(request, "directory/browse_places.html", "country", "subdivision", "city", countries=countries, inside=provinces, cities=top_cities)


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    return page(request, "directory/browse_fields.html", "subject", fields=field_tree)


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    return page(
        request, "directory/browse_types.html", "kind", "type", "offering", "seeking",
        kinds=kinds, types=organisation_types, offering=offering, seeking=seeking,
    )


def _most(found: dict[str, int]) -> list[str]:
    return sorted((value for value, count in found.items() if count), key=lambda value: (-found[value], value))


def _closed(name: str, counts: facets.Counts, lang: str) -> list[Line]:
    """The values of a closed list, in its own order, that find something."""
    lines = [line(name, value, facets.word(name, value, lang), counts, lang) for value in labels.closed(name)]
    return [one for one in lines if one.count]


def kinds(counts: facets.Counts, lang: str) -> list[Line]:
    return _closed("kind", counts, lang)


def offering(counts: facets.Counts, lang: str) -> list[Line]:
    return _closed("offering", counts, lang)


def seeking(counts: facets.Counts, lang: str) -> list[Line]:
    return _closed("seeking", counts, lang)


def organisation_types(counts: facets.Counts, lang: str) -> list[Line]:
    return _closed("type", counts, lang)


def countries(counts: facets.Counts, lang: str) -> list[Line]:
    return [line("country", code, facets.word("country", code, lang), counts, lang) for code in _most(counts.get("country", {}))]


def provinces(counts: facets.Counts, lang: str) -> list[dict[str, Any]]:
    """The provinces, nations or regions of the countries with most profiles."""
    found = []
    known = [code for code in _most(counts.get("subdivision", {})) if code in gazetteer.subdivisions()]
    for country in _most(counts.get("country", {}))[:BIG]:
        also = "" if lang.startswith("zh") else "zh-hans"
        lines = [
            line("subdivision", code, gazetteer.subdivision_name(code, lang), counts, lang, gazetteer.subdivision_name(code, also) if also else "")
            for code in known if code.startswith(country)
        ]
        if lines:
            found.append({"name": facets.word("country", country, lang), "lines": lines})
    return found


def top_cities(counts: facets.Counts, lang: str) -> list[Line]:
    """The cities with most profiles."""
    slugs = _most(counts.get("city", {}))[:CITIES]
    facets.know_cities(slugs)
    lines = []
    for slug in slugs:
        city = facets.city(slug)
        label, also = (city.zh or city.en, "") if lang.startswith("zh") else (city.en or city.zh, city.zh if city.en else "")
        lines.append(line("city", slug, label, counts, lang, also))
    return lines


def broad_fields(counts: facets.Counts, lang: str) -> list[Line]:
    own = "zh" if lang.startswith("zh") else "en"
    lines = [line("subject", code, row[own], counts, lang) for code, row in ford().items() if not row["parent"]]
    return [one for one in lines if one.count]


def field_tree(counts: facets.Counts, lang: str) -> list[dict[str, Any]]:
    """The broad fields, each with its narrow ones that find something."""
    own = "zh" if lang.startswith("zh") else "en"
    tree = []
    for broad in broad_fields(counts, lang):
        code = broad.href.rpartition("=")[2]
        narrow = [line("subject", one, row[own], counts, lang) for one, row in ford().items() if row["parent"] == code]
        tree.append({"broad": broad, "narrow": [one for one in narrow if one.count]})
    return tree
