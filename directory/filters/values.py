"""What one parameter may say: its words for people, the values it takes, and how a wrong one is refused."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from directory import identifiers
from directory.errors import Text
from directory.filters.grammar import Term, split_values
from directory.labels import Words
from directory.vocabulary import Scheme

MOST_VALUES = 100  # a parameter
LONGEST_TEXT = 4000  # characters of one parameter with several values
LONGEST_QUERY = 500  # characters of q: the longest affiliation we have met has fewer than 500
NEAR = 70  # of 100: how alike a suggestion must be



class Read(Protocol):
    """Reads one value to its canonical form or raises BadValue; `schema` says in JSON Schema what it takes."""

    def __call__(self, text: str) -> str: ...

    def schema(self) -> dict[str, Any]: ...


class BadValue(ValidationError):
    """A value a parameter can't take, with what to write in its place when that is plain."""

    def __init__(self, code: str, message: Text, value: str = "", suggestion: str | None = None) -> None:
        super().__init__(str(message), code)
        self.text, self.value, self.suggestion = message, shown(value), suggestion


def shown(text: str, most: int = 80) -> str:
    """The text as an error may quote it: short, and printable."""
    return "".join(sign for sign in text[:most] if sign.isprintable())


def nearest(text: str, words: Words, aliases: dict[str, str] | None = None) -> str | None:
    """The value meant by a slip of the pen or by its name in either language."""
    by_name = {name.casefold(): value for value, names in words.items() for name in (value, *names.values())} | (aliases or {})
    wanted = text.casefold().strip()[:80]
    if wanted in by_name:
        return by_name[wanted]
    found = process.extractOne(wanted, list(by_name), scorer=fuzz.ratio, score_cutoff=NEAR)
    if not found and len(wanted) > 3:  # the beginning of a longer name
        found = process.extractOne(wanted, list(by_name), scorer=fuzz.WRatio, score_cutoff=75)
    return by_name[found[0]] if found else None


@dataclass(frozen=True)
class OneOf:
    """A closed list, in any case."""

    words: Callable[[], Words]
    aliases: tuple[tuple[str, str], ...] = ()
    shape: str = ""  # for a list too long to be written out where it is described

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.shape}$"} if self.shape else {"type": "string", "enum": list(self.words())}

    def __call__(self, text: str) -> str:
        known = self.words()
        for form in (text, text.lower(), text.upper()):
            if form in known:
                return form
        suggestion = nearest(text, known, dict(self.aliases))
        few = ", ".join(known) if len(known) <= 12 else ""
        if suggestion:
            message = format_lazy(_("“{value}” is not a value of this parameter. Write “{suggestion}”."), value=shown(text), suggestion=suggestion)
        elif few:
            message = format_lazy(_("“{value}” is not a value of this parameter. Choose from: {values}."), value=shown(text), values=few)
        else:
            message = format_lazy(_("“{value}” is not a value of this parameter. The API guide lists those it takes."), value=shown(text))
        raise BadValue("unknown_value", message, text, suggestion)


@dataclass(frozen=True)
class Shape:
    """An open list whose values have one shape."""

    pattern: str
    like: str
    fold: Callable[[str], str] = str.lower

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}$"}

    def __call__(self, text: str) -> str:
        value = self.fold(text)
        if re.fullmatch(self.pattern, value):
            return value
        message = format_lazy(_("“{value}” can't be read here. Write it like “{like}”."), value=shown(text), like=self.like)
        raise BadValue("malformed_value", message, text)


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def __call__(self, text: str) -> str:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise BadValue("malformed_value", format_lazy(_("“{value}” is not a whole number. Write digits only."), value=shown(text)), text)
        if not self.least <= int(text) <= self.most:
            suggestion = str(min(max(int(text), self.least), self.most))
            message = format_lazy(_("{value} is out of range. Write a number from {least} to {most}."), value=text, least=self.least, most=self.most)
            raise BadValue("out_of_range", message, text, suggestion)
        return str(int(text))


