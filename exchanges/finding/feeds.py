"""Feeds of any search of calls: Atom, the newest first, and a calendar of deadlines that other calendars follow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import actor_of
from directory import wording
from directory.errors import BadParameters
from directory.feeds import LANGUAGES, Feed, fresh, plain, tag
from directory.filters import only_search
from directory.views.refusing import refused
from exchanges.calls.vocabulary import Phase
from exchanges.finding import labels
from exchanges.finding.cards import CallCard
from exchanges.finding.filters import parse
from exchanges.finding.icalendar import Deadline, calendar
from exchanges.finding.listing import everything
from exchanges.finding.pages.clocks import in_words
from exchanges.finding.pages.texts import own

ENTRIES = 50


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """/en/exchanges/calls.atom?kind=fellowship: the calls of a search, the newest first, whatever the order of the page."""
    lang = get_language() or "en"
    try:
        query = parse(request.GET, lang=lang, paging="all")
    except BadParameters as error:
        return refused(request, error, "exchanges/finding/refused.html", list=reverse("exchanges"))
    found = everything(replace(query, sort="newest"), actor_of(request).now)[:ENTRIES]
    return fresh(request, _atom(request, found, lang), "application/atom+xml; charset=utf-8")


@require_safe
def ics(request: HttpRequest) -> HttpResponseBase:
    """/en/exchanges/calls.ics?programme=…: the deadlines of a search."""
    lang = get_language() or "en"
    try:
        query = parse(request.GET, lang=lang, paging="all")
    except BadParameters as error:
        return refused(request, error, "exchanges/finding/refused.html", list=reverse("exchanges"))
    found = everything(query, actor_of(request).now)
    name = _("Qiao: %(name)s") % {"name": own(found[0].name, lang).value} if len(found) == 1 else _("Qiao: deadlines of exchanges")
    content = calendar(name, (one for call in found for one in deadlines(call, lang, actor_of(request).now)), LANGUAGES.get(lang, lang))
    response = fresh(request, content, "text/calendar; charset=utf-8")
    if response.status_code == 200:
        response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


@lru_cache(maxsize=2)
def _pattern(site: str) -> dict[str, str]:
    """hreflang → the address of a call, with UID for its uid: looked up once, since a feed names hundreds."""
    found = {}
    for code, written in LANGUAGES.items():
        with override(code):
            found[written] = site + reverse("call_page", args=["UID"])
    return found


def addresses(uid: str) -> dict[str, str]:
    """hreflang → the address of a call in that language."""
    return {written: address.replace("UID", uid) for written, address in _pattern(settings.SITE_URL).items()}


def _atom(request: HttpRequest, found: list[CallCard], lang: str) -> bytes:
    search = only_search(request.GET)
    tail = f"?{search}" if search else ""
    made = Feed(
        title=_("Qiao: calls for exchanges"), link=settings.SITE_URL + reverse("exchanges") + tail,
        description=_("Calls for exchanges between the United Kingdom and China"), language=LANGUAGES.get(lang, lang),
        feed_url=settings.SITE_URL + reverse("calls_atom") + tail, feed_guid=tag(f"calls/{lang}{tail}"),
    )
    for call in found:
        links = addresses(call.uid)
        gist = own({"en": call.row["summary_en"], "zh": call.row["summary_zh"]}, lang).value
        said = "\n\n".join(filter(None, [gist, closing_words(call, lang)]))
        made.add_item(
            title=plain(own(call.name, lang).value), link=links[LANGUAGES.get(lang, "en")], description=plain(said),
            unique_id=tag(f"calls/{call.uid}"), pubdate=call.newest, updateddate=max(call.newest, call.row["updated_at"]),
            categories=[labels.word("kind", call.programme.row["kind"], lang)], translations=links,
        )
    return made.writeString("utf-8").encode()


def closing_words(call: CallCard, lang: str) -> str:
    """Closes 15 January 2027, 17:00 (London) …, on every clock that matters, and by when decisions are expected."""
    closes = _("Closes: %(times)s") % {"times": in_words(call.closes_at, call.row["zone"], lang)} if call.closes_at else _("Always open.")
    on = call.row["decisions_on"]
    return "\n".join([closes, _("Decisions expected by %(day)s.") % {"day": wording.day(on, lang)}]) if on else closes


def deadlines(call: CallCard, lang: str, now: datetime) -> Iterator[Deadline]:
    """What of a call falls due: applications, and in two stages the full ones."""
    host = urlsplit(settings.SITE_URL).hostname
    title, programme = own(call.name, lang).value, own(call.programme.name, lang).value
    full = call.full_closes_at if call.row["stages"] == 2 else None
    due = [(call.closes_at, "closes", _("Closes: %(call)s")), (full, "full", _("Full applications close: %(call)s"))]
    for at, name, words in due:
        if at is None:
            continue
        url = addresses(call.uid)[LANGUAGES.get(lang, "en")]
        yield Deadline(
            uid=f"call-{call.uid}-{name}@{host}", at=at, summary=words % {"call": title},
            description="\n".join([programme, in_words(at, call.row["zone"], lang), url]), url=url, sequence=call.row["version"],
            changed_at=call.row["updated_at"], cancelled=call.phase(now) == Phase.CANCELLED,
            categories=(labels.word("kind", call.programme.row["kind"], lang),),
        )
