"""A list as a file for a spreadsheet: CSV as it comes, XLSX in one piece. Cells come safe: see `tables.safe`."""

import csv as comma_separated
import io
import tempfile
from collections.abc import Iterable, Iterator

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from directory.tables import Cell

CHUNK = 64 * 1024  # characters
BOM = "\ufeff"  # so that a spreadsheet reads UTF-8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv(headings: list[str], rows: Iterable[list[Cell]]) -> StreamingHttpResponse:
    """The rows under their headings, sent while they are read."""
    return StreamingHttpResponse(_text(headings, rows), content_type="text/csv; charset=utf-8")


def _text(headings: list[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = comma_separated.writer(buffer)
    buffer.write(BOM)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def xlsx(title: str, headings: list[str], rows: Iterable[list[Cell]]) -> FileResponse:
    """One sheet. A workbook is made whole before it is sent, at some 3,000 rows a second."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for row in rows:
        sheet.append([_plain(cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, content_type=XLSX)


def _plain(cell: Cell) -> Cell:
    """Without what XML can't hold. An empty cell is None and so left out: half of them are empty, and each would cost as much as a full one."""
    return (ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell) or None
