"""Text out of files, made clean: one Unicode form, no control or invisible characters, no stray spaces."""

import re
import unicodedata

SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Zero-width space, direction marks, soft hyphen, byte order mark … The joiners (200c, 200d) spell Persian and Indic words and stay there.
INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
JOINER = re.compile(r"[\u200c\u200d]")
# Letters between which a joiner means something: Arabic, and the Indic blocks.
JOINED = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1000-\u109f]")


def clean(text: str) -> str:
    """The text in NFC without what can't be seen; inner runs of space become one. Curly apostrophes and the like stay as they are."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    plain = SPACES.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()
    return JOINER.sub(_kept, plain) if JOINER.search(plain) else plain


def _kept(found: re.Match[str]) -> str:
    inside = 0 < found.start() < len(found.string) - 1
    return found[0] if inside and JOINED.match(found.string[found.start() - 1]) else ""
