"""Words looked for in programmes and calls: English, Chinese, pinyin and small slips, read as the directory reads them, all in memory."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search import pinyin
from directory.search.text import grams, is_gram, terms, tokens
from directory.search.words import STOP
from exchanges.finding.labels import labels

# What a word is worth where it stands: in a name, in what something is, in its summary and positions, in names of partners, in a long text.
NAME, IS, MORE, PEOPLE, ABOUT = 10.0, 5.0, 4.0, 4.0, 1.0
LONGEST_TEXT = 20_000  # characters that are read of one text
DESCRIBED = ("kind", "direction", "subject", "career_stage", "country")
BEGINNING, SLIP, SOUND = 0.7, 0.5, 0.8  # the share that is left of what was found not letter for letter
SHORTEST_SYLLABLE, SHORTEST_BEGINNING, SHORTEST_INITIALS, SHORTEST_SLIP, TWO_SLIPS = 2, 3, 3, 4, 8  # letters


@dataclass(frozen=True, slots=True)
class Text:
    """What one record is found by: each word with the worth of its best place, and the sound of its Chinese names."""

    words: Mapping[str, float]
    sounds: tuple[str, ...] = ()  # " qiao liang fang wen "
    initials: tuple[str, ...] = ()  # qlfw
    more_sounds: tuple[str, ...] = ()  # those of positions, summaries and closed lists, found by words of two syllables and more


def text_of(
    *, names: Iterable[str], closed_lists: Mapping[str, frozenset[str]], more: Iterable[str], people: Iterable[Mapping[str, str | None]],
    about: Iterable[str],
) -> Text:
    """The words of a record. `closed_lists` are its values, found by their words in both languages."""
    words: dict[str, float] = {}
    more = list(more)
    described = [word for name in DESCRIBED for both in labels(name, sorted(closed_lists.get(name, ()))).values() for word in both.values()]
    partners = [value for both in people for value in both.values() if value]
    names = [name for name in names if name]
    for worth, texts in ((ABOUT, about), (PEOPLE, partners), (MORE, more), (IS, described), (NAME, names)):
        for text in texts:
            for term in _terms(text[:LONGEST_TEXT]):
                words[term] = max(worth, words.get(term, 0.0))
    heard = _heard_in([*names, *partners])
    return Text(words, _spoken(heard), tuple("".join(syllable[0] for syllable in one) for one in heard), _spoken(_heard_in([*more, *described])))


def _heard_in(texts: Iterable[str]) -> list[tuple[str, ...]]:
    return [found for text in texts if (found := pinyin.reading(text[:LONGEST_TEXT], "zh"))]


def _spoken(heard: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(f" {' '.join(one)} " for one in heard)


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms(text)))


@dataclass(slots=True)
class Unit:
    """One word or pair of Han that must be found: what else is taken for it, with the share of its worth, and the ways to read it as pinyin."""

    text: str
    others: dict[str, float] = field(default_factory=dict)
    ways: tuple[str, ...] = ()  # " qiao liang "
    meant: str = ""  # where nothing has the word: the nearest that something has


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as it was asked."""

    units: tuple[Unit, ...]

    def searched(self, typed: str) -> str:
        """The text with the likeliest spelling in place of words that nothing has; blank when it was found as typed."""
        meant = {unit.text: unit.meant for unit in self.units if unit.meant}
        return " ".join(meant.get(word, word) for word in tokens(typed)) if meant else ""


def vocabulary_of(records: Iterable[Text]) -> tuple[str, ...]:
    """Every word of Latin letters or digits, in order, so that those with one beginning stand together."""
    return tuple(sorted({word for record in records for word in record.words if word.isascii()}))


def asked(text: str, records: Collection[Text], vocabulary: tuple[str, ...]) -> Asked:
    """Read a text: words without stop words, Han as pairs; and look for what words may mean that no record has."""
    read = tokens(text)
    found: list[Unit] = []
    for token in read:
        if is_gram(token):
            found += [Unit(gram) for gram in ([token] if len(token) == 1 else grams(token)) if len(token) == 1 or len(gram) == 2]
        elif token not in STOP or len(read) == 1:
            found.append(_unit(token, records, vocabulary))
    return Asked(tuple(found))


def _unit(word: str, records: Collection[Text], vocabulary: tuple[str, ...]) -> Unit:
    unit = Unit(word)
    at = bisect_left(vocabulary, word)
    known = at < len(vocabulary) and vocabulary[at] == word
    if len(word) >= SHORTEST_BEGINNING:
        unit.others = {longer: BEGINNING for longer in takewhile(lambda one: one.startswith(word), vocabulary[at:]) if longer != word}
    if len(word) >= SHORTEST_SYLLABLE:
        unit.ways = (f" {word} ", *(f" {' '.join(way)} " for way in pinyin.splits(word)))
    if not known and not unit.others and len(word) >= SHORTEST_SLIP and not any(_heard(unit, record) for record in records):
        near = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=2 if len(word) >= TWO_SLIPS else 1, limit=5)
        near.sort(key=lambda one: (one[1], one[0]))
        unit.others, unit.meant = {one[0]: SLIP for one in near}, near[0][0] if near else ""
    return unit


def worth(unit: Unit, record: Text) -> float:
    """What it is worth in a record; 0 when it isn't there, in no form."""
    best = record.words.get(unit.text, 0.0)
    if unit.others:
        best = max(best, *(record.words.get(word, 0.0) * share for word, share in unit.others.items()))
    return max(best, _heard(unit, record)) if best < NAME * SOUND else best


def _heard(unit: Unit, record: Text) -> float:
    """What it is worth that the letters are pinyin: of a Chinese name of the record, its syllables or the first letters of several; or of what it
    says beside, where one syllable alone says nothing."""
    if any(way in one for way in unit.ways for one in record.sounds):
        return NAME * SOUND
    if len(unit.text) >= SHORTEST_INITIALS and any(unit.text in one for one in record.initials):
        return NAME * SOUND
    return MORE * SOUND if any(way in one for way in unit.ways[1:] for one in record.more_sounds) else 0.0


def score(found: Asked, record: Text) -> float:
    """How well the record answers: the sum over all words, or 0 when one of them is missing."""
    each = [worth(unit, record) for unit in found.units]
    return sum(each) if all(each) else 0.0
