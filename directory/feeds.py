"""Atom feeds of any search, the latest change first, and the feed's ids, which never change."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import actor_of
from directory import labels
from directory.detail import reader_of
from directory.errors import BadParameters, IndexNotReady
from directory.filters import only_search, parse
from directory.listing import Listing, find
from directory.views import frame
from directory.views.refusing import refused

ENTRIES = 50
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}  # ours → as HTML and feeds write them


class Feed(Atom1Feed):
    """Atom with a link to each language of an entry."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for language, address in item["translations"].items():
            handler.addQuickElement("link", "", {"rel": "alternate", "hreflang": language, "type": "text/html", "href": address})


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """/en/directory/feed.atom?subject=2.5: the profiles of a search that changed last. The order asked for by the page plays no part."""
    lang = get_language() or "en"
    try:
        query = parse(request.GET, tier=reader_of(actor_of(request)).tier, lang=lang, size=ENTRIES, paging="all")
        found = find(replace(query, sort="newest"))
    except BadParameters as error:
        return refused(request, error)
    except IndexNotReady as error:
        return frame.unavailable(request, error)
    return fresh(request, _written(request, found, lang), "application/atom+xml; charset=utf-8")


def fresh(request: HttpRequest, content: bytes, kind: str) -> HttpResponseBase:
    """The feed, or 304 when the client has it."""
    response = HttpResponse(content, content_type=kind)
    response["ETag"] = f'W/"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
    response["Cache-Control"] = "public, no-cache" if actor_of(request).user is None else "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def tag(what: str) -> str:
    """An id after RFC 4151: it stays the same wherever the record's page moves."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{what}"


def plain(text: str | None) -> str:
    return NOT_IN_XML.sub("", text or "")


def _written(request: HttpRequest, found: Listing, lang: str) -> bytes:
    search = only_search(request.GET)
    tail = f"?{search}" if search else ""
    title = _("Qiao directory: %(words)s") % {"words": plain(found.query.q)} if found.query.q else _("Qiao directory")
    made = Feed(
        title=title, link=settings.SITE_URL + reverse("results") + tail, description=_("Partners and talent of the United Kingdom and China"),
        language=LANGUAGES.get(lang, lang), feed_url=settings.SITE_URL + reverse("feed") + tail, feed_guid=tag(f"search/{lang}{tail}"),
    )
    for card in found.cards:
        _add(made, card, "zh" if lang.startswith("zh") else "en")
    return made.writeString("utf-8").encode()


def _add(made: Feed, card: dict[str, Any], lang: str) -> None:
    other = "en" if lang == "zh" else "zh"
    name = card["name"][lang] or card["name"][other] or card["uid"]
    addresses = {}
    for code, written in LANGUAGES.items():
        with override(code):
            addresses[written] = settings.SITE_URL + reverse("profile", args=[card["uid"]])
    made.add_item(
        title=plain(name), link=addresses["zh-Hans" if lang == "zh" else "en"], description=plain(card["summary"][lang] or card["summary"][other]),
        unique_id=tag(f"profiles/{card['uid']}"), pubdate=datetime.fromisoformat(card["created_at"]),
        updateddate=datetime.fromisoformat(card["updated_at"]), categories=[labels.closed("kind")[card["kind"]][lang]], translations=addresses,
    )
