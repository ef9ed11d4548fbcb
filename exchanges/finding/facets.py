"""Facets of programmes and calls as a page shows them, with the directory's own checkboxes; and the chips of what is applied."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from markupsafe import Markup

from directory import filters as directory_filters
from directory import wording
from directory.facets import Choice, Group, written
from directory.filters.grammar import split_name, split_values, write_value
from directory.search import SearchQuery
from directory.subjects import ford
from exchanges.finding.cards import snapshot
from exchanges.finding.filters import ExchangeFilter
from exchanges.finding.labels import closed, word
from exchanges.finding.wording import TITLES

# What a page counts and offers, in the order in which it stands there. Hosts and organisers are reached from their own pages.
COUNTED = ("phase", "kind", "direction", "subject", "career_stage", "country", "language", "currency")
RANGE = ("closes__gte", "closes__lte")
SHOWN = 6


@dataclass(frozen=True)
class Reader:
    """What the facets of one page are made from."""

    counts: dict[str, dict[str, int]]
    on: dict[str, set[str]]
    lang: str

    def choice(self, name: str, value: str) -> Choice:
        label = word(name, value, self.lang)
        count, on = self.counts.get(name, {}).get(value, 0), value in self.on.get(name, set())
        before, after = written(name, value, label, "")
        box = Markup(f"{before}{' checked' if on else ''}{after}{wording.number(count, self.lang)}</span></label>")  # noqa: S704 - parts are escaped
        return Choice(name, value, label, count, on, box)

    def values(self, name: str) -> list[str]:
        """What there is or is ticked: in the order of its list, or the commonest first where the list is open or long."""
        found = self.counts.get(name, {})
        here = {*found, *self.on.get(name, set())}
        if name in {"country", "language"}:
            return sorted(here, key=lambda value: (-found.get(value, 0), value))
        return [value for value in closed(name) if value in here]


def groups(query: SearchQuery, counts: dict[str, dict[str, int]], lang: str) -> list[Group]:
    """The groups of a page. One with nothing to choose is left out."""
    reader = Reader(counts, {one.field: set(one.any_of) for one in query.filters if one.any_of}, lang)
    built = []
    for name in COUNTED:
        choices = _subjects(reader) if name == "subject" else [reader.choice(name, value) for value in reader.values(name)]
        if len(choices) > 1 or any(one.ticked or one.children for one in choices):
            built.append(Group(name, str(TITLES[name]), *_cut(choices)))
    return built


def _cut(choices: list[Choice]) -> tuple[list[Choice], list[Choice]]:
    if len(choices) <= SHOWN + 1:
        return choices, []
    first = [one for at, one in enumerate(choices) if at < SHOWN or one.ticked or any(child.ticked for child in one.children)]
    return first, [one for one in choices if one not in first]


def _subjects(reader: Reader) -> list[Choice]:
    """Broad fields; under one that is chosen, or has a chosen one below it, its narrow ones."""
    lines = []
    values = reader.values("subject")
    for code in values:
        if ford()[code]["parent"]:
            continue
        line = reader.choice("subject", code)
        inside = [reader.choice("subject", own) for own in values if ford()[own]["parent"] == code]
        if line.ticked or any(one.ticked for one in inside):
            line.children = inside
        lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class Chip:
    """One applied value; `without` is the query string that takes it away."""

    title: str
    text: str
    without: str


def chips_of(params: QueryDict, lang: str) -> list[Chip]:
    """The applied filters, for parameters that were read without a fault."""
    given = directory_filters.applied(params, ExchangeFilter)
    return [Chip(str(TITLES[split_name(one.parameter)[0]]), _says(one, lang), one.without) for one in given]


def _says(one: directory_filters.Applied, lang: str) -> str:
    name, lookup = split_name(one.parameter)
    if lookup in {"gte", "lte"}:
        bound = wording.day(one.value, lang, short=True)
        return _("from %(bound)s") % {"bound": bound} if lookup == "gte" else _("to %(bound)s") % {"bound": bound}
    text = named(name, one.value, lang)
    return _("not %(value)s") % {"value": text} if one.negated else text


def named(name: str, value: str, lang: str) -> str:
    """A value in words; programmes and calls by their names."""
    if name in {"programme", "uid"}:
        at = snapshot()
        card = at.programmes_by_uid.get(value) if name == "programme" else at.calls_by_uid.get(value)
        own, other = ("zh", "en") if lang.startswith("zh") else ("en", "zh")
        return card.name[own] or card.name[other] if card else value
    return word(name, value, lang)


def kept(params: QueryDict) -> list[tuple[str, str]]:
    """What the facet form carries along unseen: the search itself, and every filter that it has no control for."""
    pairs = []
    for name, texts in params.lists():
        if name in directory_filters.TURNING or name in RANGE:
            continue
        if name in COUNTED:
            terms = [term for text in texts for term in split_values(text) if term.negated]
            texts = [write_value(term.value, term.negated) for term in terms]
        pairs += [(name, text) for text in texts if text.strip()]
    return pairs
