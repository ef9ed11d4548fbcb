"""How long a text is, as its own readers count: English in words, Chinese in characters. config/static/js/autosave.js counts the same way;
tests/exchanges/lengths.json holds both to it.

A text is Chinese where Chinese characters are more than other words. Then it is counted as Word's 字数 does: each character, each Chinese mark and
each word of anything else is one. Otherwise words are counted, marks are not, and Chinese characters in between take the room that they would take in
Chinese: with 300 words or 600 characters, two of them are one word.

A question from before limits had two languages has one number for both ("limit" alone) and keeps the count that it had.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

HAN = r"\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
OLD_WORDS = re.compile(rf"[{HAN}]|[^\s{HAN}\u3000-\u303f\uff00-\uffef]+")
ONE_HAN = re.compile(f"[{HAN}]")
# Kana and Bopomofo stand without spaces too. Marks: of East Asian writing, and full-width ones (not letters and digits).
SIGNS = HAN + r"\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
MARKS = r"\u3001-\u3004\u3006\u3008-\u3020\u302a-\u3030\u3036\u3037\u303d-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffee"
# “ ” ‘ ’ — … · are Chinese marks beside Chinese, and English ones beside English.
EITHER = r"\u2018\u2019\u201c\u201d\u2014\u2026\u00b7"
BESIDE_CHINESE = re.compile(rf"([{SIGNS}{MARKS}])([{EITHER}]+)|([{EITHER}]+)(?=[{SIGNS}{MARKS}])")
ONE_SIGN, ONE_MARK = re.compile(f"[{SIGNS}]"), re.compile(f"[{MARKS}]")
WORDS = re.compile(rf"[^\s{SIGNS}{MARKS}]+")
WORD_SIGN = re.compile(r"\w")
# Translators reckon with 1,300 to 1,800 Chinese characters for 1,000 English words. Two a word is our own rule: nobody has less room in Chinese.
CHARACTERS_A_WORD = 2


@dataclass(frozen=True)
class Length:
    """`number` of `limit`, in characters or in words."""

    number: int
    limit: int
    in_characters: bool

    @property
    def over(self) -> int:
        return max(0, self.number - self.limit)


def length(text: str, question: dict[str, Any], *, chinese_page: bool = False) -> Length:
    """How long the answer to a question of text is. `chinese_page`: in which unit nothing at all is told."""
    limit, limit_zh = question.get("limit", 10**9), question.get("limit_zh")
    if limit_zh is None:
        return Length(measure(text), limit, is_chinese(text) if text else chinese_page)
    signs, marks, words = parts(text)
    if signs > words or (not signs and not words and chinese_page):
        return Length(signs + marks + words, limit_zh, in_characters=True)
    return Length(words - (-signs * limit // limit_zh), limit, in_characters=False)


def limit_in_words(question: dict[str, Any]) -> str:
    """Up to 300 words in English, 600 characters in Chinese."""
    if "limit_zh" in question:
        return _("Up to %(words)s words in English, or %(characters)s characters in Chinese.") % {
            "words": question["limit"], "characters": question["limit_zh"]}
    return _("Up to %(most)s words in English, or as many characters in Chinese.") % {"most": question.get("limit", 0)}


def parts(text: str) -> tuple[int, int, int]:
    """How many Chinese characters, Chinese marks and other words there are."""
    plain = BESIDE_CHINESE.sub(lambda found: (found[1] or "") + "、" * len(found[2] or found[3]), text)
    words = sum(1 for one in WORDS.findall(plain) if WORD_SIGN.search(one))
    return len(ONE_SIGN.findall(plain)), len(ONE_MARK.findall(plain)), words


def measure(text: str) -> int:
    """The count of questions with one limit: each Chinese character is one, and so is each word of anything else."""
    return sum(1 for one in OLD_WORDS.findall(text) if WORD_SIGN.search(one))


def is_chinese(text: str) -> bool:
    """Whether most of what counts is Chinese."""
    return 2 * len(ONE_HAN.findall(text)) > measure(text)
