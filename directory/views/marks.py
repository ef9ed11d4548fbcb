"""What was searched for, made visible: marks in a text, quotation marks around one, and why a row was found, in words."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from directory.search import explain

Mark = Callable[[str], Markup]

HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
LATIN_RUN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .,'’-]*[A-Za-z0-9])?")
NAMES = {
    ("label", "en"): gettext_lazy("the English name"), ("label", "zh"): gettext_lazy("the Chinese name"), ("label", ""): gettext_lazy("the name"),
}
FIELDS = {
    "alias": gettext_lazy("another name"), "acronym": gettext_lazy("the acronym"), "former": gettext_lazy("a former name"),
    "transliteration": gettext_lazy("the name in Latin letters"), "display": gettext_lazy("the name"), "keyword": gettext_lazy("keywords"),
    "subject": gettext_lazy("the field"), "interest": gettext_lazy("offers and needs"), "affiliation": gettext_lazy("affiliations"),
    "place": gettext_lazy("the place"), "summary": gettext_lazy("the summary"), "identifier": gettext_lazy("the identifiers"),
    "domain": gettext_lazy("the web address"),
}
# How a text answers, when not by the letters that were typed.
ROADS = {
    "": gettext_lazy("%(what)s in %(where)s"), "pinyin": gettext_lazy("%(what)s as pinyin of %(where)s"),
    "initials": gettext_lazy("%(what)s as pinyin initials of %(where)s"), "person": gettext_lazy("%(what)s as a form of %(where)s"),
    "order": gettext_lazy("%(what)s in %(where)s, in another order"), "spelling": gettext_lazy("nearly %(what)s in %(where)s"),
}


def marker(terms: Any) -> Mark:
    """Marks what answers the search in a text, and escapes the rest."""
    if terms is None or terms.empty:
        return escape

    def mark(text: str) -> Markup:
        parts = explain.marked(text, terms)
        return Markup("".join(f"<mark>{escape(part)}</mark>" if hit else escape(part) for part, hit in parts))  # noqa: S704 - parts are escaped

    return mark


def why(card: dict[str, Any], terms: Any, lang: str) -> Markup | None:
    """Matched robotics in keywords, 南京 in the Chinese name."""
    found = explain.why(card, terms)
    if not found:
        return None
    told = [_told(match, lang) for match in dict.fromkeys(found)]
    return Markup(_("Matched %(list)s")) % {"list": Markup(_(", ")).join(told)}  # noqa: S704 - from the catalogue


def _told(match: explain.Match, lang: str) -> Markup:
    where = NAMES.get((match.field, match.lang[:2])) or NAMES[("label", "")] if match.field == "label" else FIELDS.get(match.field, match.field)
    # A name is on the page anyway, so what was typed says more; of keywords and places, the one that answered does.
    what = match.term if match.how or match.field in ("label", "summary") else match.value
    return Markup(ROADS.get(match.how, ROADS[""])) % {"what": Markup("<b>{}</b>").format(in_scripts(what, lang)), "where": where}  # noqa: S704


def in_scripts(text: str, lang: str) -> Markup:
    """The text, with runs of the other language's script in spans that say so."""
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
