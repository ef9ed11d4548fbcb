"""The coordinator's pages of a whole call: the ranking, who reviews what, decisions and their release."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.errors import AccountError
from exchanges.errors import NotAllowed, Stale
from exchanges.models import Call
from exchanges.reviews import assigning, deciding, labels, panel, release_page
from exchanges.reviews.errors import NotReady
from exchanges.reviews.forms import PanelForm, outcomes
from exchanges.reviews.scoring import Rubric
from exchanges.reviews.views.door import for_coordinators, page

SECONDS = 5.0  # a request tells decisions for so long; the clock and the next press go on
LONGEST = 1000  # rows of a plan that a page shows


def stage_of(request: HttpRequest, call: Call) -> int:
    return 2 if call.stages == 2 and request.GET.get("stage") == "2" else 1


def page_of(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def call_panel(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """The ranking. POST notes the decisions of the rows shown."""
    stage, results = stage_of(request, call), None
    if request.method == "POST":
        results = deciding.prepare_many(call, _chosen(request.POST), by=actor)
        if not any(one.problem for one in results):
            messages.success(request, _("Decisions saved, none sent."))
            return HttpResponseRedirect(request.get_full_path())
    form = PanelForm(request.GET, call=call)
    made = panel.board(call, actor, stage=stage, narrowed=form.narrowed(), page=page_of(request))
    query = QueryDict(request.GET.urlencode(), mutable=True)
    query.pop("page", None)
    return page(
        request,
        "panel",
        actor,
        400 if results else 200,
        call=call,
        board=made,
        form=form,
        stage=stage,
        results=results,
        query=query.urlencode(),
        outcomes=[(value, labels.short_outcome(value, label)) for value, label in outcomes(call, stage)],
        here_is="call_panel",
        position_name=labels.position_name,
        scale=Rubric.of(call.rubric),
        rubric=release_page.rubric_line(call),
        typed=_chosen(request.POST) if results else {},
        undecided=deciding.UNDECIDED,
        ticks=Rubric.of(call.rubric).ticks,
    )


def _chosen(given: QueryDict) -> dict[str, str]:
    """uid of the application → what was chosen."""
    return {name[2:]: str(value) for name, value in given.items() if name.startswith("d-") and len(name) == 14}


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def call_assignments(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """Who reviews how much, and the plan for what is still wanted. POST asks for exactly the plan that was shown."""
    stage = stage_of(request, call)
    made, results, changed = assigning.plan(call, by=actor, stage=stage), None, False
    if request.method == "POST":
        changed = request.POST.get("plan") != made.digest
        if not changed:
            results = assigning.carry_out(made, by=actor)
            made = assigning.plan(call, by=actor, stage=stage)
    return page(
        request,
        "assignments",
        actor,
        409 if changed else 200,
        call=call,
        plan=made,
        rows=made.rows[:LONGEST],
        results=results,
        changed=changed,
        stage=stage,
        reasons=labels.reasons,
        here_is="call_assignments",
        asked=sum(not one.problem for one in results or []),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def call_decisions(request: HttpRequest, actor: Actor, call: Call) -> HttpResponseBase:
    """All letters, as they will go out, with counts and names: the last check. POST tells them."""
    stage, refusal, status = stage_of(request, call), None, 200
    if request.method == "POST":
        try:
            deciding.release(call, by=actor, seen=request.POST.get("seen", ""), stage=stage, seconds=SECONDS)
            return HttpResponseRedirect(f"{reverse('call_decisions', args=[call.uid])}?stage={stage}")
        except NotAllowed:
            raise Http404 from None
        except Stale:
            refusal, status = _("Something has changed since you looked at the letters. Nothing was sent; look at them once more."), 409
        except NotReady as not_ready:
            refusal, status = str(not_ready), 400
        except AccountError as other:
            refusal, status = str(other), 400
    shown: dict[str, Any] = release_page.look(call, stage, actor, page_of(request))
    return page(request, "decisions", actor, status, call=call, stage=stage, refusal=refusal, here_is="call_decisions", **shown)
