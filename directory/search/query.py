"""What to ask the index for a name, a word or a few: exact keys above words, with help in spelling where a word is unknown."""

from dataclasses import dataclass, field
from functools import cached_property

import tantivy
from tantivy import Occur, Query

from directory.search import people, pinyin
from directory.search.document import host, identifier_key
from directory.search.parsing import Asked
from directory.search.reader import Snapshot
from directory.search.schema import schema
from directory.search.text import joined, pairs, unbracketed, variants
from directory.search.vocabulary import RARE, Near

# Constants of the keys: a profile is found by what it is called before it is found by words.
WORTH = {"xl": 60.0, "xa": 45.0, "xv": 28.0, "xc": 40.0, "xp": 45.0, "xi": 25.0, "dom": 60.0, "xid": 80.0}
PREFIX_WORTH = 27.0
FEW, FEW_FROM = 30, 5  # keys, and letters from which there may be so few
PEOPLE = {"full": "pf", "initials": "pi", "bare": "pi0", "family": "pfam"}
WORD_FIELDS = (("label", 1.0), ("alias", 0.8), ("more", 0.5), ("loc", 0.35), ("about", 0.25))
HAN_FIELDS = (("han", 0.8), ("more", 0.5), ("loc", 0.35), ("about", 0.25))
PAIR_SHARE, PHRASE_SHARE, BEGINNING_SHARE = 0.7, 1.2, 0.7
TIE = 0.1
RELAXED = 0.6  # the share of units that must match when none has all
Scored = list[tuple[Occur, Query]]


def term(name: str, value: str) -> Query:
    return Query.term_query(schema(), name, value, index_option="basic" if name.startswith("x") else "freq")


def constant(name: str, value: str, worth: float) -> Query:
    return Query.const_score_query(Query.term_query(schema(), name, value), worth)


def boosted(query: Query, share: float) -> Query:
    return query if share == 1.0 else Query.boost_query(query, share)


def best(queries: list[Query], tie: float = 0.0) -> Query:
    """The best of several, or the one."""
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries, tie)


def beginning(at: Snapshot, name: str, start: str) -> Query | None:
    """Keys that begin with `start` and go on. A few are asked for one by one: the library takes half a millisecond to read a pattern."""
    if len(start) >= FEW_FROM:
        few = at.searcher.terms_with_prefix(name, start, limit=FEW + 1)
        longer = [key for key, _count in few if key != start]
        if len(few) <= FEW:
            return Query.term_set_query(schema(), name, longer) if longer else None
    return Query.regex_query(schema(), name, f"{start}.+")


