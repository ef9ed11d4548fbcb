"""Numbers, amounts of money and days as people type them in the two languages: read exactly, or not at all.

12,500 and 12 500 and １２，５００ and 1.25万 are the same; a comma that stands between no thousands is refused, because 12,50 may mean two things.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST_DIGITS = 13
MOST_DECIMALS = 4
EARLIEST, LATEST = 1900, 2200  # years
# Full-width signs as Chinese keyboards write them, and the other minus.
PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D, 0xFFE1: 0xA3, 0xFFE5: 0xA5, 0x2019: 0x27}
NUMBER = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<whole>[0-9]{1,3}(?P<mark>[,\s'])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]{1,4}(?:,[0-9]{4})+|[0-9]+)"
    r"(?:\.(?P<rest>[0-9]+))?\s*(?P<unit>[万萬亿億]?)"
)
LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9.,\s']*[万萬亿億]?")
UNITS = {"": 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
# Longer ones first: 美元 is not 元.
CURRENCIES = {
    "人民币": "CNY", "英镑": "GBP", "欧元": "EUR", "美元": "USD", "RMB": "CNY", "GBP": "GBP", "CNY": "CNY", "EUR": "EUR", "USD": "USD", "US$": "USD",
    "£": "GBP", "€": "EUR", "$": "USD", "¥": "CNY", "元": "CNY", "镑": "GBP",
}
CURRENCY = re.compile("|".join(map(re.escape, CURRENCIES)), re.IGNORECASE)
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
YEAR_FIRST = re.compile(r"([0-9]{4})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})")
IN_CHINESE = re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?")
DAY_FIRST = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+([0-9]{4})")
NAMED_FIRST = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")


class Unread(ValueError):
    """What was typed can't be read: as a number because of its grouping, its decimals or its size; as an amount because of its currency or its sign;
    as a day because there is no such day, because of its order, or at all ("grouping", "decimals", "large", "currency", "negative", "no-day",
    "order", "other")."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def plain(text: str) -> str:
    return text.translate(PLAIN).strip()


def decimal(typed: str, places: int = 0) -> Decimal:
    """A number with at most so many decimals. Raises Unread."""
    text = plain(typed)
    found = NUMBER.fullmatch(text)
    if found is None:
        raise Unread("grouping" if LIKE_A_NUMBER.fullmatch(text) else "other")
    whole, rest, unit = re.sub(r"\D", "", found["whole"]), found["rest"] or "", UNITS[found["unit"]]
    if len(rest) > (places if unit == 1 else MOST_DECIMALS + places):
        raise Unread("decimals")
    value = Decimal(f"{whole}.{rest or 0}") * unit
    if len(whole) > MOST_DIGITS or value >= 10**MOST_DIGITS:
        raise Unread("large")
    if value != value.quantize(Decimal(1).scaleb(-places)):
        raise Unread("decimals")
    return -value if found["sign"] == "-" else value


def money(typed: str, currency: str = "") -> int:
    """An amount in the smallest unit: 12,500.50 is 1250050, because all our currencies have a hundred. Raises Unread, for another currency too."""
    text = plain(typed)
    named = {CURRENCIES[one.upper()] for one in CURRENCY.findall(text)}
    if named - {currency} and currency:
        raise Unread("currency")
    value = decimal(CURRENCY.sub(" ", text), 2)
    if value < 0:
        raise Unread("negative")
    return int(value * 100)


def kept(value: Decimal, places: int) -> int | str:
    """A number as data: whole where no decimals are asked, else its shortest text ("2.5"), because a float would change it."""
    if not places:
        return int(value)
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def day(typed: str, lang: str = "") -> date:
    """2026-11-23, 2026/11/23, 2026年11月23日, 23 November 2026; in English 23/11/2026 too, day first. Raises Unread."""
    text, lang = plain(typed).lower(), lang or get_language() or "en"
    found: Any
    if found := YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := IN_CHINESE.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := DAY_FIRST.fullmatch(text):
        if lang.startswith("zh"):
            raise Unread("order")  # no Chinese reader writes it so: what comes first would be a guess
        return _day(found[4], found[3], found[1])
    if found := NAMED.fullmatch(text):
        return _day(found[3], month(found[2]), found[1])
    if found := NAMED_FIRST.fullmatch(text):
        return _day(found[3], month(found[1]), found[2])
    raise Unread("other")


def day_of_parts(parts: list[str], lang: str = "") -> date:
    """A day typed in three places (day, month, year), or whole in one of them. Raises Unread."""
    typed = [plain(one) for one in parts]
    filled = [one for one in typed if one]
    if len(filled) == 1 and not filled[0].isdigit():
        return day(filled[0], lang)
    number, name, year = typed[0].rstrip("日号"), typed[1].rstrip("月"), typed[2].rstrip("年")
    if not (number.isdigit() and year.isdigit() and len(year) == 4):
        raise Unread("other")
    return _day(year, name if name.isdigit() else month(name.lower()), number)


def month(name: str) -> str:
    """The number of a month by its English name or its beginning."""
    found = [number for number, known in enumerate(MONTHS, 1) if len(name) >= 3 and known.startswith(name.rstrip("."))]
    if name.rstrip(".") == "sept":
        found = [9]
    if len(found) != 1:
        raise Unread("other")
    return str(found[0])


def _day(year: str, month: str, day: str) -> date:
    if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in (year, month, day)):
        raise Unread("other")
    if not EARLIEST <= int(year) <= LATEST:
        raise Unread("no-day")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unread("no-day") from None


def day_refusal(unread: Unread) -> str:
    """What to do about a day, in the reader's language."""
    if unread.code == "no-day":
        return _("There is no such day. Look at the day, the month and the year.")
    return _("Write the day like 31/01/2027 or 2027-01-31.")
