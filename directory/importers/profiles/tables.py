"""A list as it comes: CSV in UTF-8, UTF-16 or GB18030, with comma, semicolon or tab, or the first sheet of an XLSX, as rows of plain text."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from directory.importers.batch import ImportFileError
from directory.importers.text import clean
from directory.tables import DANGEROUS

LARGEST = 50 << 20  # bytes of a list
LARGEST_UNPACKED = 400 << 20  # bytes inside an XLSX
LONGEST_CELL = 100_000


@dataclass(frozen=True)
class Line:
    """One row of the list: where it begins in the file (the header is line 1), its cells as cleaned text."""

    number: int
    cells: tuple[str, ...]


@dataclass
class Table:
    header: tuple[str, ...]
    lines: list[Line]
    encoding: str


def read(path: Path) -> Table:
    """The whole list. Raises ImportFileError when it can't be read as one."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST else b""
    except FileNotFoundError as error:
        raise ImportFileError(f"There is no file {path}.") from error
    except OSError as error:
        raise ImportFileError(f"{path.name} can't be read: {error.strerror or error}.") from error
    if size > LARGEST:
        raise ImportFileError(f"{path.name} is larger than {LARGEST >> 20} MB: split the list.")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportFileError(f"{path.name} is an old Excel file (.xls). Save it as .xlsx or CSV.")
    if raw.startswith(b"PK"):
        rows, encoding = _sheet(raw, path), "xlsx"
    else:
        text, encoding = _decoded(raw, path)
        rows = _csv(text, path)
    lines = [Line(number, cells) for number, cells in rows if any(cells)]
    if not lines:
        raise ImportFileError(f"{path.name} is empty.")
    header = lines[0].cells
    if len(lines) == 1:
        raise ImportFileError(f"{path.name} has a header and no rows.")
    return Table(header, lines[1:], encoding)


def _decoded(raw: bytes, path: Path) -> tuple[str, str]:
    """The text and the encoding it was in. A file cut in the middle of a character isn't taken for another encoding."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")  # type: ignore[assignment]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.reason == "unexpected end of data":
                raise ImportFileError(f"{path.name} is cut off in its last line. Save or download it again.") from error
            continue
        if "\x00" not in text:
            return text, encoding
        break
    raise ImportFileError(f"{path.name} is neither UTF-8 nor GB18030 text, nor XLSX. Save it as CSV UTF-8 or as .xlsx.")


def _csv(text: str, path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    previous_limit = csv.field_size_limit(LONGEST_CELL)
    try:
        for row in reader:
            yield begun, tuple(_cell(value) for value in row)
            begun = reader.line_num + 1
    except csv.Error as error:
        raise ImportFileError(f"{path.name} can't be read from line {begun} on ({error}): is a quotation mark open there?") from error
    finally:
        csv.field_size_limit(previous_limit)


def _sheet(raw: bytes, path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
                raise ImportFileError(f"{path.name} unpacks to more than {LARGEST_UNPACKED >> 20} MB: split the list.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles and validations, which are not read
            # Not data_only: a formula is text here, never its value.
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False)
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                yield number, tuple(_cell(_as_text(value)) for value in row)
            book.close()
    except ImportFileError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError, TypeError, AttributeError) as error:
        raise ImportFileError(f"{path.name} is not a whole XLSX file ({type(error).__name__}: {error}). Save it again.") from error


def _as_text(value: Any) -> str:
    """Numbers without .0, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(value: str) -> str:
    """The text, without the apostrophe that our exports put before what a spreadsheet would take for a formula."""
    escaped = value.startswith("'") and value[1:].lstrip(" \u3000").startswith(DANGEROUS)
    return clean(value[1:] if escaped else value)[:LONGEST_CELL]
