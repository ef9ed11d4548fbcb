"""Numbered pages of a list: which numbers stand in the pager and where they lead."""

from dataclasses import dataclass, field
from math import ceil

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import wording
from directory.filters import query_string
from directory.filters.usual import DEEPEST
from directory.search import SearchQuery

AROUND = 2  # pages shown on each side of the current one


@dataclass(frozen=True, slots=True)
class Page:
    number: int = 0
    href: str = ""
    current: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    range: str  # 1 to 20 of 84
    all: str  # Take all 84 with you:
    pages: list[Page] = field(default_factory=list)
    back: str = ""
    next: str = ""
    deep: bool = False  # there is more than numbered pages reach


def pager(params: QueryDict, query: SearchQuery, total: int, lang: str) -> Pager:
    """The pager of a list of `total` rows at the query's page."""
    last = max(1, min(ceil(total / query.size), DEEPEST // query.size))
    here = query.offset // query.size + 1
    kept = [(name, text) for name, texts in params.lists() if name != "page" for text in texts if text.strip()]

    def href(number: int) -> str:
        return "?" + query_string([*kept, ("page", str(number))] if number > 1 else kept)

    shown = sorted({1, last, *range(max(here - AROUND, 1), min(here + AROUND, last) + 1)})
    pages: list[Page] = []
    for number in shown:
        if pages and number - pages[-1].number == 2:  # a gap of one page is that page
            pages.append(Page(number - 1, href(number - 1)))
        elif pages and number - pages[-1].number > 2:
            pages.append(Page(gap=True, number=number - 1))
        pages.append(Page(number, "" if number == here else href(number), number == here))
    count = {"count": wording.number(total, lang)}
    first, until = wording.number(query.offset + 1, lang), wording.number(min(query.offset + query.size, total), lang)
    return Pager(
        range=_("%(first)s to %(last)s of %(count)s") % {"first": first, "last": until, **count},
        all=ngettext("Take it with you:", "Take all %(count)s with you:", total) % count,
        pages=pages if last > 1 else [], back=href(here - 1) if here > 1 else "", next=href(here + 1) if here < last else "",
        deep=total > DEEPEST,
    )
