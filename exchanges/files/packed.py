"""Documents of office programs are archives: looking into one without being overwhelmed by it."""

import re
import zipfile
import zlib
from typing import IO

from exchanges.files.errors import NOT_PLAIN, NOT_WHAT_IT_SAYS, TOO_BIG_INSIDE, FileRefused

MOST_PARTS, MOST_UNPACKED = 2_000, 100_000_000
PIECE = 1 << 18
# What a document of plain pages never holds: macros, controls, programs packed into it.
ACTING = re.compile(
    r"vbaproject|vbadata|/activex/|/macrosheets/|/externallinks/|/connections\.xml$|^(basic|scripts|dialogs)/"
    r"|\.(exe|dll|js|vbs|ps1|bat|cmd|com|scr|hta|jar|lnk|html?|svg)$|/embeddings/.*\.bin$", re.IGNORECASE,
)
# A template, a picture or rows that are fetched from elsewhere when the document is opened, and macros announced.
FETCHED = re.compile(
    rb'attachedTemplate"[^>]*TargetMode\s*=\s*"External|TargetMode\s*=\s*"External"[^>]*(attachedTemplate|oleObject|/frame")|macroEnabled'
    rb'|<script:|<text:dde-|<table:dde-|ooo:Basic'
)
DOCX = frozenset({"[Content_Types].xml", "word/document.xml"})
XLSX = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
ODT = frozenset({"mimetype", "content.xml", "META-INF/manifest.xml"})
ODT_BEGINS = b"mimetypeapplication/vnd.oasis.opendocument.text"  # stored, not packed, and before everything else (ODF 1.3, part 2, 3.3)


def check_docx(file: IO[bytes], size: int) -> None:
    """A Word document without macros."""
    _check(file, size, DOCX)


def check_xlsx(file: IO[bytes], size: int) -> None:
    """An Excel workbook without macros and without rows from elsewhere."""
    _check(file, size, XLSX)


def check_odt(file: IO[bytes], size: int) -> None:
    """An OpenDocument text without scripts."""
    if file.read(30 + len(ODT_BEGINS))[30:] != ODT_BEGINS:
        raise FileRefused(NOT_WHAT_IT_SAYS)
    file.seek(0)
    _check(file, size, ODT)


def _check(file: IO[bytes], size: int, needed: frozenset[str]) -> None:
    """An archive from its first byte to its last, whose parts lie one after another, unpack to a bounded size and do nothing by themselves."""
    if file.read(4) != b"PK\x03\x04":
        raise FileRefused(NOT_WHAT_IT_SAYS)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts, archive, size, needed)
            left = MOST_UNPACKED
            for part in parts:
                left -= _unpacked(archive, part, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, UnicodeDecodeError) as error:
        raise FileRefused(NOT_WHAT_IT_SAYS) from error


def _check_parts(parts: list[zipfile.ZipInfo], archive: zipfile.ZipFile, size: int, needed: frozenset[str]) -> None:
    names = [part.filename for part in parts]
    if not set(names) >= needed or len(set(names)) != len(names):
        raise FileRefused(NOT_WHAT_IT_SAYS)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(TOO_BIG_INSIDE)
    if any(ACTING.search(name) for name in names):
        raise FileRefused(NOT_PLAIN)
    # Parts that share bytes unpack to more than they are; a hole between them hides something.
    at = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < at or part.flag_bits & 0x1 or part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileRefused(NOT_WHAT_IT_SAYS)
        at = part.header_offset + 30 + len(part.orig_filename) + part.compress_size
    if min(part.header_offset for part in parts) != 0 or at > archive.start_dir or size < at:
        raise FileRefused(NOT_WHAT_IT_SAYS)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack a part, keeping at most a piece of it; how large it was. Its own checksum is checked on the way."""
    size, tail = 0, b""
    looked_at = part.filename.endswith((".rels", "[Content_Types].xml")) or part.filename in {"content.xml", "styles.xml"}
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > left:
                raise FileRefused(TOO_BIG_INSIDE)
            if looked_at and FETCHED.search(tail + piece):
                raise FileRefused(NOT_PLAIN)
            tail = piece[-1000:]
    return size
