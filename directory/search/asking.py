"""What goes into a search and what comes out of it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from directory.errors import BadParameters, ParameterError


class BadCursor(BadParameters):
    """A place in a list that the engine can't go on from."""

    def __init__(self) -> None:
        message = _("This cursor can't be followed any more. Start again from the first page.")
        super().__init__([ParameterError("cursor", "wrong_cursor", message)])


@dataclass(frozen=True)
class Filter:
    """One field narrowed: any of these values, none of those, all of these, a range. The parts hold together."""

    field: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    gte: str | None = None
    lte: str | None = None


@dataclass(frozen=True)
class SearchQuery:
    """`sort` is relevance, name, -name, newest or oldest; `lang` ("en" or "zh-hans") decides the order of names. `after` and `before` are
    cursors of an earlier result and win over `offset`. `literal` searches for exactly what was typed, without help in spelling."""

    q: str = ""
    filters: tuple[Filter, ...] = ()
    facets: tuple[str, ...] = ()
    sort: str = "relevance"
    lang: str = "en"
    size: int = 20
    offset: int = 0
    after: str | None = None
    before: str | None = None
    tier: int = 0
    literal: bool = False


@dataclass(slots=True)
class Hit:
    """`key` is Profile.pk."""

    key: int
    score: float
    card: str | None = None


@dataclass
class SearchResult:
    """`total` and `facets` are exact. `searched` is what was looked for when it isn't what was `typed`; `did_you_mean` is another spelling
    to offer. `terms` go to `explain`. `seq` is the change the index had reached."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    typed: str = ""
    searched: str = ""
    next_cursor: str | None = None
    prev_cursor: str | None = None
    terms: Any = None
    seq: int = 0
    relaxed: bool = False  # no profile has all the words: those with most of them are shown
