"""The home page: what this is, who and what is in it, what can be searched."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import actor_of
from accounts.hooks import home_sections
from directory import facets, listing
from directory.errors import IndexNotReady
from directory.search import SearchQuery, search
from directory.views import frame, homemap
from directory.views.browse import Line, broad_fields, line, top_cities
from directory.views.rows import Writer

NEWEST = 6
SHORT = {"en": 110, "zh": 50}  # characters of a summary
COUNTED = ("kind", "country", "subject", "city", "offering", "seeking")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    lang, tier = get_language() or "en", int(actor_of(request).tier)
    try:
        landing = search(SearchQuery(facets=COUNTED, size=1, tier=tier, lang=lang))
        newest = listing.find(SearchQuery(sort="newest", size=NEWEST, tier=tier, lang=lang))
    except IndexNotReady as error:
        return frame.unavailable(request, error)
    counts = landing.facets
    return render(request, "directory/home.html", {
        "total": landing.total, "who": who(counts, lang), "fields": broad_fields(counts, lang), "cities": top_cities(counts, lang)[:5],
        "countries": countries(counts, lang), "newest": latest(newest, lang), "dots": homemap.draw(counts, lang),
        "sections": home_sections(actor_of(request), lang),
    })


def who(counts: facets.Counts, lang: str) -> list[Line]:
    """Kinds of profile, then what people come for."""
    kinds = [line("kind", kind, facets.word("kind", kind, lang), counts, lang) for kind in facets.KINDS]
    wishes = [("offering", "host", _("Offering to host")), ("seeking", "joint-research", _("Looking for a partner")),
              ("seeking", "solve", _("With a problem to solve"))]
    return [one for one in [*kinds, *(line(name, value, words, counts, lang) for name, value, words in wishes)] if one.count]


def countries(counts: facets.Counts, lang: str) -> list[Line]:
    """Countries and regions, those with most profiles first."""
    found = sorted(counts.get("country", {}).items(), key=lambda pair: (-pair[1], pair[0]))
    return [line("country", code, facets.word("country", code, lang), counts, lang) for code, _count in found[:2]]


def latest(newest: listing.Listing, lang: str) -> list[dict[str, Any]]:
    """The profiles changed last, each with its day."""
    writer = Writer(lang, longest=SHORT)
    return [
        {"row": writer.row(card), "day": card["updated_at"], "place": writer.place(card["place"]) if card["place"] else ""} for card in newest.cards
    ]
