"""The fields of our forms: what was typed, made clean before it is checked, and errors that say what to do."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.importers.text import clean
from directory.vocabulary import Visibility

WORD = re.compile(r"\S+")
COMMAS = re.compile(r"[,，、;；\n]+")
MOST_TEXT = 8000  # characters of the longest text, however its length is counted
A_WEB_ADDRESS = URLValidator(schemes=["http", "https"])
WHO = list(Visibility.choices)  # the words of the consent to publication


def shorten(over: int) -> str:
    return ngettext("Shorten this by %(num)s character.", "Shorten this by %(num)s characters.", over) % {"num": over}


class Line(forms.CharField):
    """One line of text: NFC, no control or direction characters, no stray spaces."""

    def __init__(self, *, most: int = 200, lang: str = "", wide: str = "", **kwargs: Any) -> None:
        self.most, self.lang, self.wide = most, lang, wide
        super().__init__(**{"required": False, "strip": False} | kwargs)

    def to_python(self, value: Any) -> str:
        return clean(str(value or "")[: 4 * MOST_TEXT])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(shorten(len(value) - self.most), "too_long")


class Paragraphs(forms.CharField):
    """Text in paragraphs, its length counted in words (English) or characters (Chinese)."""

    widget = forms.Textarea

    def __init__(self, *, words: int = 0, characters: int = 0, lang: str = "", **kwargs: Any) -> None:
        self.words, self.characters, self.lang, self.wide = words, characters, lang, ""
        super().__init__(**{"required": False, "strip": False} | kwargs)

    def to_python(self, value: Any) -> str:
        text = str(value or "")[: 4 * MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
        lines = [clean(line) for line in text.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        over = len(WORD.findall(value)) - self.words
        if self.words and over > 0:
            raise ValidationError(ngettext("Shorten this by %(num)s word.", "Shorten this by %(num)s words.", over) % {"num": over}, "too_long")
        most = self.characters or MOST_TEXT
        if len(value) > most:
            raise ValidationError(shorten(len(value) - most), "too_long")


class Keywords(forms.CharField):
    """A few words, one a line or with commas between them; a list of text."""

    widget = forms.Textarea
    most, longest = 20, 60

    def __init__(self, *, lang: str = "", **kwargs: Any) -> None:
        self.lang, self.wide = lang, ""
        super().__init__(**{"required": False, "strip": False} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = [clean(word) for word in COMMAS.split(str(value or "")[: 4 * MOST_TEXT])]
        kept = list({word.casefold(): word for word in reversed(words) if word}.values())[::-1]
        long = next((word for word in kept if len(word) > self.longest), "")
        if long:
            raise ValidationError(_("“%(word)s…” is too long for a keyword: keep each to %(most)s characters.") % {
                "word": long[:20], "most": self.longest}, "too_long")
        if len(kept) > self.most:
            raise ValidationError(_("Keep to %(most)s keywords: you have %(have)s.") % {"most": self.most, "have": len(kept)}, "too_many")
        return kept


class Website(Line):
    """An address on the web; without a scheme it is https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"most": 500} | kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        address = text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?![0-9])", text) else f"https://{text}"
        try:
            A_WEB_ADDRESS(address)
            parts = urlsplit(address)
            named = bool(parts.hostname and "." in parts.hostname and not parts.username)
        except (ValidationError, ValueError):
            named = False
        if not named or len(address) > self.most:
            raise ValidationError(_("Write a web address like https://www.example.org."), "invalid")
        return address


class Who(forms.TypedChoiceField):
    """Who may see something: a tier."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = gettext_lazy("Choose who may see it.")
        own: dict[str, Any] = {
            "choices": WHO, "coerce": int, "label": gettext_lazy("Who may see it"), "initial": Visibility.MEMBERS.value,
            "error_messages": {"required": wrong, "invalid_choice": wrong},
        }
        super().__init__(**own | kwargs)


class Choice(forms.ChoiceField):
    """One of a closed list, blank where nothing was chosen."""

    def __init__(self, *, choices: Any, blank: Any = None, wide: str = "", **kwargs: Any) -> None:
        self.wide = wide
        if callable(choices):  # a list that is only known later; it has its own blank
            listed = choices
        else:
            listed = [("", blank), *choices] if blank is not None else list(choices)
        wrong = gettext_lazy("Choose one of the list.")
        messages = {"required": wrong, "invalid_choice": wrong}
        own: dict[str, Any] = {"choices": listed, "required": blank is None, "error_messages": messages}
        super().__init__(**own | kwargs)


class Several(forms.MultipleChoiceField):
    """Some of a closed list, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        own: dict[str, Any] = {"required": False, "error_messages": {"invalid_choice": gettext_lazy("Choose from the list.")}}
        super().__init__(**own | kwargs)


class Year(Line):
    """A whole number between two others, or nothing."""

    def __init__(self, *, least: int, largest: int, **kwargs: Any) -> None:
        self.least, self.largest = least, largest
        super().__init__(**{"most": 12} | kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        digits = re.sub(r"[\s,，]", "", text)
        if not re.fullmatch(r"[0-9]{1,9}", digits) or not self.least <= int(digits) <= self.largest:
            raise ValidationError(_("Write a whole number between %(least)s and %(most)s.") % {"least": self.least, "most": self.largest}, "invalid")
        return int(digits)
