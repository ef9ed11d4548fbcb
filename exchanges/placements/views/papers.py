"""Papers: handed in by the person, opened by coordinators for a reason, removed."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actor import Actor
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.files import serving
from exchanges.files.receiving import takes_files
from exchanges.placements import forms, rules, services
from exchanges.placements.models import Paper, Placement
from exchanges.placements.services.papers import MOST_BYTES
from exchanges.placements.views.doors import carried_out, draw, for_those_in, not_there


@takes_files(MOST_BYTES, most=2 * MOST_BYTES, on_disk=False)  # a passport scan never lies open on the disk
@require_POST
@for_those_in("paper.give")
def give(request: HttpRequest, actor: Actor, placement: Placement) -> HttpResponseBase:
    """The person alone, from the confirmed offer until the placement is cleared."""
    form = forms.PaperForm(request.POST, request.FILES, auto_id="paper-%s")

    def act() -> object:
        return services.give(placement, form.cleaned_data["file"], by=actor, kind=form.cleaned_data["kind"])

    done = _("Stored, encrypted. It goes when you are cleared, after thirty days at the latest, or when you remove it.")
    return carried_out(request, actor, placement, act, done, form=form, name="paper", allowed=rules.is_own(actor, placement))


@require_POST
@for_those_in("paper.read")
def open_paper(request: HttpRequest, actor: Actor, placement: Placement, key: int) -> HttpResponseBase:
    """Coordinators of the programme and staff, with a reason that the person reads; 404 for everybody else."""
    paper = _paper(placement, key)
    if not rules.may_open_paper(actor, paper):
        not_there(actor, placement, "paper.read")
    form = forms.OpenForm(request.POST, auto_id=f"paper-{key}-%s")
    if not form.is_valid():
        return draw(request, actor, placement, form=form, name=f"paper-{key}", status=400)
    try:
        stored = services.open_it(paper, by=actor, reason=form.cleaned_data["reason"])
    except NotAllowed:
        not_there(actor, placement, "paper.read")
    except ExchangeError as refusal:
        return draw(request, actor, placement, form=form, name=f"paper-{key}", refusal=str(refusal), status=400)
    return serving.response(stored)


@require_POST
@for_those_in("paper.remove")
def remove_paper(request: HttpRequest, actor: Actor, placement: Placement, key: int) -> HttpResponseBase:
    """The person at any time; coordinators."""
    paper = _paper(placement, key)
    form = forms.MoveForm(request.POST)
    allowed = rules.is_own(actor, placement) or rules.coordinates(actor, placement)
    return carried_out(request, actor, placement, lambda: services.remove(paper, by=actor), _("Removed for good."), form=form, name="remove-paper",
                       allowed=allowed)


def _paper(placement: Placement, key: int) -> Paper:
    paper: Paper | None = placement.papers.filter(pk=key).select_related("file").first()
    if paper is None:
        raise Http404
    paper.placement = placement
    return paper
