"""Reading one value out of data that anybody may have written: each refusal names the place and says what belongs there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from directory.importers.text import clean
from exchanges.calls.figures import kept
from exchanges.errors import ExchangeError

Shape = dict[str, Any]
KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
EXACT = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4})?")
SURROGATE = re.compile(r"[\ud800-\udfff]")
LONGEST_TITLE, LONGEST_HELP = 300, 1500
FILE_TYPES = ("pdf", "docx", "odt", "xlsx", "jpg", "png")
MOST_MB = 50
LARGEST = 10**12


class BadShape(ExchangeError):
    """Data that is no form, rubric, document or rule of a call. `path` is the place for programs (sections[1].questions[0].limit), `place` for
    people ("Section 2, question 1")."""

    def __init__(self, at: "At", what: str) -> None:
        self.path, self.place, self.what = at.path, at.words, what
        said = _("%(place)s: %(what)s") % {"place": at.words, "what": what} if at.words else what
        super().__init__(said[:1].upper() + said[1:])


@dataclass(frozen=True)
class At:
    """Where in the data: as programs and as people name it."""

    path: str
    words: str = ""

    def item(self, number: int, word: str) -> "At":
        """The nth of a list; `word` is its name with its number in it."""
        said = _("%(outer)s, %(inner)s") % {"outer": self.words, "inner": word} if self.words else word
        return At(f"{self.path}[{number}]", said)

    def field(self, name: str) -> "At":
        return At(f"{self.path}.{name}", self.words)


def listed(value: Any, at: At, most: int) -> list[Any]:
    """A list of at most so many."""
    if not isinstance(value, list):
        raise BadShape(at, _("a list is expected here."))
    if len(value) > most:
        raise BadShape(at, _("keep to %(most)s; there are %(have)s.") % {"most": most, "have": len(value)})
    return value


def shaped(value: Any, at: At, known: Iterable[str]) -> Shape:
    """An object with none but the known fields."""
    known = list(known)
    if not isinstance(value, dict):
        raise BadShape(at, _("an object with the fields %(fields)s is expected here.") % {"fields": ", ".join(known)})
    for name in value:
        if name not in known:
            raise BadShape(at, _("the field “%(name)s” is not known.") % {"name": str(name)[:40]} + suggestion(str(name), known))
    return value


def suggestion(typed: str, known: Iterable[str]) -> str:
    """" Did you mean “title”?", or what there is."""
    known = list(known)
    near = get_close_matches(typed[:40], known, 1)
    return " " + (_("Did you mean “%(near)s”?") % {"near": near[0]} if near else _("There is: %(known)s.") % {"known": ", ".join(known)})


def text(value: Any, at: At, longest: int = LONGEST_TITLE) -> str:
    """A text without what can't be seen; lines stay."""
    if not isinstance(value, str):
        raise BadShape(at, _("a text is expected here."))
    if len(value) > 4 * longest:
        raise BadShape(at, _("this is too long: keep to %(most)s characters.") % {"most": longest})
    lines = [clean(line) for line in SURROGATE.sub("", value).replace("\r\n", "\n").split("\n")]
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(plain) > longest:
        raise BadShape(at, _("this is too long: keep to %(most)s characters.") % {"most": longest})
    return plain


def words(given: Shape, name: str, at: At, longest: int = LONGEST_TITLE, needed: bool = True) -> dict[str, str]:
    """The two languages of a text; where it is needed one of them must be written."""
    both = shaped(given.get(name, {}), at.field(name), ("en", "zh"))
    read = {lang: text(both.get(lang, ""), at.field(f"{name}.{lang}"), longest) for lang in ("en", "zh")}
    if needed and not any(read.values()):
        raise BadShape(at.field(name), _("write it in English, in Chinese or in both."))
    return read


def key(given: Shape, at: At, taken: set[str]) -> str:
    """A name for programs, the only one of its list; it joins `taken`."""
    found = given.get("key")
    if not isinstance(found, str) or not KEY.fullmatch(found):
        raise BadShape(at.field("key"), _("the key must begin with a small letter and hold only small letters, digits, - and _, 40 at most."))
    if found in taken:
        raise BadShape(at.field("key"), _("the key “%(key)s” stands twice; give one of them another.") % {"key": found})
    taken.add(found)
    return found


def one_of(value: Any, at: At, known: Iterable[str]) -> str:
    known = list(known)
    if not isinstance(value, str) or value not in known:
        raise BadShape(at, _("“%(value)s” is not on the list.") % {"value": said(value)} + suggestion(str(value)[:40], known))
    return value


def some_of(value: Any, at: At, known: Iterable[str]) -> list[str]:
    """At least one of a closed list, each once."""
    known = list(known)
    found = [one_of(one, at, known) for one in listed(value, at, 100)]
    if not found:
        raise BadShape(at, _("name at least one of: %(known)s.") % {"known": ", ".join(known[:12])})
    return list(dict.fromkeys(found))


def whole(value: Any, at: At, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadShape(at, _("a whole number from %(low)s to %(high)s is expected; here stands “%(value)s”.") % {
            "low": low, "high": high, "value": said(value),
        })
    return value


def exact(value: Any, at: At, places: int) -> str:
    """A number with so many decimals as its shortest text, so that no float comes near it; whole numbers may stand as such."""
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    written = value[:24] if isinstance(value, str) else str(value) if is_whole else ""
    if not EXACT.fullmatch(written) or len(written.partition(".")[2]) > places or abs(Decimal(written)) > LARGEST:
        raise BadShape(at, _("a number with at most %(places)s decimals is expected, like “2.5”; here stands “%(value)s”.") % {
            "places": places, "value": said(value),
        })
    return str(kept(Decimal(written), places))


def flag(given: Shape, name: str, at: At, default: bool = False) -> bool:
    found = given.get(name, default)
    if not isinstance(found, bool):
        raise BadShape(at.field(name), _("yes or no is expected; here stands “%(value)s”.") % {"value": said(found)})
    return found


def day(value: Any, at: At) -> str:
    """An ISO date."""
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "").isoformat()
    except ValueError:
        raise BadShape(at, _("write the day like 2027-01-31; here stands “%(value)s”.") % {"value": said(value)}) from None


def in_order(low: Any, high: Any, at: At) -> None:
    """Refuses bounds the wrong way round; either may be missing."""
    if low is not None and high is not None and low > high:
        raise BadShape(at, _("the lowest (%(low)s) is above the highest (%(high)s); swap them.") % {"low": low, "high": high})


def said(value: Any) -> str:
    """The beginning of any value, fit to be shown."""
    if isinstance(value, int) and abs(value) > LARGEST:
        return "…"  # thousands of digits can't even be written
    return SURROGATE.sub("", clean(repr(value)[:60] if not isinstance(value, str) else value[:60]))[:40]


def items(value: Any, at: At, most: int, word: str) -> Iterator[tuple[At, Any]]:
    """Each of a list with its place; `word` holds %(number)s."""
    for number, one in enumerate(listed(value, at, most)):
        yield at.item(number, word % {"number": number + 1}), one
