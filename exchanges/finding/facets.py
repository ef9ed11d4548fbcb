"""Facets of programmes and calls as a page shows them, with the directory's own checkboxes."""

from directory.facets import Choice, Counts, Group, Reader, cut, subjects
from directory.search import SearchQuery
from exchanges.finding.labels import closed, word
from exchanges.finding.wording import TITLES

# What a page counts and offers, in the order in which it stands there. Hosts and organisers are reached from their own pages.
COUNTED = ("phase", "kind", "direction", "subject", "career_stage", "country", "language", "currency")
BY_COUNT = ("country", "language")  # open or long lists, the commonest first


def groups(query: SearchQuery, counts: Counts, lang: str) -> list[Group]:
    """The groups of a page. One with nothing to choose is left out."""
    reader = Reader(counts, {one.field: set(one.any_of) for one in query.filters if one.any_of}, lang)
    built = []
    for name in COUNTED:
        choices, rest = subjects(reader) if name == "subject" else cut(_choices(name, reader))
        if len(choices) > 1 or any(one.ticked or one.children for one in choices):
            built.append(Group(name, str(TITLES[name]), choices, rest))
    return built


def _choices(name: str, reader: Reader) -> list[Choice]:
    """What there is or is ticked, in the order of its list."""
    found, ticked = reader.found(name), reader.ticked(name)
    here = reader.by_count(name, ticked) if name in BY_COUNT else [value for value in closed(name) if value in found or value in ticked]
    return [reader.choice(name, value, word(name, value, reader.lang)) for value in here]
