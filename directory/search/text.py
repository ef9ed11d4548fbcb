"""How text is read, alike for the index and for a query: folding, words, Han characters and pairs, glued names and their variants."""

import itertools
import re
import unicodedata
from functools import lru_cache

from directory.names import simplified
from directory.search.words import SPELLINGS, STOP

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3005\u3007"
KANA = "\u3040-\u30ff\u31f0-\u31ff"
GRAM = HAN + KANA  # written without spaces: read as characters and pairs
TOKEN = re.compile(rf"[{GRAM}]+|[^\W_{GRAM}]+")
HAN_RUN = re.compile(rf"[{HAN}]+")
IS_GRAM = re.compile(rf"[{GRAM}]")
FOREIGN = re.compile(rf"[{KANA}\uac00-\ud7af]")
BRACKETED = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")

APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ′"), None)
LETTERS = {ord(letter): plain for letter, plain in zip("ßøłđæœıðþ", ("ss", "o", "l", "d", "ae", "oe", "i", "d", "th"), strict=True)}
REMEMBERED = 200  # characters: names come again, summaries don't
VOICING = "\u3099\u309a"

ASCII_FOLD = APOSTROPHES | {ord("&"): " and "} | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """One spelling for all: compatibility forms, case, accents, apostrophes, traditional characters. Spaces and marks stay."""
    if text.isascii():
        return text.translate(ASCII_FOLD)
    text = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES).replace("&", " and ")
    text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter) or letter in VOICING)
    text = unicodedata.normalize("NFC", text).translate(LETTERS)
    return text.translate(simplified()) if IS_GRAM.search(text) else text


@lru_cache(maxsize=1 << 16)
def norm(word: str) -> str:
    """One word's usual spelling: abbreviations written out, plural -s off."""
    word = SPELLINGS.get(word, word)
    if len(word) > 4 and word[-1] == "s" and word[-2] not in "sui" and word.isascii():
        return word[:-1]
    return word


def is_gram(token: str) -> bool:
    """Whether a token is a run of Han or kana, which is read as characters and pairs."""
    return IS_GRAM.match(token) is not None


def tokens(text: str) -> tuple[str, ...]:
    """Folded runs: Han (and kana) apart from all other letters and digits, words in their usual spelling, stop words included."""
    return _short_tokens(text) if len(text) <= REMEMBERED else _tokens(text)


@lru_cache(maxsize=1 << 15)
def _short_tokens(text: str) -> tuple[str, ...]:
    return _tokens(text)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token if IS_GRAM.match(token) else norm(token) for token in TOKEN.findall(fold(text)))


def glue(words: tuple[str, ...]) -> str:
    """Tokens as one key, without a leading article: spaces, hyphens and the spacing of pinyin do not matter in it."""
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def joined(text: str) -> str:
    """`glue` of a text's tokens: "University of Cambridge" is `universityofcambridge`."""
    return glue(tokens(text))


def unbracketed(text: str) -> str:
    """The text without what stands in brackets; "" when nothing does, or nothing else is there."""
    if "(" not in text and "（" not in text and "[" not in text and "【" not in text:
        return ""
    bare = BRACKETED.sub(" ", text).strip()
    return bare if bare != text.strip() else ""


def variants(words: tuple[str, ...]) -> list[str]:
    """The other order of a university's name, glued: X University for University of X and back, for X of one or two words (three after "of")."""
    plain = words[1:] if words and words[0] == "the" else words
    count = len(plain)
    if "university" not in plain:
        return []
    if plain[:2] == ("university", "of") and 3 <= count <= 5:
        return ["".join(plain[2:]) + "university"]
    if plain[0] == "university" and 2 <= count <= 3:
        return ["".join(plain[1:]) + "university", "universityof" + "".join(plain[1:])]
    if plain[-1] == "university" and 2 <= count <= 3:
        return ["universityof" + "".join(plain[:-1]), "university" + "".join(plain[:-1])]
    return []


def grams(run: str) -> list[str]:
    """The characters and the pairs of a run of Han."""
    return [*run, *(run[at : at + 2] for at in range(len(run) - 1))]


def terms(text: str) -> list[str]:
    """What a field of running text holds: words without stop words, Han as characters and pairs."""
    found: list[str] = []
    for token in tokens(text):
        if IS_GRAM.match(token):
            found += grams(token)
        elif token not in STOP:
            found.append(token)
    return found


def pairs(words: tuple[str, ...]) -> list[str]:
    """Neighbouring words as one term, stop words skipped: `southwest_university`."""
    kept = [word for word in words if word not in STOP and not IS_GRAM.match(word)]
    return [f"{one}_{two}" for one, two in itertools.pairwise(kept)]
