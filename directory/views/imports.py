"""Imports for staff: what could not be matched or read, and saying that one has been through it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import actor_of
from accounts.views.doors import for_staff
from directory import work


@require_safe
@for_staff
def page(request: HttpRequest) -> HttpResponse:
    """Staff. The last imports."""
    actor = actor_of(request)
    zone = actor.zone
    return render(request, "directory/imports.html", {"imports": work.recent_imports(actor), "zone": zone, "here_is": "staff_imports"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def one(request: HttpRequest, key: int) -> HttpResponse:
    """Staff. The lines of one import to look at; POST says that somebody has been through them."""
    actor = actor_of(request)
    batch = work.import_of(actor, key)
    if batch is None or actor.person is None:
        raise Http404
    if request.method == "POST":
        work.settle(batch, by=actor.person)
        return HttpResponseRedirect(reverse("staff_imports"))
    report = batch.report or {}
    sections = [
        (label, report.get("totals", {}).get(name, 0), report.get("sections", {}).get(name, [])[: work.SHOWN])
        for name, label in work.TO_LOOK_AT.items() if report.get("totals", {}).get(name)
    ]
    return render(request, "directory/import.html", {
        "batch": batch, "sections": sections, "zone": actor.zone, "here_is": "staff_imports",
    })
