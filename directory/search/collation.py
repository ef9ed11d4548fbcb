"""The order of names as numbers: a unique key a profile, and positions that keep that order, so a list can go on from any of them."""

import bisect
import itertools
from pathlib import Path

import orjson

from directory.search import people, pinyin
from directory.search.text import FOREIGN, HAN_RUN, TOKEN, fold

LONGEST = 80  # bytes of a name that decide its place
MOST_KNOTS = 50_000
WIDTH = 2**128  # of the fraction a name is read as
SINGLE = frozenset(b"\0 0123456789abcdefghijklmnopqrstuvwxyz")  # bytes that have a digit of their own; their neighbours share one
DIGIT = list(itertools.accumulate(int(byte in SINGLE or byte - 1 in SINGLE) for byte in range(256)))
BASE = DIGIT[-1] + 1


def english(en: str, zh: str, key: int) -> bytes:
    """Letters as a reader of English sorts them; a name in Han alone goes by its pinyin."""
    text = fold(en) if en else " ".join(_read(zh)) or fold(zh)
    return _key(text, key)


def chinese(en: str, zh: str, key: int) -> bytes:
    """Syllable by syllable, then by character; a name without Han goes by its letters."""
    if not zh:
        return _key(fold(en), key)
    return _key(f"{' '.join(_read(zh)) or fold(zh)} {fold(zh)}", key)


def _read(zh: str) -> tuple[str, ...]:
    folded = fold(zh)
    if FOREIGN.search(folded):
        return ()
    han = "".join(HAN_RUN.findall(folded))
    if 2 <= len(han) <= 4 and len(han) == len(folded):  # as short as a person's name: surnames have readings of their own
        family, given = people.read_han(han)
        return (family, *given)
    return pinyin.syllables(han)


def _key(text: str, key: int) -> bytes:
    return " ".join(TOKEN.findall(text)).encode()[:LONGEST] + b"\0" + key.to_bytes(8, "big")


class Positions:
    """A number below 2⁶³ for every key, in the keys' order, between knots that were taken when the index was built.

    A name that comes later falls between two knots by the bytes that follow what they have in common, so nothing has to be renumbered.
    """

    def __init__(self, knots: list[bytes]) -> None:
        self.knots = knots
        self.gap = 2**63 // (len(knots) + 1)
        self._ends: dict[int, tuple[int, int, int]] = {}

    @classmethod
    def of(cls, keys: list[bytes]) -> "Positions":
        """Positions with evenly spread knots out of a sample of keys."""
        ordered = sorted(set(keys))
        step = max(1, -(-len(ordered) // MOST_KNOTS))
        return cls(ordered[::step])

    def position(self, key: bytes) -> int:
        """The key's number."""
        at = bisect.bisect_right(self.knots, key)
        if at and self.knots[at - 1] == key:
            return at * self.gap
        if at not in self._ends:
            self._ends[at] = self._between(at)
        shared, start, end = self._ends[at]
        share = min(max(_number(key[shared:]) - start, 0), end - start)
        return at * self.gap + 1 + (share * (self.gap - 2) // (end - start) if end > start else 0)

    def _between(self, at: int) -> tuple[int, int, int]:
        """(bytes in common, number below, number above) of the knots before and at a place."""
        low = self.knots[at - 1] if at else b""
        high = self.knots[at] if at < len(self.knots) else b"\xff"
        shared = _common(low, high)
        return shared, _number(low[shared:]), _number(high[shared:])

    def write(self, path: Path) -> None:
        """Keep the knots in a file."""
        path.write_bytes(orjson.dumps([knot.hex() for knot in self.knots]))

    @classmethod
    def read(cls, path: Path) -> "Positions":
        """The knots of a file."""
        return cls([bytes.fromhex(knot) for knot in orjson.loads(path.read_bytes())])


def _common(one: bytes, two: bytes) -> int:
    for at, (left, right) in enumerate(zip(one, two, strict=False)):
        if left != right:
            return at
    return min(len(one), len(two))


def _number(text: bytes) -> int:
    """The text as a number below WIDTH that keeps the order: a digit for each letter, of few kinds, so that many fit."""
    number, width = 0, WIDTH
    for byte in text:
        width //= BASE
        number += DIGIT[byte] * width
        if byte not in SINGLE:
            width //= 256
            number += byte * width
        if not width:
            break
    return number
