"""Texts of programmes and calls on a page: in its language, else in the other one and marked so."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from directory.pages.texts import Said, say
from exchanges.finding.cards import Partner

NOTHING = Said("", "en")


@dataclass(frozen=True, slots=True)
class Named:
    """What something is called: in the page's language first, the other beside it where it differs; and where it leads."""

    main: Said
    also: Said | None
    href: str = ""


def own(both: Mapping[str, str | None], lang: str) -> Said:
    """The text in the page's language, else in the other; blank where there is none."""
    return say(both["en"] or "", both["zh"] or "", lang) or NOTHING


def named(both: Mapping[str, str | None], lang: str, href: str = "") -> Named:
    """Both names, the page's first."""
    main = own(both, lang)
    other = own(both, "en" if lang.startswith("zh") else "zh-hans")
    return Named(main, None if other.value == main.value else Said(other.value, other.lang, foreign=True), href)


def profile(one: Partner, lang: str) -> Named:
    """A profile that takes part, with its page."""
    return named(one.name, lang, reverse("profile", args=[one.uid]))


def columns(row: Mapping[str, object], name: str) -> dict[str, str | None]:
    """summary_en and summary_zh as a pair."""
    return {"en": str(row[f"{name}_en"] or ""), "zh": str(row[f"{name}_zh"] or "")}


def paragraphs(said: Said) -> list[str]:
    """The text in its paragraphs."""
    return [part.strip() for part in said.value.replace("\r\n", "\n").split("\n\n") if part.strip()]
