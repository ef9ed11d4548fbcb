"""Which characters a font can show, so that a PDF is made of whatever people wrote: of one it can't show, a box stands in its place."""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

BOX = "□"  # U+25A1
KEPT = "\n\t"


@lru_cache(maxsize=2)
def shown_by(font: Path) -> frozenset[int]:
    """The code points of the font's table `cmap`, by its subtable of all planes (format 12 of OpenType 1.9)."""
    raw = font.read_bytes()
    count = struct.unpack(">H", raw[4:6])[0]
    (start,) = (struct.unpack(">I", raw[at + 8 : at + 12])[0] for at in range(12, 12 + 16 * count, 16) if raw[at : at + 4] == b"cmap")
    for number in range(struct.unpack(">H", raw[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", raw[start + 8 + 8 * number : start + 12 + 8 * number])[0]
        if struct.unpack(">H", raw[at : at + 2])[0] == 12:
            groups = struct.iter_unpack(">III", raw[at + 16 : at + 16 + 12 * struct.unpack(">I", raw[at + 12 : at + 16])[0]])
            return frozenset(code for first, last, _glyph in groups for code in range(first, last + 1))
    raise ValueError("a font without a table of all planes")


def fitting(text: str, known: frozenset[int]) -> str:
    """The text with a box for each character that the font lacks; marks that only steer others (joiners, directions, variants) go."""
    composed = unicodedata.normalize("NFC", text)
    if all(ord(one) in known or one in KEPT for one in composed):
        return composed
    return "".join(
        one if ord(one) in known or one in KEPT else "" if unicodedata.category(one) in {"Cf", "Mn", "Me", "Cc"} else BOX for one in composed
    )


def all_fitting(value: Any, known: frozenset[int]) -> Any:
    """The same for every text in a value of JSON's shape."""
    if isinstance(value, dict):
        return {key: all_fitting(held, known) for key, held in value.items()}
    if isinstance(value, list):
        return [all_fitting(held, known) for held in value]
    return fitting(value, known) if isinstance(value, str) else value
