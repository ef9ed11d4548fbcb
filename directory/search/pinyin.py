"""Han read aloud: syllables and initials of a name, and what a typed run of letters may mean as pinyin."""

import re
from functools import lru_cache

from directory.search.text import FOREIGN, HAN_RUN, fold

# Countries and regions whose Han names are read as Chinese, when their language isn't stated.
READ_AS_CHINESE = frozenset({"CN", "HK", "MO", "TW", "SG", "MY", "GB", "", None})
LONGEST = 6
SHOWN_SPLITS = 3


@lru_cache(maxsize=1 << 16)
def syllables(han: str) -> tuple[str, ...]:
    """The syllables of a folded run of Han, without tones; ü is u."""
    from pypinyin import Style, lazy_pinyin  # read when the first Han name comes: it costs 0.2 s

    return tuple(syllable.replace("ü", "u").replace("v", "u") for syllable in lazy_pinyin(han, style=Style.NORMAL, errors="ignore") if syllable)


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Every syllable of Mandarin, without tones."""
    from pypinyin.constants import PINYIN_DICT  # read with the first Latin query
    from pypinyin.contrib.tone_convert import to_normal

    common = {to_normal(reading.split(",")[0]) for code, reading in PINYIN_DICT.items() if 0x4E00 <= code <= 0x9FA5}
    plain = {syllable.replace("ü", "u").replace("v", "u") for syllable in common}
    return frozenset(syllable for syllable in plain if syllable.isascii() and syllable.isalpha() and re.search("[aeiou]", syllable))


def reading(value: str, lang: str = "", country: str | None = None) -> tuple[str, ...]:
    """The syllables of the Han in a name, or nothing when it isn't read as Chinese."""
    folded = fold(value)
    runs = HAN_RUN.findall(folded)
    if not runs or FOREIGN.search(folded) or not (lang.startswith("zh") or (not lang and country in READ_AS_CHINESE)):
        return ()
    return tuple(syllable for run in runs for syllable in syllables(run))


@lru_cache(maxsize=4096)
def splits(letters: str) -> tuple[tuple[str, ...], ...]:
    """The likeliest ways to read letters as two or more syllables, at most three; fewest syllables that begin with a vowel come first."""
    if not 4 <= len(letters) <= 60 or not letters.isascii() or not letters.isalpha():
        return ()
    ways: list[list[tuple[int, tuple[str, ...]]]] = [[] for _place in range(len(letters) + 1)]
    ways[0] = [(0, ())]
    table = known()
    for end in range(1, len(letters) + 1):
        found = []
        for start in range(max(0, end - LONGEST), end):
            syllable = letters[start:end]
            if ways[start] and syllable in table:
                cost = 10 * (start > 0 and syllable[0] in "aeo") + 1
                found += [(before + cost, (*way, syllable)) for before, way in ways[start]]
        ways[end] = sorted(found)[:SHOWN_SPLITS]
    return tuple(way for _cost, way in ways[-1] if len(way) > 1)


def is_pinyin(words: tuple[str, ...]) -> bool:
    """Whether every word can be read as pinyin."""
    return bool(words) and all(word in known() or splits(word) for word in words)
