"""What a reader typed, taken apart once: words, runs of Han, the glued key, and whether it is a name or an affiliation string."""

import re
from dataclasses import dataclass
from functools import lru_cache

from directory.search.pinyin import is_pinyin
from directory.search.text import IS_GRAM, TOKEN, fold, glue, tokens
from directory.search.words import STOP

MOST_CHARACTERS = 1000  # of a typed text; the rest is not read
MOST_WORDS = 60
SEPARATORS = re.compile(r"[,;|/\n，；、。｜]")
NAME_WORDS = 9  # a text with more words is read as an affiliation string
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` are distinct content words, `runs` runs of Han or kana, `key` all of it glued."""

    text: str
    all_words: tuple[str, ...]
    words: tuple[str, ...]
    runs: tuple[str, ...]
    key: str
    letters: str  # glued as typed, no word put into its usual spelling: initials end in any letter
    is_affiliation: bool
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (word typed, words that may have been meant)

    @property
    def empty(self) -> bool:
        return not self.all_words


def clean(text: str) -> str:
    """The text that is read: no control or direction marks, at most MOST_CHARACTERS."""
    return " ".join(CONTROL.sub(" ", text[: 2 * MOST_CHARACTERS]).split())[:MOST_CHARACTERS]


@lru_cache(maxsize=512)
def parse(text: str) -> Asked:
    """Take a typed text apart. Any text can be; one without letters or digits asks for nothing."""
    text = clean(text)
    every = tokens(text)[:MOST_WORDS]
    words = tuple(dict.fromkeys(word for word in every if word not in STOP and not IS_GRAM.match(word)))
    runs = tuple(dict.fromkeys(word for word in every if IS_GRAM.match(word)))
    if not words and not runs:
        words = tuple(dict.fromkeys(every))
    return Asked(text, every, words, runs, glue(every), "".join(TOKEN.findall(fold(text)))[:200], _is_affiliation(text, every))


def _is_affiliation(text: str, every: tuple[str, ...]) -> bool:
    weight = sum(max(1, len(word) // 2) if IS_GRAM.match(word) else 1 for word in every)
    if weight < 4 or is_pinyin(every):
        return False
    return weight > NAME_WORDS or SEPARATORS.search(text) is not None
