"""E-mail addresses written one way, so that two spellings are one person and a look-alike is never somebody else; names without invisible marks."""

import re
import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 254  # RFC 5321; what the columns hold
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# A top-level domain is letters, or a written-out international one.
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])")
# Control, format (zero-width, direction), private, unassigned and half characters; and blanks that only look like nothing.
UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
EDGES = " \t\r\n\u00a0\u3000"  # what comes along when an address is copied
BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u034f", "\u17b4", "\u17b5", "\u2800"}

WHOLE = _("Type a whole e-mail address, like name@example.org.")
HIDDEN = _("This address holds a character that can’t be seen. Type it by hand instead of pasting it.")
LATIN = _("Before the @ we can only use Latin letters, digits and signs. Use another address of yours.")


def is_unseen(char: str) -> bool:
    """Whether a character leaves no mark of its own on the page."""
    return unicodedata.category(char) in UNSEEN or char in BLANK or "\ufe00" <= char <= "\ufe0f"


def visible(text: str) -> str:
    """A line that a person typed, such as a name: composed, without what can't be seen, one blank between words."""
    kept = (" " if char in "\t\r\n\x0b\x0c" else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(char for char in kept if not is_unseen(char)).split())


def canonical(address: str) -> str:
    """The one way an address is written: NFKC, lower case, the domain in ASCII (IDNA), the part before the @ plain ASCII.

    Everything that arrives is written this way before it is compared, kept or mailed to. So what looks like an account's address either is
    that address, or is another one that shows what it is (xn--…). Raises ValidationError with words for the reader."""
    text = address.strip(EDGES)
    if len(text) > LONGEST * 2 or not text:
        raise ValidationError(WHOLE, code="invalid")
    if any(is_unseen(char) for char in text):
        raise ValidationError(HIDDEN, code="hidden")
    local, at, domain = unicodedata.normalize("NFKC", text).rpartition("@")
    local = local.casefold()
    if not at or not local:
        raise ValidationError(WHOLE, code="invalid")
    if not local.isascii():
        raise ValidationError(LATIN, code="local")
    if not LOCAL.fullmatch(local) or len(local) > 64:
        raise ValidationError(WHOLE, code="invalid")
    written = f"{local}@{_domain(domain)}"
    if len(written) > LONGEST:
        raise ValidationError(WHOLE, code="invalid")
    return written


def _domain(domain: str) -> str:
    """The domain in ASCII, lower case, without a last dot; `localhost` is let through for machines of one's own."""
    domain = domain.replace("。", ".").removesuffix(".")
    if domain == "localhost":
        return domain
    try:
        ascii_domain = idna.encode(domain, uts46=True, transitional=False).decode().lower()
        idna.decode(ascii_domain)  # xn--… must spell something
    except (idna.IDNAError, UnicodeError) as error:
        raise ValidationError(WHOLE, code="invalid") from error
    if not DOMAIN.fullmatch(ascii_domain):
        raise ValidationError(WHOLE, code="invalid")
    return ascii_domain


class AddressField(forms.CharField):
    """A form field for an e-mail address: `clean` gives it canonical."""

    widget = forms.EmailInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": LONGEST * 2} | options))
        self.error_messages |= {"required": _("Type your e-mail address."), "max_length": WHOLE, "null_characters_not_allowed": HIDDEN}

    def clean(self, value: Any) -> str:
        # Before the validators of a text field, which know less about what is wrong.
        text = str(value or "").strip(EDGES)
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        return canonical(text)


class NameField(forms.CharField):
    """A form field for a person's name as it is shown: `clean` gives it without invisible marks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 200} | options))
        self.error_messages |= {"required": _("Type your name.")}

    def clean(self, value: Any) -> str:
        text: str = super().clean(visible(str(value or "")))
        return text
