"""Two languages on one page: which text is said first, which stands beside it, and the `lang` each of them carries."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.names import Written, script_of, shown_names

ENGLISH, CHINESE = "en", "zh-hans"


@dataclass(frozen=True)
class Said:
    """A text and its `lang` attribute. `foreign` says that the page's own language has no such text, so the page must tag it."""

    value: str
    lang: str
    foreign: bool = False


@dataclass(frozen=True)
class Heading:
    """What a profile is called on this page: the name in the page's language (or the only one there is), and the other."""

    main: Said
    also: Said | None = None

    @property
    def plain(self) -> str:
        """Both names in one line, for titles."""
        return f"{self.main.value} {self.also.value}" if self.also else self.main.value


def is_chinese(lang: str) -> bool:
    """Whether the page's language is Chinese."""
    return lang.startswith("zh")


def lang_tag(value: str, lang: str = "", script: str = "") -> str:
    """The `lang` attribute of a text: zh-Hans, zh-Hant, zh-Latn-pinyin, or the language as its source states it; Latin letters of no
    stated language read as English."""
    script = script or script_of(value)
    if is_chinese(lang) or (not lang and script in ("Hans", "Hant")):
        return {"Hans": "zh-Hans", "Hant": "zh-Hant", "Latn": "zh-Latn-pinyin"}.get(script, "zh")
    return lang or ("ja" if script == "Jpan" else "ko" if script == "Kore" else "en")


def say(english: str, chinese: str, lang: str) -> Said | None:
    """The text in the page's language, else the other one marked as foreign, else None."""
    texts = [Said(english, "en"), Said(chinese, "zh-Hans")]
    own, other = reversed(texts) if is_chinese(lang) else texts
    if own.value:
        return own
    return Said(other.value, other.lang, foreign=True) if other.value else None


def say_list(english: list[str], chinese: list[str], lang: str) -> list[Said]:
    """Words of the page's language first, then those of the other."""
    ours = [Said(word, "en", foreign=is_chinese(lang)) for word in english]
    theirs = [Said(word, "zh-Hans", foreign=not is_chinese(lang)) for word in chinese]
    return theirs + ours if is_chinese(lang) else ours + theirs


def heading(names: Iterable[Written], lang: str, fallback: str) -> Heading:
    """The names a page is headed with. English page: the own spelling, then Han. Chinese page: Chinese first. `fallback` when nameless."""
    rows = list(names)
    shown = shown_names(rows)
    tags = {row.value: lang_tag(row.value, row.lang, row.script) for row in reversed(rows)}
    english, chinese = ((value and Said(value, tags.get(value) or lang_tag(value))) or None for value in (shown["en"], shown["zh"]))
    own, other = (chinese, english) if is_chinese(lang) else (english, chinese)
    if own:
        return Heading(own, other if other and other.value != own.value else None)
    if other:
        return Heading(Said(other.value, other.lang, foreign=True))
    return Heading(Said(fallback, "en"))
