"""Numbers, dates and languages as a page writes them, in its own language."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from django.utils import translation

BABEL = {"en": "en_GB", "zh-hans": "zh_Hans_CN"}
# A day in full and in short. Babel's Chinese patterns stand without spaces, as the page wants them.
DAYS = {"en": "d MMMM y", "zh-hans": "y年M月d日"}
SHORT_DAYS = {"en": "d MMM y", "zh-hans": "y年M月d日"}


def locale_of(lang: str) -> str:
    """Babel's name of a page language; a language that isn't ours reads English."""
    return BABEL.get(lang, "en_GB")


@lru_cache(maxsize=4096)
def number(value: int, lang: str) -> str:
    """4812 → 4,812."""
    return format_decimal(value, locale=locale_of(lang))


def moment(value: str | date | datetime) -> date:
    """The day of an ISO 8601 text, a date or a time."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def day(value: str | date | datetime, lang: str, short: bool = False) -> str:
    """15 January 2027, or 15 Jan 2027 in short; 2027年1月15日. Of a time, the day that it is in its own zone."""
    return _day(moment(value), lang, short)


@lru_cache(maxsize=4096)
def _day(value: date, lang: str, short: bool) -> str:
    # Remembered by the date, not by what was given: one instant in two zones is one key, and may be two days.
    return format_date(value, (SHORT_DAYS if short else DAYS).get(lang, "d MMMM y"), locale=locale_of(lang))


def money(amount: int, currency: str, lang: str) -> str:
    """Of the smallest unit: 1200000 GBP is £12,000, 1250050 is £12,500.50."""
    return format_currency(
        Decimal(amount) / 100, currency, locale=locale_of(lang), currency_digits=bool(amount % 100), format=None if amount % 100 else "¤#,##0",
    )


def clock(value: datetime, lang: str) -> str:
    """14:32, 24 hours in both languages."""
    return format_time(value, "HH:mm", locale=locale_of(lang))


@lru_cache(maxsize=1024)
def language(code: str, lang: str) -> str:
    """The name of a language by its BCP 47 code; an unknown code stays as it is."""
    try:
        known = Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return code
    return known.get_language_name(locale_of(lang)) or code


@lru_cache(maxsize=1024)
def language_in_full(code: str, lang: str) -> str:
    """The same with its script: Chinese (Traditional)."""
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(locale_of(lang)) or code
    except (ValueError, UnknownLocaleError):
        return code


@lru_cache(maxsize=4096)
def said(message: str, lang: str) -> str:
    """A string of ours in a language. A list says the same few strings on each of its rows; Django's own lookup costs more than printing them."""
    with translation.override(lang):
        return translation.gettext(message)


def spoken(words: Any) -> str:
    """Of {"en": …, "zh": …} the text in the language of the page, else in the other; blank where there is none."""
    known = words if isinstance(words, dict) else {}
    own, other = ("zh", "en") if (translation.get_language() or "").startswith("zh") else ("en", "zh")
    return str(known.get(own) or known.get(other) or "")


def listed(words: Iterable[str], lang: str) -> str:
    """One, two, three; 一、二、三."""
    return ("、" if lang.startswith("zh") else ", ").join(words)


def clauses(parts: Iterable[str], lang: str) -> str:
    """One thing; another thing. 一件事；另一件事。"""
    return ("；" if lang.startswith("zh") else "; ").join(parts)


def html_lang(lang: str) -> str:
    """The `lang` attribute of a page language."""
    return "zh-Hans" if lang.startswith("zh") else "en-GB"
