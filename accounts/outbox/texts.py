"""The texts of a mail: rendered in the reader's language, with nothing in them that a stranger could make dangerous."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

# What no line of a mail needs: control characters (a header could be broken with them) and marks that turn the direction of writing.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]")
# What a mail program would turn into a link by itself is looked for word by word, and each word read once: a name may be long.
WORD = re.compile("[^\\s<>\"'，。；：！？、（）【】《》“”‘’]+")
LINK = re.compile(r"://|\w\.[a-z]{2}", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+%-]+@[\w.-]+")
ENDS = ".,;:!?)]…。，；：！？）】”’"  # ends the sentence, not the address
JOINER = "\u2060"  # takes no room, breaks no line, and is part of no host name


@dataclass(frozen=True)
class Texts:
    subject: str
    text: str
    html: str


def written(topic: str, facts: Mapping[str, Any], language: str) -> Texts:
    """The templates mail/<topic>.subject.txt, .txt and .html, filled in. Names in `facts` may be anything: they become neither header nor link."""
    with translation.override(language):
        context = {**facts, "site": settings.SITE_URL, "language": language}
        subject, text, html = (render_to_string(f"mail/{topic}{ending}", dict(context)) for ending in (".subject.txt", ".txt", ".html"))
    return Texts(one_line(subject)[:300], re.sub(r"\n{3,}", "\n\n", unlinked(plain(text))).strip() + "\n", unlinked_markup(plain(html)))


def plain(text: str) -> str:
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Fit for a header."""
    return " ".join(UNWANTED.sub(" ", text).split())


def unlinked(text: str) -> str:
    """The text, in which only our own addresses can become links: a name such as "prize.example" is shown, and leads nowhere."""
    return WORD.sub(lambda found: unlinked_word(found[0]), text)


def unlinked_word(word: str) -> str:
    before, site, _after = word.partition(settings.SITE_URL)
    if site and is_ours(word[len(before):]):
        return unlinked_word(before) + word[len(before):]
    if not LINK.search(word) or ADDRESS.fullmatch(word.rstrip(ENDS)) or is_ours(word):
        return word
    return word.replace(".", f".{JOINER}")


def unlinked_markup(html: str) -> str:
    """The same for the words between the tags. The tags themselves come from our templates."""
    return re.sub(r"(?<=>)[^<>]+(?=<)", lambda words: unlinked(words[0]), html)


def is_ours(address: str) -> bool:
    """Whether an address is one of this site's."""
    site, address = settings.SITE_URL, address.rstrip(ENDS)
    return address == site or address.startswith((f"{site}/", f"{site}?", f"{site}#")) or address == site.partition("://")[2]
