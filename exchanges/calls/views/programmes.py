"""The pages on which coordinators write a programme: its fields, who takes part in it, its calls and how a new one begins."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from directory.views.typed import kept
from directory.vocabulary import Kind
from exchanges.calls import picking, reading, services
from exchanges.calls.forms.questions import SectionForm
from exchanges.calls.models import Call
from exchanges.calls.views.doors import expired, for_coordinators, programme_of
from exchanges.calls.views.parts import faults_of, told
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.events.moves import open_moves
from exchanges.programmes import services as programmes
from exchanges.programmes.editing import WholeProgrammeForm
from exchanges.programmes.models import Participation, Programme
from exchanges.programmes.states import PROGRAMME
from exchanges.programmes.vocabulary import PartName


class NewCall(SectionForm):
    """The titles of a blank call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["help_en"], self.fields["help_zh"]


def _page(request: HttpRequest, template: str, programme: Programme, actor: Actor, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, f"exchanges/calls/{template}.html", {
        "programme": programme, "moves": open_moves(PROGRAMME, actor, programme, field="status"), **more,
    }, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def edit(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators and staff. The fields of the programme."""
    actor, programme = programme_of(request, uid)
    typed = request.POST if request.method == "POST" else kept(request)
    form = WholeProgrammeForm(typed, initial=WholeProgrammeForm.read(programme))
    sent = request.method == "POST" and not expired(request)
    refused: dict[str, Any] = {"status": 400}
    if sent and form.is_valid():
        refused = told(lambda: programmes.edit(programme, form.cleaned_data, by=actor), form)
        if not refused:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("programme_edit", args=[programme.uid]))
    status = refused["status"] if sent else 403 if expired(request) else 200
    return _page(request, "programme_edit", programme, actor, status, form_of=form, checked=sent, faults=faults_of(form, [], sent),
                 expired=expired(request), restored=request.method != "POST" and typed is not None)


@require_POST
@for_coordinators
def move(request: HttpRequest, uid: str, name: str) -> HttpResponseBase:
    """Coordinators and staff. Make the programme public, end it, take it up again."""
    if name not in PROGRAMME:
        raise Http404
    actor, programme = programme_of(request, uid, f"programme.{name}")
    try:
        done = programmes.move(programme, name, by=actor)
    except NotAllowed:
        raise Http404 from None
    except ExchangeError as refusal:
        form = WholeProgrammeForm(initial=WholeProgrammeForm.read(programme))
        return _page(request, "programme_edit", programme, actor, 400, form_of=form, checked=False, faults=[("main", str(refusal))])
    messages.success(request, _("Done.") if done else _("This had happened already."))
    return HttpResponseRedirect(reverse("programme_edit", args=[programme.uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def parts(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators and staff. Which profiles take part, and as what; `q` finds one more by its name. POST lets one take part, or ends it (`end`)."""
    actor, programme = programme_of(request, uid)
    error = ""
    if request.method == "POST" and not expired(request):
        try:
            _taken(request, programme, actor)
        except NotAllowed:
            raise Http404 from None
        except ExchangeError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("programme_parts", args=[programme.uid]))
    asked = request.POST.get("q", "") or request.GET.get("q", "")
    rows = Participation.objects.visible_to(actor).filter(programme=programme).select_related("profile")
    return _page(
        request, "programme_parts", programme, actor, 400 if error else 403 if expired(request) else 200, error=error,
        rows=[(one, picking.shown(one.profile)) for one in rows], asked=asked.replace("\0", "")[: picking.LONGEST],
        found=picking.matches(asked, actor, tuple(Kind.values)), names=PartName.choices, part=request.POST.get("part", ""),
    )


def _taken(request: HttpRequest, programme: Programme, actor: Actor) -> None:
    end = request.POST.get("end", "")
    if end:
        programmes.end_part(programme, int(end) if end.isascii() and end.isdigit() and len(end) < 16 else 0, by=actor)
        return
    profile = picking.chosen(request.POST.get("profile", ""), actor)
    if profile is None:
        raise ExchangeError(_("Choose a profile: look its name up first. Nothing was changed."))
    programmes.take_part(programme, profile=profile, part=request.POST.get("part", ""), by=actor)


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def calls(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Coordinators and staff. The calls of the programme; POST begins one: blank, or after another (`source`)."""
    actor, programme = programme_of(request, uid)
    sources = reading.sources_for(programme, actor)
    source = request.POST.get("source", "")
    form = NewCall(request.POST if request.method == "POST" and not source else None)
    error = ""
    if request.method == "POST" and not expired(request) and (source or form.is_valid()):
        try:
            made = _begun(programme, form, next((one for one in sources if one.uid == source), None), bool(source), actor)
        except NotAllowed:
            raise Http404 from None
        except ExchangeError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Begun. What is still missing stands below."))
            return HttpResponseRedirect(reverse("call_edit", args=[made.uid]))
    wrong = bool(error) or bool(form.is_bound and form.errors)
    return _page(
        request, "programme_calls", programme, actor, 400 if wrong else 403 if expired(request) else 200, form_of=form, checked=wrong, error=error,
        calls=reading.calls_of(programme, actor), sources=sources, chosen=source, faults=faults_of(form, [], wrong) if form.is_bound else [],
    )


def _begun(programme: Programme, form: NewCall, source: Call | None, wanted: bool, actor: Actor) -> Call:
    if source is not None:
        return services.copy(source, to=programme, by=actor)
    if wanted:
        raise ExchangeError(_("Choose a call or a template of the list. Nothing was changed."))
    return services.create(programme, title_en=form.cleaned_data["title_en"], title_zh=form.cleaned_data["title_zh"], by=actor)
