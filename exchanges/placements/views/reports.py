"""One report: written in place, handed in, read and answered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.actor import Actor
from exchanges.errors import ExchangeError, NotAllowed, Stale
from exchanges.events.moves import open_moves
from exchanges.placements import rules, services, standing
from exchanges.placements.forms import AnswerForm, ReportForm
from exchanges.placements.models import Placement, Report
from exchanges.placements.states import AWAY, REPORT
from exchanges.placements.views.doors import for_those_in


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_in("report.read")
def report(request: HttpRequest, actor: Actor, placement: Placement, kind: str) -> HttpResponseBase:
    """Its writer; once it was handed in, the coordinators too, and the host for what the person wrote. POST saves, hands in, accepts, returns."""
    row: Report | None = placement.reports.filter(kind=kind).first()
    if row is not None:
        row.placement = placement
    if row is None or not standing.readable(row, actor):
        audit.refused("report.read", actor, on=("placement", placement.uid), reason=kind[:20])
        raise Http404
    if request.method == "POST":
        return _act(request, actor, row)
    if not rules.writes_report(actor, row):
        audit.record("report.read", by=actor.user, on=("placement", placement.uid), right=rules.right_of(actor, placement), report=row.pk)
    return _page(request, actor, row)


def _act(request: HttpRequest, actor: Actor, row: Report) -> HttpResponse:
    name = request.POST.get("act", "")
    is_text = name in ("save", "submit")
    form = ReportForm(request.POST) if is_text else AnswerForm(request.POST)
    if name not in ("save", "submit", "accept", "return") or not form.is_valid():
        return _page(request, actor, row, form=form, status=400)
    version = form.cleaned_data["version"]
    try:
        if is_text:
            text = form.cleaned_data["text"]
            (services.hand_in if name == "submit" else services.save)(row, text, by=actor, version=version)
        else:
            services.answer(row, name, by=actor, question=form.cleaned_data["question"], version=version)
    except NotAllowed:
        audit.refused(f"report.{name}", actor, on=("placement", row.placement.uid))
        raise Http404 from None
    except Stale as refusal:
        newer: Report = row.placement.reports.get(pk=row.pk)
        newer.placement = row.placement
        return _page(request, actor, newer, form=form, refusal=str(refusal), theirs=newer if is_text else None, status=409)
    except ExchangeError as refusal:
        return _page(request, actor, row, form=form, refusal=str(refusal), status=400)
    said = {"save": _("Saved."), "submit": _("Handed in. The coordinators were told."), "accept": _("Accepted. The writer was told."),
            "return": _("Returned. The writer was told.")}
    messages.success(request, said[name])
    here = reverse("placement_report", args=[row.placement.uid, row.kind])
    return HttpResponseRedirect(here if name == "save" else reverse("placement", args=[row.placement.uid]))


def _page(
    request: HttpRequest, actor: Actor, row: Report, *, form: ReportForm | AnswerForm | None = None, refusal: str = "", theirs: Report | None = None,
    status: int = 200,
) -> HttpResponse:
    writes = rules.writes_report(actor, row) and row.state in ("due", "returned") and row.placement.state in AWAY
    typed = form if isinstance(form, ReportForm) else ReportForm(initial={"text": row.text, "version": row.version})
    asked = form if isinstance(form, AnswerForm) else AnswerForm(initial={"version": row.version})
    return render(request, "exchanges/placements/report.html", {
        "report": row, "placement": row.placement, "writes": writes, "moves": open_moves(REPORT, actor, row), "text_form": typed,
        "answer_form": asked, "form": form, "refusal": refusal, "theirs": theirs,
        "zone": actor.zone, "here_is": "placement",
        "programme": row.placement.offer.application.call.programme, "is_overdue": standing.is_overdue(row, actor),
    }, status=status)
