"""What a file is, told by its bytes: the few types we take, each with what a well-meant file of it never holds."""

import codecs
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import puremagic

from exchanges.files.errors import NOT_PLAIN, NOT_WHAT_IT_SAYS, TOO_BIG_INSIDE, FileRefused
from exchanges.files.packed import check_docx, check_odt, check_xlsx

EDGE = 65_600  # bytes at the end in which a ZIP's directory begins (its comment has at most 65,535)
MOST_PIXELS = 50_000_000
PIECE = 1 << 20
# Actions of a PDF that start a program or run a script. Names may be written with #xx for any letter.
ACTIVE = re.compile(rb"/(?:J|#4a)(?:a|#61)(?:v|#76)(?:a|#61)(?:S|#53)(?:c|#63)(?:r|#72)(?:i|#69)(?:p|#70)(?:t|#74)(?![A-Za-z])"
                    rb"|/(?:L|#4c)(?:a|#61)(?:u|#75)(?:n|#6e)(?:c|#63)(?:h|#68)(?![A-Za-z])", re.IGNORECASE)
MARKUP = re.compile(rb"\s*<(!doctype|html|script|svg|\?xml|head|body|iframe|math)|%PDF-|%!PS|\{\\rtf|#!|MZ[\x00-\x1f]", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Kind:
    """A type we may take: its endings, what it is called in headers, and its check (raises FileRefused)."""

    endings: tuple[str, ...]
    media_type: str
    check: Callable[[IO[bytes], int], None]


def check_pdf(file: IO[bytes], size: int) -> None:
    """From its first to its last byte a PDF, and nothing that acts."""
    if not file.read(8).startswith(b"%PDF-") or b"%%EOF" not in _end(file, size, 4096) or _ends_as_zip(file, size):
        raise FileRefused(NOT_WHAT_IT_SAYS)
    file.seek(0)
    tail = b""
    while piece := file.read(PIECE):
        if ACTIVE.search(tail + piece):
            raise FileRefused(NOT_PLAIN)
        tail = piece[-64:]


def check_png(file: IO[bytes], size: int) -> None:
    """A chain of chunks from the header to IEND, with nothing after it, and of a size that a screen can show."""
    if file.read(8) != b"\x89PNG\r\n\x1a\n":
        raise FileRefused(NOT_WHAT_IT_SAYS)
    at, first = 8, True
    while True:
        head = file.read(8)
        length, name = struct.unpack(">I4s", head) if len(head) == 8 else (0, b"")
        if at + 12 + length > size or (first and (name != b"IHDR" or length != 13)):
            raise FileRefused(NOT_WHAT_IT_SAYS)
        if first:
            _check_pixels(*struct.unpack(">II", file.read(8)))
        at, first = at + 12 + length, False
        file.seek(at)
        if name == b"IEND":
            break
    if at != size:
        raise FileRefused(NOT_WHAT_IT_SAYS)


def check_jpg(file: IO[bytes], size: int) -> None:
    """Segments from the start of the image to its frame, whose size a screen can show; no archive at the end."""
    if file.read(2) != b"\xff\xd8" or b"\xff\xd9" not in _end(file, size, EDGE) or _ends_as_zip(file, size):
        raise FileRefused(NOT_WHAT_IT_SAYS)
    at = 2
    while True:
        file.seek(at)
        head = file.read(4)
        marker, length = struct.unpack(">HH", head) if len(head) == 4 else (0, 0)
        if marker == 0xFFFF:  # fill bytes before a marker
            at += 1
            continue
        if not 0xFFC0 <= marker <= 0xFFFE or length < 2 or marker == 0xFFDA:
            raise FileRefused(NOT_WHAT_IT_SAYS)  # the picture begins before its size was told
        if 0xFFC0 <= marker <= 0xFFCF and marker not in {0xFFC4, 0xFFC8, 0xFFCC}:
            frame = file.read(5)
            if len(frame) < 5:
                raise FileRefused(NOT_WHAT_IT_SAYS)
            height, width = struct.unpack(">HH", frame[1:])
            _check_pixels(width, height)
            return
        at += 2 + length


def check_txt(file: IO[bytes], size: int) -> None:
    """Letters in UTF-8 or GB 18030, with no control characters but those of lines, and nothing that a program would read as its own."""
    if MARKUP.match(file.read(4096).removeprefix(b"\xef\xbb\xbf")) or _ends_as_zip(file, size):
        raise FileRefused(NOT_WHAT_IT_SAYS)
    if not any(_is_text(file, encoding) for encoding in ("utf-8", "gb18030")):
        raise FileRefused(NOT_WHAT_IT_SAYS)


def _is_text(file: IO[bytes], encoding: str) -> bool:
    """Read in pieces, however long it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(PIECE):
            if CONTROL.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": Kind(("pdf",), "application/pdf", check_pdf),
    "docx": Kind(("docx",), f"{OFFICE}wordprocessingml.document", check_docx),
    "odt": Kind(("odt",), "application/vnd.oasis.opendocument.text", check_odt),
    "xlsx": Kind(("xlsx",), f"{OFFICE}spreadsheetml.sheet", check_xlsx),
    "png": Kind(("png",), "image/png", check_png),
    "jpg": Kind(("jpg", "jpeg"), "image/jpeg", check_jpg),
    "txt": Kind(("txt",), "text/plain", check_txt),
}


def check(kind: Kind, file: IO[bytes], size: int) -> None:
    """Raise FileRefused unless the bytes are what the name says: by their first ones (puremagic), then by the type's own check."""
    file.seek(0)
    head = file.read(4096)
    try:
        seen = {one.extension.lstrip(".") for one in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        seen = set()
    # Plain text has no first bytes of its own: whatever a word looks like there, its check reads all of it.
    if kind.media_type != "text/plain" and not seen & set(kind.endings):
        raise FileRefused(NOT_WHAT_IT_SAYS)
    file.seek(0)
    kind.check(file, size)


def _end(file: IO[bytes], size: int, most: int) -> bytes:
    file.seek(max(size - most, 0))
    return file.read(most)


def _ends_as_zip(file: IO[bytes], size: int) -> bool:
    """Whether an unpacker would find an archive in it."""
    return b"PK\x05\x06" in _end(file, size, EDGE)


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise FileRefused(NOT_WHAT_IT_SAYS)
    if width * height > MOST_PIXELS:
        raise FileRefused(TOO_BIG_INSIDE)
