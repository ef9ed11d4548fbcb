"""Any list to take away: the same filters and the same reader's view as the page, as CSV, XLSX or JSON, however long it is."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import orjson
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.actor import actor_of
from directory import sheets, tables
from directory.detail import reader_of
from directory.errors import BadParameters, IndexNotReady, ParameterError
from directory.filters import parse
from directory.listing import find, walk
from directory.views import frame
from directory.views.refusing import refused

# Rows of one export; longer lists are for the API's cursor. A workbook is made whole before it is sent, at some 3,000 rows a second.
MOST_ROWS = {"csv": 100_000, "json": 100_000, "xlsx": 50_000}


@require_safe
def export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """/en/directory/export.csv?country=CN: every row of the search. What can't be meant, or finds too much, is refused before a byte is sent."""
    try:
        rows = _rows(request, MOST_ROWS[suffix])
        response = WRITERS[suffix](rows)
    except BadParameters as error:
        return refused(request, error)
    except IndexNotReady as error:
        return frame.unavailable(request, error)
    actor = actor_of(request)
    if actor.is_staff:  # who took what away; the names of the filters, never what was typed into them
        audit.record("directory.export", by=actor.user, right="staff", form=suffix, asked=sorted(request.GET))
    response["Content-Disposition"] = f'attachment; filename="qiao-{timezone.now().date().isoformat()}.{suffix}"'
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    return response


def _rows(request: HttpRequest, most: int) -> Iterator[str]:
    """The cards as JSON text; the first page is fetched now, so that what is wrong shows before the answer begins."""
    tier = reader_of(actor_of(request)).tier
    query = parse(request.GET, tier=tier, lang=get_language() or "en", paging="all", size=1)
    total = find(query).total
    if total > most:
        message = format_lazy(_("This list has {total} rows; an export takes {most}. Narrow the search, or follow the API's cursor."),
                              total=f"{total:,}", most=f"{most:,}")
        raise BadParameters([ParameterError("q", "too_many_rows", message)])
    rows = walk(query, most)
    first = next(rows, None)
    return chain([first], rows) if first is not None else iter(())


def _csv(rows: Iterable[str]) -> HttpResponseBase:
    return sheets.csv(tables.headings(), _cells(rows))


def _json(rows: Iterable[str]) -> HttpResponseBase:
    return StreamingHttpResponse(_json_text(rows), content_type="application/json")


def _json_text(rows: Iterable[str]) -> Iterator[str]:
    """One array, a row a line."""
    before = "[\n"
    for row in rows:
        yield before + row
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _xlsx(rows: Iterable[str]) -> HttpResponseBase:
    return sheets.xlsx(_("Directory"), tables.headings(), _cells(rows))


def _cells(rows: Iterable[str]) -> Iterator[list[tables.Cell]]:
    return (tables.row(orjson.loads(row)) for row in rows)


WRITERS: dict[str, Callable[[Iterator[str]], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


