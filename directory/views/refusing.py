"""The page of a search that could not be read: each fault, and one link that mends them all."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.errors import BadParameters, ParameterError
from directory.filters import query_string
from directory.filters.values import shown


def refused(request: HttpRequest, error: BadParameters, template: str = "directory/refused.html", **more: Any) -> HttpResponse:
    """Status 400. The link puts each suggestion in the place of its fault, and leaves out what has none."""
    faults = {one.parameter: one for one in error.errors}
    mended = query_string([pair for name, texts in request.GET.lists() for text in texts for pair in mend(name, text, faults.get(name))])
    every = all(one.suggestion is not None for one in error.errors)
    said = {"faults": error.errors, "q": shown(request.GET.get("q", ""), 500), "mended": mended, "all": every, **more}
    return render(request, template, said, status=400)


def mend(name: str, text: str, fault: ParameterError | None) -> list[tuple[str, str]]:
    """A parameter with the suggestion in place of its fault."""
    if fault is None:
        return [(name, text)]
    if fault.suggestion is None:
        return []
    if fault.code == "unknown_parameter":
        return [(fault.suggestion, text)]
    return [(name, text.replace(fault.value, fault.suggestion) if fault.value else fault.suggestion)]
