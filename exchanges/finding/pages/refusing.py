"""The page of a search that could not be read: each fault, and one link that mends them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory.errors import BadParameters
from directory.filters import query_string
from directory.filters.values import shown
from directory.views.results import mend


def refused(request: HttpRequest, error: BadParameters, name: str) -> HttpResponse:
    """Status 400; `name` is the list that was asked for."""
    faults = {one.parameter: one for one in error.errors}
    mended = query_string([pair for given, texts in request.GET.lists() for text in texts for pair in mend(given, text, faults.get(given))])
    every = all(one.suggestion is not None for one in error.errors)
    said = {"faults": error.errors, "q": shown(request.GET.get("q", ""), 500), "mended": mended, "all": every, "list": reverse(name)}
    return render(request, "exchanges/finding/refused.html", said, status=400)