class Address:
    """A profile by its uid, or by an identifier as `scheme:value` in any of the identifier's spellings."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^([0-9a-z]{{12}}|({'|'.join(Scheme.values)}):[^,!]+)$"}

    def __call__(self, text: str) -> str:
        scheme, colon, value = text.partition(":")
        if not colon and re.fullmatch(r"[0-9a-z]{12}", text.lower()):
            return text.lower()
        if colon and scheme.lower() in Scheme.values:
            try:
                return f"{scheme.lower()}:{identifiers.normalise(scheme.lower(), value).value}"
            except identifiers.BadIdentifier as error:
                raise BadValue("malformed_value", str(error), text) from None
        message = format_lazy(_("“{value}” can't be read here. Write it like “{like}”."), value=shown(text), like="7k2m9qxw3tab, ror:04ct4d772")
        raise BadValue("malformed_value", message, text)


@dataclass(frozen=True)
class Moment:
    """A day (2026-11-22) or an instant with its zone (2026-11-22T10:00:00Z); `last` reads a day to its end. In UTC."""

    last: bool = False

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}

    def __call__(self, text: str) -> str:
        try:
            instant = datetime.fromisoformat(text.replace(" ", "+"))  # a + in an address is read as a space
            instant = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
            if self.last and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                instant += timedelta(days=1, seconds=-1)
        except (ValueError, OverflowError):
            message = format_lazy(_("“{value}” is not a day. Write it like “{like}”."), value=shown(text), like="2026-11-22")
            raise BadValue("malformed_value", message, text) from None
        return instant.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


class Phrase:
    """The text of a search: white space folded, no control characters."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": LONGEST_QUERY}

    def __call__(self, text: str) -> str:
        text = re.sub(r"[\t\r\n\v\f]+", " ", text).strip()
        if len(text) > LONGEST_QUERY:
            message = format_lazy(_("The search is {length} characters long. Shorten it to {most}."), length=len(text), most=LONGEST_QUERY)
            raise BadValue("too_long", message, text)
        return text


def refuse_control_characters(text: str) -> None:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise BadValue("control_character", _("There are characters here that can't be seen or printed. Type the text again."), "")


class Several(forms.TextInput):
    """A parameter that may be given more than once."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name)) if hasattr(data, "getlist") else [data[name]] if name in data else []


class TermsField(forms.Field):
    """Many values, each perhaps negated."""

    widget = Several

    def __init__(self, *, read: Read, negatable: bool, **kwargs: Any) -> None:
        self.read, self.negatable = read, negatable
        super().__init__(**kwargs)

    def clean(self, value: Sequence[str] | None) -> tuple[Term, ...]:
        texts = value or []
        for text in texts:
            if len(text) > LONGEST_TEXT:
                message = format_lazy(_("This parameter is {length} characters long. Shorten it to {most}."), length=len(text), most=LONGEST_TEXT)
                raise BadValue("too_long", message, text)
            refuse_control_characters(text)
        terms = [term for text in texts for term in split_values(text)]
        if len(terms) > MOST_VALUES:
            message = format_lazy(_("{count} values are too many. Give at most {most}."), count=len(terms), most=MOST_VALUES)
            raise BadValue("too_many_values", message)
        return tuple(dict.fromkeys(self._read(term) for term in terms))

    def _read(self, term: Term) -> Term:
        if term.negated and not self.negatable:
            raise BadValue("not_negatable", _("“!” has no meaning here. Leave it out."), "!" + term.value, term.value)
        if not term.value:
            raise BadValue("malformed_value", _("There is nothing after “!”. Write the value to leave out behind it."), "!")
        return Term(self.read(term.value), term.negated)


class OneField(forms.Field):
    """One value, given once."""

    widget = Several

    def __init__(self, *, read: Read, **kwargs: Any) -> None:
        self.read = read
        super().__init__(**kwargs)

    def clean(self, value: Sequence[str] | None) -> str:
        texts = [text for text in value or [] if text.strip()]
        if len(texts) > 1:
            raise BadValue("given_twice", _("This parameter is given more than once. Keep one."), texts[1], texts[0])
        if not texts:
            return ""
        value = self.read(texts[0].strip())
        refuse_control_characters(value)
        return value


class Parameter(django_filters.Filter):
    """One parameter of the one FilterSet. `lookups` are the suffixes it takes besides standing plain; `example` is a text it reads."""

    field_class: type[forms.Field] = TermsField

    def __init__(
        self, *, label: Text, description: Text, example: str, read: Read, lookups: Sequence[str] = (), negatable: bool = True,
        lookup: str = "", doors: frozenset[str] | None = None, field_name: str | None = None,
    ) -> None:
        self.description, self.example, self.read, self.lookups, self.lookup, self.doors = description, example, read, lookups, lookup, doors
        self.negatable = negatable and not lookup
        super().__init__(field_name=field_name, label=label, help_text=description, **self._field_arguments())

    def _field_arguments(self) -> dict[str, Any]:
        return {"read": self.read, "negatable": self.negatable}


class OneParameter(Parameter):
    """A parameter with one value."""

    field_class = OneField

    def _field_arguments(self) -> dict[str, Any]:
        return {"read": self.read}

