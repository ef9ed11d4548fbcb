"""Records out of JSON files as they are downloaded (.zip, .json, .jsonl, .jsonl.gz), one after the other, never the whole file in memory."""

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from directory.importers.batch import ImportFileError

CHUNK = 1 << 18  # bytes read at once
LONGEST = 8 << 20  # bytes of the longest record that is believed
BROKEN = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)
SPACE = " \t\r\n"


@dataclass(frozen=True)
class Row:
    """One record: its line (JSON Lines) or number (JSON array), from 1. `data` is whatever JSON stood there; `error` says why nothing did."""

    number: int
    data: Any = None
    error: str = ""


def rows(path: Path) -> Iterator[Row]:
    """Every record of the file. Raises ImportFileError when the file as a whole is broken: not there, cut off, not JSON, wrong encoding."""
    number = 0
    try:
        with _stream(path) as stream:
            head = _head(stream, path)
            for row in _array(stream, head, path) if head.lstrip().startswith(b"[") else _lines(stream, head):
                number = row.number
                yield row
    except BROKEN as error:
        raise ImportFileError(f"{path.name} is cut off or damaged after record {number:,} ({error}). Download it again.") from error
    except FileNotFoundError as error:
        raise ImportFileError(f"There is no file {path}.") from error
    except OSError as error:
        raise ImportFileError(f"{path.name} can't be read: {error.strerror or error}.") from error
    if number == 0:
        raise ImportFileError(f"{path.name} has no records.")


@contextmanager
def _stream(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            with gzip.open(file) as unzipped:
                yield unzipped  # type: ignore[misc]  # GzipFile reads bytes; its stub says so by another name
        elif magic.startswith(b"PK"):
            with zipfile.ZipFile(file) as archive:
                try:
                    member = archive.open(_member(archive, path))
                except RuntimeError as error:
                    raise ImportFileError(f"{path.name} is encrypted: unpack it first.") from error
                with member:
                    yield member
        else:
            yield file


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The JSON in a release. Releases of 2024 and 2025 hold schema 1 beside schema 2, and all a CSV."""
    inside = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX")]
    json_files = [info for info in inside if info.filename.lower().endswith((".json", ".jsonl", ".ndjson"))]
    if not json_files:
        names = ", ".join(info.filename for info in inside[:5]) or "nothing"
        raise ImportFileError(f"{path.name} holds no JSON file, but {names}. Choose ROR's data release (…-ror-data.zip).")
    return max(json_files, key=lambda info: ("schema_v2" in info.filename.lower(), "schema_v1" not in info.filename.lower(), info.file_size))


def _head(stream: IO[bytes], path: Path) -> bytes:
    head = stream.read(CHUNK)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportFileError(f"{path.name} is UTF-16. Save it as UTF-8.")
    head = head.removeprefix(b"\xef\xbb\xbf")
    first = head.lstrip()[:1]
    if not first:
        raise ImportFileError(f"{path.name} is empty.")
    if first not in b"[{":
        raise ImportFileError(f"{path.name} is not JSON: it begins with {head.lstrip()[:20]!r}.")
    return head


def _lines(stream: IO[bytes], head: bytes) -> Iterator[Row]:
    number, rest = 0, head
    while True:
        *lines, rest = rest.split(b"\n")
        for line in lines:
            number += 1
            if number == 1 and line.strip() == b"{":
                raise ImportFileError("The file is one JSON object over many lines, not a list of records. Choose ROR's data release.")
            if line.strip():
                yield _line(number, line)
        if len(rest) > LONGEST:
            raise ImportFileError(f"Line {number + 1:,} is longer than {LONGEST >> 20} MB: this is not one JSON record a line.")
        more = stream.read(CHUNK)
        if not more:
            break
        rest += more
    if rest.strip():
        yield _line(number + 1, rest)


def _line(number: int, line: bytes) -> Row:
    try:
        return Row(number, orjson.loads(line))
    except orjson.JSONDecodeError as error:
        try:
            line.decode()
        except UnicodeDecodeError:
            return Row(number, error="not UTF-8")
        return Row(number, error=f"not JSON ({error.msg}, column {error.colno})")


def _array(stream: IO[bytes], head: bytes, path: Path) -> Iterator[Row]:
    """The elements of one big array. Python's own decoder says where each ends, so that only one has to be whole in the buffer."""
    decode = json.JSONDecoder().raw_decode
    text = _Text(stream, head, path)
    text.skip("[")
    number = 0
    while text.peek() != "]":
        number += 1
        if number > 1:
            text.skip(",", f"after record {number - 1:,}")
            if text.peek() == "]":
                break
        while True:
            try:
                data, text.at = decode(text.buffer, text.at)
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError) or not text.more() or len(text.buffer) - text.at > LONGEST:
                    raise ImportFileError(f"{path.name}: record {number:,} is not JSON, or the file is cut off there. Download it again.") from error
                continue
            break
        yield Row(number, data)


class _Text:
    """The decoded text from `at` on, growing on demand and forgetting what was read."""

    def __init__(self, stream: IO[bytes], head: bytes, path: Path) -> None:
        self.stream, self.path, self.pending, self.buffer, self.at = stream, path, b"", "", 0
        self._take(head)

    def _take(self, piece: bytes) -> None:
        whole = self.pending + piece
        try:
            text, self.pending = whole.decode(), b""
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data" or len(whole) - error.start > 3:
                raise ImportFileError(f"{self.path.name} is not UTF-8. Save it as UTF-8.") from error
            text, self.pending = whole[: error.start].decode(), whole[error.start :]
        self.buffer, self.at = self.buffer[self.at :] + text, 0

    def more(self) -> bool:
        """Read on; False at the end."""
        piece = self.stream.read(CHUNK)
        self._take(piece)
        return bool(piece)

    def peek(self) -> str:
        """The next character that isn't space, without taking it; "" at the end."""
        while True:
            while self.at < len(self.buffer) and self.buffer[self.at] in SPACE:
                self.at += 1
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                raise ImportFileError(f"{self.path.name} is cut off: the closing ] is missing. Download it again.")

    def skip(self, sign: str, where: str = "at the beginning") -> None:
        if self.peek() != sign:
            raise ImportFileError(f"{self.path.name} is not a JSON array: {sign} is missing {where}.")
        self.at += 1
        self.peek()
