"""What is applied on a results page: chips that say facet and value and lead to the search without it, and what its forms carry along."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import facets, filters
from directory.filters.grammar import split_name, split_values, write_value

ANYBODY = gettext_lazy("anybody")
RANGE = ("established__gte", "established__lte")


@dataclass(frozen=True, slots=True)
class Chip:
    title: str
    text: str
    without: str  # the query string that removes it


def chips_of(params: QueryDict, lang: str, tier: int) -> list[Chip]:
    """The applied filters, for parameters that were read without a fault."""
    return [Chip(_title(one.parameter), _says(one, lang, tier), one.without) for one in filters.applied(params)]


def _title(parameter: str) -> str:
    return str(facets.TITLES.get(split_name(parameter)[0], parameter))


def _says(one: filters.Applied, lang: str, tier: int) -> str:
    name, lookup = split_name(one.parameter)
    text = ANYBODY if one.value == "any" else facets.word("has" if name == "missing" else name, one.value, lang, tier)
    if one.negated and one.value == "any":
        return _("nobody yet")
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
        if name in facets.COUNTED:
            terms = [term for text in texts for term in split_values(text) if term.negated]
            texts = [write_value(term.value, term.negated) for term in terms]
        pairs += [(name, text) for text in texts if text.strip()]
    return pairs
