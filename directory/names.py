"""Names as written: which script a value is in, and which name a page shows in which language."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]")
HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
# Unicode names each letter's script first: "CYRILLIC SMALL LETTER A".
ISO_15924 = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "GREEK": "Grek", "HEBREW": "Hebr", "THAI": "Thai", "DEVANAGARI": "Deva",
    "GEORGIAN": "Geor", "ARMENIAN": "Armn", "TIBETAN": "Tibt", "MONGOLIAN": "Mong", "BENGALI": "Beng", "TAMIL": "Taml", "KHMER": "Khmr",
    "LAO": "Laoo", "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "SINHALA": "Sinh",
}


@lru_cache(maxsize=1)
def simplified() -> dict[int, str]:
    """Traditional to simplified, character by character: a table for `str.translate`, made from OpenCC's t2s."""
    import opencc  # read when the first Han text comes: it costs 0.1 s

    convert = opencc.OpenCC("t2s").convert
    table = {}
    for block in (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00)):
        for code in block:
            character = chr(code)
            plain = convert(character)
            if plain != character and len(plain) == 1:
                table[code] = plain
    return table


def has_han(text: str) -> bool:
    """Whether any Han character stands in the text."""
    return HAN.search(text) is not None


def script_of(text: str) -> str:
    """ISO 15924 code of the text's script: Han text is Jpan with kana, Kore with hangul, else Hant when simplifying changes it, else Hans."""
    if has_han(text):
        if KANA.search(text):
            return "Jpan"
        if HANGUL.search(text):
            return "Kore"
        return "Hans" if text.translate(simplified()) == text else "Hant"
    if KANA.search(text):
        return "Jpan"
    if HANGUL.search(text):
        return "Kore"
    for character in text:
        if character.isalpha():
            return ISO_15924.get(unicodedata.name(character, "").split(" ")[0], "Zyyy")
    return "Zyyy"


class Written(Protocol):
    value: str
    lang: str
    script: str
    type: str
    is_preferred: bool
    is_display: bool


def shown_names(names: Iterable[Written]) -> dict[str, str | None]:
    """The name a page shows in each language: {"en": …, "zh": …}, None where there is none. Nothing is invented or transliterated.

    English: the preferred English name, else the source's display name, else the first label, in a script other than Han.
    Chinese: the preferred Chinese name, else the first label in Chinese.
    """
    rows = [name for name in names if name.value]

    def first(*tests: object) -> str | None:
        return next((row.value for test in tests for row in rows if test(row)), None)  # type: ignore[operator]

    english = first(
        lambda row: row.is_preferred and row.lang.startswith("en"),
        lambda row: row.is_display and not row.lang.startswith("zh") and row.script not in ("Hans", "Hant"),
        lambda row: row.type == "label" and row.script == "Latn",
        lambda row: row.script == "Latn" and row.type != "acronym",
        lambda row: row.is_display and not row.lang.startswith("zh"),
    )
    chinese = first(
        lambda row: row.is_preferred and row.lang.startswith("zh"),
        lambda row: row.type == "label" and row.lang.startswith("zh"),
    )
    if english is None and chinese is None and rows:
        english = rows[0].value
    return {"en": english, "zh": chinese}
