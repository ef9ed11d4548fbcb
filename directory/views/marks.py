"""What was searched for, made visible: marks in a text, quotation marks around one, and why a row was found, in words."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop
from markupsafe import Markup, escape

from directory.search import explain
from directory.wording import said

Mark = Callable[[str], Markup]

HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
LATIN_RUN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .,'’-]*[A-Za-z0-9])?")
COMMAS = Markup(", "), Markup("，")
MATCHED = gettext_noop("Matched %(list)s")
NAMES = {"en": gettext_noop("the English name"), "zh": gettext_noop("the Chinese name"), "": gettext_noop("the name")}
FIELDS = {
    "alias": gettext_noop("another name"), "acronym": gettext_noop("the acronym"), "former": gettext_noop("a former name"),
    "transliteration": gettext_noop("the name in Latin letters"), "display": gettext_noop("the name"), "keyword": gettext_noop("keywords"),
    "subject": gettext_noop("the field"), "interest": gettext_noop("offers and needs"), "affiliation": gettext_noop("affiliations"),
    "place": gettext_noop("the place"), "summary": gettext_noop("the summary"), "identifier": gettext_noop("the identifiers"),
    "domain": gettext_noop("the web address"),
}
# How a text answers, when not by the letters that were typed.
ROADS = {
    "": gettext_noop("<b>%(what)s</b> in %(where)s"), "pinyin": gettext_noop("<b>%(what)s</b> as pinyin of %(where)s"),
    "initials": gettext_noop("<b>%(what)s</b> as pinyin initials of %(where)s"), "person": gettext_noop("<b>%(what)s</b> as a form of %(where)s"),
    "order": gettext_noop("<b>%(what)s</b> in %(where)s, in another order"), "spelling": gettext_noop("nearly <b>%(what)s</b> in %(where)s"),
}


def marker(terms: Any) -> Mark:
    """Marks what answers the search in a text, and escapes the rest."""
    if terms is None or terms.empty:
        return escape

    def mark(text: str) -> Markup:
        parts = explain.marked(text, terms)
        if len(parts) == 1 and not parts[0][1]:
            return escape(text)
        return Markup("".join(f"<mark>{escape(part)}</mark>" if hit else escape(part) for part, hit in parts))  # noqa: S704 - parts are escaped

    return mark


def why(card: dict[str, Any], terms: Any, lang: str) -> Markup | None:
    """Matched robotics in keywords, 南京 in the Chinese name."""
    found = explain.why(card, terms)
    if not found:
        return None
    comma = COMMAS[lang.startswith("zh")]
    told = comma.join(_told(replace(match, term=_as_typed(match.term, terms.text)), lang) for match in dict.fromkeys(found))
    return Markup(said(MATCHED, lang)) % {"list": told}  # noqa: S704 - from the catalogue


def _as_typed(term: str, text: str) -> str:
    """The index knows words by their stems; what is told are the words that were typed, in their order."""
    stems = tuple(term.split())
    typed = [word for word in text.split() if word.casefold().startswith(stems)] if term.isascii() else []
    return " ".join(typed) or term


@lru_cache(maxsize=8192)
def _told(match: explain.Match, lang: str) -> Markup:
    where = NAMES.get(match.lang[:2], NAMES[""]) if match.field == "label" else FIELDS.get(match.field, match.field)
    # A name is on the page anyway, so what was typed says more; of keywords and places, the one that answered does.
    what = match.term if match.how or match.field in ("label", "summary") else match.value
    return Markup(said(ROADS.get(match.how, ROADS[""]), lang)) % {"what": in_scripts(what, lang), "where": said(where, lang)}  # noqa: S704


def in_scripts(text: str, lang: str) -> Markup:
    """The text, with runs of the other language's script in spans that say so."""
    if text.isascii() and not lang.startswith("zh"):
        return escape(text)
    if lang.startswith("zh"):
        pieces, tag = LATIN_RUN.split(text), "en"
        runs = LATIN_RUN.findall(text)
    else:
        pieces, tag = HAN_RUN.split(text), "zh-Hans"
        runs = HAN_RUN.findall(text)
    spans = [Markup('<span lang="{}">{}</span>').format(tag, run) for run in runs] + [Markup("")]
    return Markup("").join(part for piece, span in zip(pieces, spans, strict=True) for part in (piece, span))


def quoted(lang: str) -> Callable[[str], Markup]:
    """A text in the quotation marks of both languages."""
    return lambda text: Markup("“{}”").format(in_scripts(text, lang))