@dataclass
class Builder:
    """Builds the queries of one asked text against one snapshot. It looks terms up as it goes, and leaves out what isn't there."""

    asked: Asked
    at: Snapshot
    literal: bool = False
    window: tuple[int, int] | None = None  # (offset, size) of the page that is wanted
    near: dict[str, list[Near]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def has(self, name: str, value: str) -> bool:
        return self.at.searcher.doc_freq(name, value) > 0

    def frequency(self, word: str) -> int:
        """How many profiles have the word in a name, about."""
        return self.at.searcher.doc_freq("label", word) + self.at.searcher.doc_freq("alias", word)

    @cached_property
    def exact(self) -> list[Query]:
        """Keys that know the whole text. The order of their worth is the order of results."""
        found = self._known_keys(self.asked.key, 1.0)
        if self.asked.letters != self.asked.key and self.has("xi", self.asked.letters):
            found.append(constant("xi", self.asked.letters, WORTH["xi"]))
        bare = unbracketed(self.asked.text)
        if bare:
            found += self._known_keys(joined(bare), 0.8)
        for key in variants(self.asked.all_words):
            found += [constant(name, key, WORTH["xv"]) for name in ("xl", "xa") if self.has(name, key)]
        found += self._known_identifiers()
        for ask in people.asks(self.asked.text):
            if self.has(PEOPLE[ask.field], ask.key):
                found.append(constant(PEOPLE[ask.field], ask.key, ask.worth))
        return found

    @property
    def knows_whole_name(self) -> bool:
        """Whether the text is, letter for letter, a name of somebody."""
        return bool(self.asked.key) and any(self.has(name, self.asked.key) for name in ("xl", "xa"))

    def _known_keys(self, key: str, share: float) -> list[Query]:
        if not key:
            return []
        return [constant(name, key, worth * share) for name, worth in WORTH.items() if name not in ("dom", "xid") and self.has(name, key)]

    def _known_identifiers(self) -> list[Query]:
        """The text as an identifier or a web address, bare or inside one: the last part of an address is the identifier."""
        text = self.asked.text
        if len(text) > 200 or len(self.asked.all_words) > 12:
            return []
        last = text.rstrip("/").rpartition("/")[2]
        keys = {identifier_key(part) for part in (text, last, text.partition(":")[2].strip()) if part}
        if ":" in text and "/" not in text:
            scheme, _colon, value = text.partition(":")
            keys.add(f"{scheme.strip().lower()}:{identifier_key(value)}")
        found = [constant("xid", key, WORTH["xid"]) for key in keys if self.has("xid", key)]
        domain = host(text.rpartition("@")[2]) if "." in text and " " not in text else ""
        while domain.count("."):
            if self.has("dom", domain):
                return [*found, constant("dom", domain, WORTH["dom"])]
            domain = domain.partition(".")[2]
        return found

    @cached_property
    def beginnings(self) -> list[Query]:
        """Names and pinyin that begin with the text, for what is still being typed."""
        key = self.asked.key
        if len(key) < 5 or not key.isalnum() or self.literal or len(key) > 60:
            return []
        fields = ("xp", "xl", "xa") if key.isascii() else ("xl", "xa")
        return [Query.const_score_query(query, PREFIX_WORTH) for name in fields if (query := beginning(self.at, name, key))]

    @cached_property
    def units(self) -> list[Query]:
        """One query for each word and each pair of Han: what has to match."""
        found = [self._word(word, last=at == len(self.asked.words) - 1) for at, word in enumerate(self.asked.words)]
        for run in self.asked.runs:
            parts = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
            found += [self._gram(part) for part in dict.fromkeys(parts)]
        return found

    def _word(self, word: str, last: bool) -> Query:
        found = [boosted(term(name, word), share) for name, share in WORD_FIELDS if self.has(name, word)]
        if not found:
            self.unknown.append(word)
        if not self.literal and len(word) >= 3:
            words = self.at.vocabulary() if self.frequency(word) < RARE else None
            if words and last and word.isalnum():
                for longer, _count in words.beginning(word, 10):
                    if longer != word:
                        found += [boosted(term(name, longer), share * BEGINNING_SHARE) for name, share in WORD_FIELDS[:2]]
            near = words.near(word) if words else []
            if near:
                self.near[word] = near
            found += [boosted(term(name, one.word), share * one.share) for one in near for name, share in WORD_FIELDS if self.has(name, one.word)]
        return best(found, TIE) if found else Query.empty_query()

    def _gram(self, part: str) -> Query:
        found = [boosted(term(name, part), share) for name, share in HAN_FIELDS if self.has(name, part)]
        if not found:
            self.unknown.append(part)
            return Query.empty_query()
        return best(found, TIE)

    @cached_property
    def beside(self) -> Scored:
        """What raises the score without having to match: neighbouring words, pinyin inside a name."""
        found: Scored = [
            (Occur.Should, boosted(term("shin", pair), PAIR_SHARE)) for pair in dict.fromkeys(pairs(self.asked.all_words)) if self.has("shin", pair)
        ]
        return found

    @cached_property
    def phrases(self) -> list[Query]:
        """The text as pinyin standing anywhere in a name. A phrase of one word is none: the library would panic."""
        key = self.asked.key
        if not key.isascii() or self.literal:
            return []
        ways = [way for way in pinyin.splits(key) if len(way) > 1 and all(self.has("pys", syllable) for syllable in way)]
        return [boosted(Query.phrase_query(schema(), "pys", list(way)), PHRASE_SHARE) for way in ways]

    def body(self, relaxed: bool = False) -> Query:
        """All units, or most of them."""
        units = self.units
        if not units:
            return Query.empty_query()
        if not relaxed or len(units) == 1:
            return Query.boolean_query([*((Occur.Must, unit) for unit in units), *self.beside])
        least = min(len(units), max(1, round(RELAXED * len(units))))
        enough = Query.boolean_query([(Occur.Should, unit) for unit in units], minimum_number_should_match=least)
        return Query.boolean_query([(Occur.Must, enough), *self.beside]) if self.beside else enough

    def query(self, relaxed: bool = False, fuzzy: list[Query] | None = None) -> Query:
        """Everything that finds."""
        found: Scored = [(Occur.Should, self.body(relaxed))]
        keys = [*self.exact, *(fuzzy or ())] or self.beginnings
        if keys:
            found.append((Occur.Should, best(keys)))
        found += [(Occur.Should, phrase) for phrase in self.phrases]
        return Query.boolean_query(found)

    def fuzzy(self, distance: int) -> list[Query]:
        """Whole names that differ from the text in one or two letters."""
        key = self.asked.key
        # Two letters of fewer than fourteen, or two characters of fewer than six, make another name.
        shortest, longest = (14, 100) if key.isascii() else (4 if distance == 1 else 6, 40)
        if self.literal or not shortest <= len(key) <= longest:
            return []
        share = 0.7 if distance == 1 else 0.55
        return [
            Query.const_score_query(Query.fuzzy_term_query(schema(), name, key, distance), WORTH[name] * share) for name in ("xl", "xa", "xp")
        ]


def count(searcher: tantivy.Searcher, query: Query) -> int:
    """How many profiles a query finds."""
    return int(searcher.search(query, limit=1).count)  # type: ignore[attr-defined]  # missing from the library's types
