"""The pages of a coordinator about all applications of a call: the overview, the list with acts on many, mail to many, exports."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit, second_factor
from accounts.actor import Actor
from directory import sheets
from exchanges.calls.views.doors import programme_of, with_call
from exchanges.coordination import bulk, dashboard, funnel, merging, reading, sheet
from exchanges.coordination.forms import ActForm, ListForm, MailForm
from exchanges.errors import ExchangeError
from exchanges.models import Call
from exchanges.programmes.rules import right_of

PAGE = 100  # applications on a page
for_coordinators = with_call("call.coordinate")


def page(request: HttpRequest, template: str, actor: Actor, call: Call, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the frame of the call."""
    return render(request, f"exchanges/coordination/{template}.html", {"call": call, "actor": actor, "zone": actor.zone, **context}, status=status)


@require_safe
@for_coordinators
def overview(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """Where the call stands: funnel, countries, fields, genders and career stages in groups of ten and more, what is overdue, what happened last."""
    now, seen = timezone.now(), funnel.seen_by(actor, call)
    return page(
        request, "overview", actor, call, here_is="call_overview", countries=reading.countries(funnel.by_country(seen)),
        subjects=reading.subjects(funnel.by_subject(seen)), counted=reading.counted(call, actor), overdue=funnel.overdue(seen, now),
        placements=reading.placements(funnel.placements(seen)), history=reading.history(call, actor), phase=reading.phase(call, now),
        steps=reading.steps(funnel.funnel(seen)),
    )


@require_safe
@never_cache
@login_required
@second_factor.led
def programme(request: HttpRequest, uid: str) -> HttpResponseBase:
    """A programme at a glance: its calls, what is due next, what is overdue, the funnel, countries, fields, genders and career stages."""
    actor, found = programme_of(request, uid, "programme.coordinate")
    now, calls, seen = timezone.now(), dashboard.calls_of(found, actor), dashboard.seen_by(actor, found)
    return render(request, "exchanges/coordination/programme.html", {
        "programme": found, "zone": actor.zone, "lines": dashboard.lines(calls, seen, now),
        "due": dashboard.due_next(calls, now), "overdue": funnel.overdue(seen, now), "steps": reading.steps(funnel.funnel(seen)),
        "countries": reading.countries(funnel.by_country(seen)), "subjects": reading.subjects(funnel.by_subject(seen)),
        "counted": dashboard.counted(calls, actor), "placements": reading.placements(funnel.placements(seen)),
    })


@require_safe
@for_coordinators
def applications(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """All that were sent, by number, narrowed by status and words; chosen ones, or all of these, go on to the last check of an act."""
    return _listed(request, actor, call, ListForm(request.GET), ActForm(), number=request.GET.get("page", "1"))


def _listed(
    request: HttpRequest, actor: Actor, call: Call, form: ListForm, acts: ActForm, *, number: str = "1", status: int = 200, **more: Any,
) -> HttpResponse:
    """The list; what it can't be narrowed by is said above the whole of it."""
    if not form.is_valid():
        form, status, more = ListForm(), 400, more | {"narrowing": [str(one) for errors in form.errors.values() for one in errors]}
    given: dict[str, Any] = form.cleaned_data if form.is_bound else {"status": [], "q": ""}
    listed = reading.paged(reading.matching(call, actor, given["status"], given["q"]), number, PAGE)
    context = {"form": form, "listed": listed, "acts": acts, "chosen": given["status"], "words": given["q"], "halves": reading.halves(listed)}
    return page(request, "applications", actor, call, status, here_is="call_applications", **context, **more)


@require_POST
@for_coordinators
def act(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """The last check of an act on many; with `seal`, the act itself and what became of each row. With `all`, those that the list found are meant."""
    form, narrowed = ActForm(request.POST), ListForm(request.POST)
    uids = [uid for uid in request.POST.getlist("application") if uid.isalnum()]
    if "all" in request.POST and narrowed.is_valid():
        found = reading.matching(call, actor, narrowed.cleaned_data["status"], narrowed.cleaned_data["q"])
        uids = list(found.values_list("uid", flat=True)[: bulk.MOST + 1])
    fault = _("Tick at least one application. Nothing was changed.") if not uids else ""
    if len(uids) > bulk.MOST:
        fault = _("More than %(most)s at once can’t be looked over. Narrow the list; nothing was changed.") % {"most": f"{bulk.MOST:,}"}
    if not form.is_valid() or fault:
        return _listed(request, actor, call, narrowed, form, status=400, ticked=uids, fault=fault)
    name, reason, seal = form.cleaned_data["act"], form.cleaned_data["reason"], request.POST.get("seal", "")
    rows = bulk.carry_out(call, name, uids, by=actor, seal=seal, reason=reason) if seal else None
    if rows is not None:
        return page(request, "acted", actor, call, here_is="call_applications", rows=rows, label=bulk.label(name))
    check = bulk.check(call, name, uids, by=actor)
    return page(request, "act", actor, call, here_is="call_applications", check=check, act=name, reason=reason, label=bulk.label(name),
                moved=bool(seal))


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def mail(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """A letter to many: typed, looked at with names and number, sent once."""
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "mail", actor, call, 400 if form.errors else 200, here_is="call_applications", form=form, fields=merging.FIELDS)
    given = form.cleaned_data
    words = merging.Words(given["subject_en"], given["subject_zh"], given["text_en"], given["text_zh"])
    found = merging.recipients(call, given["status"] or [value for value, _label in form.fields["status"].choices], by=actor)  # type: ignore[attr-defined]
    seal = request.POST.get("seal", "")
    try:
        letters = merging.letters(found, words)
        sent = merging.send(call, found, words, by=actor, seal=seal) if seal else None
    except ExchangeError as refusal:
        form.add_error("text_en", str(refusal))
        return page(request, "mail", actor, call, 400, here_is="call_applications", form=form, fields=merging.FIELDS)
    return page(request, "mail_check", actor, call, here_is="call_applications", form=form, letters=letters, sent=sent,
                moved=bool(seal) and sent is None, seal=merging.seal_of(found, words))


@require_safe
@for_coordinators
def export(request: HttpRequest, actor: Actor, call: Call, suffix: str) -> HttpResponseBase:
    """The list as CSV or XLSX; with ?for=panel without what names people when the review is double anonymous, with ?answers=1 with what was answered.
    Who took it is written down."""
    with_answers = request.GET.get("answers") == "1"
    chosen = sheet.columns(call, for_panel=request.GET.get("for") == "panel", with_answers=with_answers)
    headings = [str(one.heading) for one in chosen]
    rows = sheet.rows(call, actor, chosen, with_answers=with_answers)
    response: HttpResponseBase = sheets.csv(headings, rows) if suffix == "csv" else sheets.xlsx(_("Applications"), headings, rows)
    names = any(one.names for one in chosen)
    audit.record("application.export", by=actor.user, on=("call", call.uid), right=right_of(actor), form=suffix, names=names)
    response["Content-Disposition"] = f'attachment; filename="qiao-call-{call.uid}.{suffix}"'
    response["Cache-Control"] = "private, no-store"
    return response
