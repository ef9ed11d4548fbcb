"""The results page: one search, as a page with facets beside it; and suggestions while somebody types."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from accounts.actor import actor_of
from directory import facets, filters, listing, wording
from directory.errors import BadParameters, IndexNotReady
from directory.search import SearchQuery, Suggestion, search, suggest
from directory.views import frame
from directory.views.chips import RANGE, Chip, chips_of
from directory.views.marks import in_scripts, marker, quoted, why
from directory.views.pager import pager
from directory.views.refusing import refused
from directory.views.rows import ICONS, KINDS, Row, Writer

SIZES = (20, 50, 100)
MOST_WAYS = 4  # ways out of an empty page that are counted
EXPORTS = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"))


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The page of a search: /en/directory?q=…&country=CN. A parameter that can't be meant is said so, with status 400."""
    lang, tier = get_language() or "en", int(actor_of(request).tier)
    try:
        query = filters.parse(request.GET, tier=tier, lang=lang, facets=facets.COUNTED)
        found = listing.find(query)
    except BadParameters as error:
        return refused(request, error)
    except IndexNotReady as error:
        return frame.unavailable(request, error)
    return render(request, "directory/results.html", context(request.GET, found, lang))


def context(params: QueryDict, found: listing.Listing, lang: str) -> dict[str, Any]:
    """What the template prints."""
    query, result = found.query, found.result
    chips = chips_of(params, lang, query.tier)
    carried = [(name, text) for name, texts in params.lists() if name not in ("page", "sort", "size") for text in texts if text.strip()]
    words = result.searched or query.q  # what is found may be another spelling of what was typed
    return {
        "query": query, "title": title(words, result.total, lang), "heading": heading(words, result.total, lang), "quoted": quoted(lang),
        "relaxed": result.relaxed and result.total, "rows": rows(found, lang), "invented": _("Invented"), "narrowed": bool(params),
        "groups": facets.groups(query, result.facets, lang), "hidden": filters.unseen(params, ticked=facets.COUNTED, typed=RANGE),
        "established": [params.get(name, "") for name in RANGE],
        "chips": chips, "cleared": cleared(query), "ways": ways(query, chips) if not result.total else [],
        "carried": carried, "sorts": sorts(), "sizes": sizes(query.size), "pager": pager(params, query, result.total, lang),
        "api_query": filters.as_api_query(params, lang),
        **outlets(filters.only_search(params), lang), **spelling(params, result),
    }


def rows(found: listing.Listing, lang: str) -> list[Row]:
    """The rows of the page, marked where they matched."""
    return [row(body, found.result.terms, lang) for body in found.rows]


@lru_cache(maxsize=2000)
def row(body: str, terms: Any, lang: str) -> Row:
    """One row. It depends on the card's text and on what was typed alone, so a page that is asked for again is quick."""
    card = orjson.loads(body)
    return replace(Writer(lang, marker(terms)).row(card), why=why(card, terms, lang))


def title(words: str, total: int, lang: str) -> str:
    """The title of the window: words first, because tabs are narrow."""
    counted = ngettext("%(count)s result", "%(count)s results", total) % {"count": wording.number(total, lang)}
    return f"{words}: {counted}" if words else _("Directory: %(results)s") % {"results": counted}


def heading(words: str, total: int, lang: str) -> Markup:
    """84 results for 南京 robotics."""
    number = wording.number(total, lang)
    if words:
        text = Markup(ngettext("%(count)s result for %(words)s", "%(count)s results for %(words)s", total))  # noqa: S704 - from the catalogue
        return text % {"count": number, "words": in_scripts(words, lang)}
    return Markup(ngettext("%(count)s profile", "%(count)s profiles", total)) % {"count": number}  # noqa: S704


def sorts() -> list[tuple[str, str]]:
    return [("relevance", _("Best match")), ("name", _("Name, A to Z")), ("-name", _("Name, Z to A")), ("newest", _("Recently updated"))]


def sizes(chosen: int) -> list[int]:
    return sorted({*SIZES, chosen})


def cleared(query: SearchQuery) -> str:
    """The same words without any filter."""
    return "?" + filters.query_string([("q", query.q)] if query.q else [])


def outlets(search_only: str, lang: str) -> dict[str, Any]:
    """Exports and the feed of the whole search."""
    tail = f"?{search_only}" if search_only else ""
    links = [{"label": label, "href": f"/{lang}/directory/export.{suffix}{tail}"} for suffix, label in EXPORTS]
    return {"exports": links, "feed": f"/{lang}/directory/feed.atom{tail}"}


def spelling(params: QueryDict, result: Any) -> dict[str, Any]:
    """What was typed and what was searched where they differ, or what may have been meant."""
    said = [(name, text) for name, text in filters.kept(params) if name != "q"]
    if result.searched and result.searched != result.typed:
        href = "?" + filters.query_string([("q", result.typed), *said, ("literal", "true")])
        return {"corrected": href, "typed": result.typed, "searched": result.searched}
    if result.did_you_mean:
        return {"meant": {"text": result.did_you_mean, "href": "?" + filters.query_string([("q", result.did_you_mean), *said])}}
    return {}


def ways(query: SearchQuery, chips: list[Chip]) -> list[dict[str, Any]]:
    """Filters whose removal finds something, with how much."""
    found = []
    for chip in chips[:MOST_WAYS]:
        wider = replace(filters.parse(QueryDict(chip.without), tier=query.tier, lang=query.lang), size=1, facets=())
        count = search(wider).total
        if count:
            found.append({"title": chip.title, "text": chip.text, "without": chip.without, "count": count})
    return found


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """/en/suggest?q=… → {"suggestions": [{href, icon, name, name_lang, also, also_lang, matched, where}]}, at most eight."""
    lang, tier = get_language() or "en", int(actor_of(request).tier)
    text = request.GET.get("q", "").replace("\0", "")[:100]
    try:
        found = suggest(text, tier=tier, lang=lang) if text.strip() else []
    except IndexNotReady:
        found = []
    return JsonResponse({"suggestions": [suggested(one, lang) for one in found]})


def suggested(one: Suggestion, lang: str) -> dict[str, str]:
    """A suggestion as the list under the box shows it."""
    own, other = ("zh-Hans", "en") if lang.startswith("zh") else ("en", "zh-Hans")
    kind = _(KINDS[one.kind])
    return {
        "href": f"/{lang}/profiles/{one.uid}", "icon": ICONS[one.kind], "name": one.text, "name_lang": own if one.also else "", "also": one.also,
        "also_lang": other, "matched": one.matched, "where": _("%(kind)s, %(place)s") % {"kind": kind, "place": one.city} if one.city else kind,
    }
