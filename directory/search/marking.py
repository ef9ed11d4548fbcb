"""Which stretches of a shown text answer what was typed: words, Han, and Han that was typed as pinyin."""

import re
from collections.abc import Iterator
from functools import lru_cache

from directory.search import people, pinyin
from directory.search.parsing import Asked
from directory.search.text import GRAM, HAN_RUN, IS_GRAM, fold, glue, tokens

RAW_TOKEN = re.compile(rf"[{GRAM}]+|[^\W_{GRAM}]+(?:['’‘ʼ][^\W_{GRAM}]+)*")
SHORTEST_BEGINNING = 3
Segments = list[tuple[str, bool]]


class Marker:
    """What was typed, ready to be compared with many texts."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.words = {*asked.words, *(other for _word, others in asked.near for other in others)}
        self.last = asked.words[-1] if asked.words and len(asked.words[-1]) >= SHORTEST_BEGINNING and not asked.runs else ""
        self.aloud = {word for word in (asked.key, *asked.words) if word.isascii() and len(word) > 3 and pinyin.splits(word)}
        letters = asked.letters
        self.initials = letters if letters.isascii() and letters.isalpha() and 3 <= len(letters) <= 20 and len(asked.words) == 1 else ""

    def word(self, word: str) -> bool:
        """Whether a word of the index is one of those typed, meant or begun."""
        return word in self.words or bool(self.last and word.startswith(self.last))

    def han(self, run: str) -> list[tuple[int, int]]:
        """The stretches of a folded run of Han that were typed, as Han or as pinyin."""
        found = [span for typed in self.asked.runs for span in _typed(run, typed)]
        if not found and (self.aloud or self.initials):
            found = self._aloud(run)
        return found

    def _aloud(self, run: str) -> list[tuple[int, int]]:
        if len(run) > 60 or not HAN_RUN.fullmatch(run):
            return []
        read = pinyin.syllables(run)
        if len(read) != len(run):
            return []
        family, given = people.read_han(run) if 2 <= len(run) <= 4 else ("", ())
        if family and self.asked.key in (family + "".join(given), "".join(given) + family):
            return [(0, len(run))]
        if self.initials and "".join(syllable[0] for syllable in read) == self.initials:
            return [(0, len(run))]
        return [span for key in self.aloud for span in _spelt(read, key)]

    def covered(self, text: str) -> set[str]:
        """Which of the typed words and runs a text answers."""
        found = set[str]()
        for word in tokens(text):
            if not IS_GRAM.match(word):
                if self.word(word):
                    found.add(word if word in self.asked.words else self._typed_for(word))
            elif self.asked.runs:
                found.update(run for run in self.asked.runs if any(True for _span in _typed(word, run)))
            elif self.aloud or self.initials:
                found |= self._aloud_words(word)
        return found

    def _typed_for(self, word: str) -> str:
        """The word that was typed where `word` was found."""
        return next((typed for typed, others in self.asked.near if word in others), self.last)

    def _aloud_words(self, run: str) -> set[str]:
        """The typed words that a run of Han, read aloud, answers: all of them when it is spelt by the whole text."""
        if not self._aloud(run):
            return set()
        read = pinyin.syllables(run)
        spelt = {key for key in self.aloud if any(True for _span in _spelt(read, key))}
        return {*self.asked.words} if self.asked.key in spelt or not spelt else spelt

    def road(self, text: str) -> str:
        """How a text answers when not by the letters typed: pinyin, spelling, or "" for the letters themselves."""
        words = tokens(text)
        if any(word in self.asked.words for word in words):
            return ""
        if any(IS_GRAM.match(word) for word in words):
            return "" if self.asked.runs else "pinyin"
        return "spelling" if any(word in self.words for word in words) else ""

    def segments(self, text: str) -> Segments:
        """The text cut into marked and unmarked parts, nothing lost."""
        found: Segments = []
        done = 0
        for start, end in _merged(self._spans(text)):
            if start > done:
                found.append((text[done:start], False))
            found.append((text[start:end], True))
            done = end
        if done < len(text):
            found.append((text[done:], False))
        return found

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for match in RAW_TOKEN.finditer(text):
            raw, start = match.group(), match.start()
            if IS_GRAM.match(raw):
                folded = fold(raw)
                if len(folded) == len(raw):
                    yield from ((start + low, start + high) for low, high in self.han(folded))
            elif self.word(glue(tokens(raw))):
                yield start, match.end()


def _typed(run: str, typed: str) -> Iterator[tuple[int, int]]:
    """Where typed Han stands in a run: whole, else in stretches long enough not to be chance."""
    if len(typed) == 1:
        if len(run) <= 12 and typed in run:
            yield run.index(typed), run.index(typed) + 1
        return
    at = run.find(typed)
    if at >= 0:
        while at >= 0:
            yield at, at + len(typed)
            at = run.find(typed, at + len(typed))
        return
    parts = {typed[place : place + 2] for place in range(len(typed) - 1)}
    start = None
    for place in range(len(run)):
        inside = run[place : place + 2] in parts
        if inside and start is None:
            start = place
        if not inside and start is not None:
            if place + 1 - start >= min(3, len(typed)):
                yield start, place + 1
            start = None


def _spelt(read: tuple[str, ...], key: str) -> Iterator[tuple[int, int]]:
    """Where neighbouring syllables spell a key; the last one may be unfinished."""
    for start in range(len(read)):
        letters = ""
        for end in range(start, len(read)):
            letters += read[end]
            if letters == key or (end > start and letters.startswith(key)):
                yield start, end + 1
                return
            if not key.startswith(letters):
                break


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=256)
def marker(asked: Asked) -> Marker:
    """The marker of what was typed, made once a search."""
    return Marker(asked)


def marked(text: str, terms: Asked | None) -> Segments:
    """(part, whether it was asked for) of a text, for <mark>. `terms` is SearchResult.terms."""
    if terms is None or not text:
        return [(text, False)] if text else []
    return marker(terms).segments(text)
