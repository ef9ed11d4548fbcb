"""What is applied on a list of programmes or calls, as chips that lead to the list without it."""

from django.http import QueryDict

from directory import filters, wording
from directory.filters.grammar import split_name
from directory.views.chips import Chip, qualified
from exchanges.finding.cards import snapshot
from exchanges.finding.filters import ExchangeFilter
from exchanges.finding.labels import word
from exchanges.finding.pages.texts import own
from exchanges.finding.wording import TITLES

RANGE = ("closes__gte", "closes__lte")


def chips_of(params: QueryDict, lang: str) -> list[Chip]:
    """The applied filters, for parameters that were read without a fault."""
    return [
        Chip(str(TITLES[split_name(one.parameter)[0]]), qualified(one, _value(one, lang)), one.without)
        for one in filters.applied(params, ExchangeFilter)
    ]


def _value(one: filters.Applied, lang: str) -> str:
    """A value in words: days as days, programmes and calls by their names."""
    name, lookup = split_name(one.parameter)
    if lookup in {"gte", "lte"}:
        return wording.day(one.value, lang, short=True)
    if name in {"programme", "uid"}:
        at = snapshot()
        card = at.programmes_by_uid.get(one.value) if name == "programme" else at.calls_by_uid.get(one.value)
        return own(card.name, lang).value if card else one.value
    return word(name, one.value, lang)
