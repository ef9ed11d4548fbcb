"""Sending a stored file to somebody who may have it. Who that is, the page of the thing it belongs to has asked before."""

import logging

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from exchanges.files import names
from exchanges.files.models import StoredFile
from exchanges.files.reading import read

logger = logging.getLogger("qiao.files")


def response(stored: StoredFile, name: str = "") -> HttpResponseBase:
    """Always an attachment, never a page of ours: `name` (else what the person called it) in RFC 5987's way, no guessing of types, nothing kept
    on the way, nothing run should it be opened in place. What is no longer there is a 404."""
    try:
        pieces = read(stored)
    except FileNotFoundError:
        if stored.gone_at is None:
            logger.error("the bytes of file %s are missing", stored.pk)  # noqa: TRY400 - the words of the error hold a path
        raise Http404 from None
    answer = StreamingHttpResponse(pieces, content_type=stored.media_type)
    answer.is_file = True  # type: ignore[attr-defined]  # a slow reader of it keeps nobody waiting (config/receiving.py)
    answer["Content-Length"] = str(stored.size)
    answer["Content-Disposition"] = content_disposition_header(True, names.cleaned(name or stored.name)) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
