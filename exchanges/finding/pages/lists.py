"""What a page of programmes or calls prints: rows, facets, chips, pages, and the same search for machines."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from markupsafe import Markup

from directory import filters, wording
from directory.views.marks import in_scripts, quoted
from directory.views.pager import pager
from exchanges.finding import facets
from exchanges.finding.cards import CallCard, ProgrammeCard
from exchanges.finding.filters import ExchangeFilter
from exchanges.finding.listing import Listing
from exchanges.finding.pages.chips import RANGE, chips_of
from exchanges.finding.pages.rows import Row, call_row, programme_row

PAGES = {"calls": "exchanges", "programmes": "exchange_programmes"}
APIS = {"calls": "api_calls", "programmes": "api_programmes"}


def context(params: QueryDict, found: Listing, lang: str) -> dict[str, Any]:
    """Everything on the page of one list."""
    query, search = found.query, filters.only_search(params)
    chips = chips_of(params, lang)
    carried = [(name, text) for name, texts in params.lists() if name not in {"page", "sort", "size"} for text in texts if text.strip()]
    tail = f"?{search}" if search else ""
    return {
        "noun": found.noun, "query": query, "heading": heading(found, lang), "title": title(found, lang), "rows": rows(found, lang),
        "narrowed": bool(params), "groups": facets.groups(query, found.facets, lang),
        "hidden": filters.unseen(params, ticked=facets.COUNTED, typed=RANGE),
        "closes": [params.get(name, "") for name in RANGE], "chips": chips, "carried": carried, "sorts": sorts(bool(query.q)),
        "cleared": "?" + filters.query_string([("q", query.q)] if query.q else []), "pager": pager(params, query, found.total, lang),
        "typed": query.q if found.searched else "", "quoted": quoted(lang), "list": reverse(PAGES[found.noun]),
        "atom": reverse("calls_atom") + tail, "ics": reverse("calls_ics") + tail,
        "api_query": filters.as_api_query(params, lang, ExchangeFilter, APIS[found.noun]),
        "tabs": [
            (reverse(PAGES["calls"]), pgettext("exchanges", "Calls"), found.noun == "calls"),
            (reverse(PAGES["programmes"]), _("Programmes"), found.noun == "programmes"),
        ],
    }


def rows(found: Listing, lang: str) -> list[Row]:
    """The rows of the page."""
    made = []
    for card in found.rows:
        if isinstance(card, CallCard):
            made.append(call_row(card, found.now, lang))
        elif isinstance(card, ProgrammeCard):
            made.append(programme_row(card, found.now, lang))
    return made


def title(found: Listing, lang: str) -> str:
    """The title of the window: words first."""
    total = wording.number(found.total, lang)
    if found.query.q:
        counted = ngettext("%(count)s result", "%(count)s results", found.total) % {"count": total}
        return f"{found.searched or found.query.q}: {counted}"
    return _("Exchange programmes") if found.noun == "programmes" else _("Calls for exchanges")


def heading(found: Listing, lang: str) -> Markup | str:
    """Exchanges, or: 4 results for robotics."""
    number, words = wording.number(found.total, lang), found.searched or found.query.q
    if words:
        text = Markup(ngettext("%(count)s result for %(words)s", "%(count)s results for %(words)s", found.total))  # noqa: S704 - from the catalogue
        return text % {"count": number, "words": in_scripts(words, lang)}
    if found.noun == "programmes":
        return ngettext("%(count)s programme", "%(count)s programmes", found.total) % {"count": number}
    return ngettext("%(count)s call", "%(count)s calls", found.total) % {"count": number}


def sorts(searched: bool) -> list[tuple[str, str]]:
    """The orders; by relevance only where there are words."""
    usual = [("closing", _("Closing soonest")), ("newest", _("Newest")), ("name", _("Name, A to Z"))]
    return [("relevance", _("Best match")), *usual] if searched else usual
