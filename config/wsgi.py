"""What the web server calls."""

import contextlib
import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

from config.receiving import OneAtATime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Request(WSGIRequest):
    """A request in UTF-8, whatever charset it claims: Django would follow any of Python's codecs (bz2_codec, undefined …) while it is still
    being made, where no handler catches what that raises."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {}


application = get_wsgi_application()
application.request_class = Request
served = OneAtATime(application)  # what `manage.py serve` gives to its many threads


def warm() -> None:
    """Load what the first answer would wait for, a second or so: the addresses, the tables of pinyin and characters, the words of the index."""
    from directory import places  # the apps are loaded only now
    from directory.errors import IndexNotReady
    from directory.search import SearchQuery, search

    _addresses = get_resolver().url_patterns
    places.countries()
    with contextlib.suppress(IndexNotReady):
        for text in ("東南", "dongnandaxue", "southest universty"):
            search(SearchQuery(q=text))


warm()
