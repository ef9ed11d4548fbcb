"""What is applied on a results page: chips that say facet and value and lead to the search without it."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import facets, filters
from directory.filters.grammar import split_name

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
    if one.value == "any":
        return _("nobody yet") if one.negated else str(ANYBODY)
    return qualified(one, one.value[:10] if lookup in {"gte", "lte"} else facets.word("has" if name == "missing" else name, one.value, lang, tier))


def qualified(one: filters.Applied, text: str) -> str:
    """The value in words, as it is asked for: from it on, up to it, or not it."""
    _name, lookup = split_name(one.parameter)
    if lookup == "gte":
        return _("from %(bound)s") % {"bound": text}
    if lookup == "lte":
        return _("to %(bound)s") % {"bound": text}
    return _("not %(value)s") % {"value": text} if one.negated else text
