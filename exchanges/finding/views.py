"""The public pages of exchanges: lists, a programme, a call."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.actor import actor_of
from directory.errors import BadParameters
from directory.views.refusing import refused
from exchanges.calls.models import Call
from exchanges.finding import facets, listing
from exchanges.finding.filters import parse
from exchanges.finding.pages import lists
from exchanges.finding.pages.call import compose as page_of_call
from exchanges.finding.pages.programme import compose as page_of_programme
from exchanges.programmes.models import Programme


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """/en/exchanges: the calls that anybody may see, what closes soonest first."""
    return _list(request, "exchanges", listing.find_calls)


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """/en/exchanges/programmes: the programmes that anybody may see."""
    return _list(request, "exchange_programmes", listing.find_programmes)


def _list(request: HttpRequest, name: str, find: Any) -> HttpResponse:
    lang = get_language() or "en"
    try:
        query = parse(request.GET, lang=lang, facets=facets.COUNTED)
        found = find(query, actor_of(request).now)
    except BadParameters as error:
        return refused(request, error, "exchanges/finding/refused.html", list=reverse(name))
    return render(request, "exchanges/finding/list.html", lists.context(request.GET, found, lang))


@require_safe
def programme(request: HttpRequest, uid: str) -> HttpResponse:
    """A programme: for everybody once it is public, before that for its coordinators, its reviewers and staff."""
    actor, lang = actor_of(request), get_language() or "en"
    found = None if "\0" in uid else Programme.objects.visible_to(actor).filter(uid=uid).first()
    if found is None:
        raise Http404
    return render(request, "exchanges/finding/programme.html", {"page": page_of_programme(found, actor, lang)})


@require_safe
def call(request: HttpRequest, uid: str) -> HttpResponse:
    """A call: for everybody once it is published, before that for its coordinators and staff. What is stated for the self-check isn't kept."""
    actor, lang = actor_of(request), get_language() or "en"
    found = None if "\0" in uid else Call.objects.visible_to(actor).select_related("programme").filter(uid=uid).first()
    if found is None:
        raise Http404
    return render(request, "exchanges/finding/call.html", {"page": page_of_call(found, actor, lang, request.GET)})
