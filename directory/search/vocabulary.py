"""The words that stand in names, with how many profiles have each: what a misspelt or half-typed word may be meant to be."""

import bisect
from dataclasses import dataclass, field

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

NEAREST = 5
SHORTEST = 4  # letters of a word that spelling helps with
MORE_FREQUENT = 8  # a word that exists is only taken for one this many times as frequent
RARE = 4  # profiles below which a word is looked at at all


@dataclass(frozen=True, slots=True)
class Near:
    """A word that may be meant, with its share of the weight."""

    word: str
    share: float
    count: int


@dataclass
class Vocabulary:
    """Words by frequency, by length and in order."""

    num_docs: int
    counts: dict[str, int]
    ordered: list[str]
    by_length: dict[int, list[str]]
    near_cache: dict[str, list[Near]] = field(default_factory=dict)

    @classmethod
    def read(cls, searcher: tantivy.Searcher) -> "Vocabulary":
        """All words of labels and other names. Some 0.1 s for 60,000 words."""
        counts: dict[str, int] = {}
        for name in ("label", "alias"):
            for word, count in searcher.terms_with_prefix(name, ""):
                counts[word] = max(counts.get(word, 0), count)
        by_length: dict[int, list[str]] = {}
        for word in counts:
            if len(word) >= SHORTEST - 1 and not word.isdigit():
                by_length.setdefault(len(word), []).append(word)
        return cls(searcher.num_docs, counts, sorted(counts), by_length)

    def near(self, word: str) -> list[Near]:
        """The words that `word` may be a slip for, the best first; nothing for a common word or a short one."""
        own = self.counts.get(word, 0)
        if len(word) < SHORTEST or own >= RARE or not word.isalpha():
            return []
        if word not in self.near_cache:
            if len(self.near_cache) > 5000:
                self.near_cache.clear()
            self.near_cache[word] = self._near(word, own)
        return self.near_cache[word]

    def _near(self, word: str, own: int) -> list[Near]:
        most = 2 if len(word) >= 8 else 1
        found = []
        for length in range(len(word) - most, len(word) + most + 1):
            choices = self.by_length.get(length)
            if not choices:
                continue
            for other, distance, _at in process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=20):
                count = self.counts[other]
                if other == word or (own and count < own * MORE_FREQUENT):
                    continue
                share = (0.8 if distance == 1 else 0.55) * (1 if other[0] == word[0] else 0.8)
                found.append(Near(other, share, count))
        return sorted(found, key=lambda near: (-near.share, -near.count, near.word))[:NEAREST]

    def beginning(self, prefix: str, limit: int = 30) -> list[tuple[str, int]]:
        """Words that begin with `prefix`, the commonest first."""
        low = bisect.bisect_left(self.ordered, prefix)
        high = bisect.bisect_left(self.ordered, prefix + "\U0010ffff")
        return sorted(((word, self.counts[word]) for word in self.ordered[low:high]), key=lambda pair: (-pair[1], pair[0]))[:limit]
