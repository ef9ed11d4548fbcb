"""Cursors as clients hold them: signed, bound to their search, readable in any address (base64url without padding). They never expire."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import replace

import orjson
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from directory.errors import BadParameters, ParameterError
from directory.search import SearchQuery

SALT = "directory.cursors"
SIGNATURE = BINDING = 12  # bytes


def binding(query: SearchQuery) -> bytes:
    """A digest of what was asked, whatever the page: words, filters, order and reach."""
    filters = sorted((one.field, one.any_of, one.none_of, one.all_of, one.gte, one.lte) for one in query.filters)
    asked = [query.q, filters, query.sort, query.lang if query.sort.endswith("name") else "", query.literal, query.tier]
    return hashlib.sha256(orjson.dumps(asked)).digest()[:BINDING]


def _signature(payload: bytes) -> bytes:
    return salted_hmac(SALT, payload, algorithm="sha256").digest()[:SIGNATURE]


def write(query: SearchQuery, *, after: str | None = None, before: str | None = None) -> str | None:
    """The cursor to hand out for the engine's own `after` or `before`; None where there is no further page."""
    if after is None and before is None:
        return None
    place = b"a" + after.encode() if after is not None else b"b" + (before or "").encode()
    payload = binding(query) + place
    return base64.urlsafe_b64encode(_signature(payload) + payload).rstrip(b"=").decode()


def follow(query: SearchQuery, cursor: str) -> SearchQuery:
    """The query, gone on to where the cursor points; BadParameters for a cursor we didn't write or wrote for another search."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        signature, payload = raw[:SIGNATURE], raw[SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(payload)):
            raise ValueError
        place = payload[BINDING:].decode()
    except (ValueError, binascii.Error):
        message = _("This cursor was not written here, or was changed on its way. Start again from the first page.")
        raise BadParameters([ParameterError("cursor", "wrong_cursor", message, value=cursor[:80])]) from None
    if not hmac.compare_digest(payload[:BINDING], binding(query)):
        message = _("This cursor belongs to another search. Repeat the search it came with, or start again from the first page.")
        raise BadParameters([ParameterError("cursor", "foreign_cursor", message, value=cursor[:80])])
    return replace(query, after=place[1:]) if place.startswith("a") else replace(query, before=place[1:])
