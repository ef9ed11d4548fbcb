"""The door of a placement's pages, and the page drawn with whatever was typed and refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import audit, second_factor
from accounts.actor import Actor, actor_of
from accounts.errors import Text
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.placements import forms, rules, standing
from exchanges.placements.checklist import NOT_ADVICE
from exchanges.placements.models import Placement
from exchanges.placements.states import FOLLOWS, PLACEMENT

View = Callable[..., HttpResponseBase]


def looked_for(uid: str, actor: Actor) -> Placement | None:
    """The placement, for who takes part in it."""
    row: Placement | None = None
    if "\0" not in uid:
        rows = Placement.objects.visible_to(actor).filter(uid=uid)
        row = rows.select_related("offer__application__call__programme", "offer__position", "person", "host").first()
    return row if row is not None and rules.takes_part(actor, row) else None


def for_those_in(act: str) -> Callable[[View], View]:
    """The view gets the actor and the placement; for everybody else it isn't there, and the try is written down as `act`."""
    def wrap(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def door(request: HttpRequest, uid: str, **more: Any) -> HttpResponseBase:
            actor = actor_of(request)
            placement = looked_for(uid, actor)
            if placement is None and second_factor.is_missed(request):
                return second_factor.road(request)  # a coordinator's own stay needs no second factor, others' do
            if placement is None:
                audit.refused(act, actor, on=("placement", uid[:12]))
                raise Http404
            return view(request, actor, placement, **more)
        return door
    return wrap


def carried_out(
    request: HttpRequest, actor: Actor, placement: Placement, act: Callable[[], object], done: Text, *, form: Form, name: str, allowed: bool,
) -> HttpResponse:
    """Do what a valid form asks for and lead back to the page; a refusal draws the page with the form as it was typed. What isn't this actor's
    (`allowed`, asked once more by the service) isn't there."""
    if not allowed:
        not_there(actor, placement, name)
    if not form.is_valid():
        return draw(request, actor, placement, form=form, name=name, status=400)
    try:
        act()
    except NotAllowed:
        not_there(actor, placement, name)
    except ExchangeError as refusal:
        return draw(request, actor, placement, form=form, name=name, refusal=str(refusal), status=400)
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("placement", args=[placement.uid]))


def not_there(actor: Actor, placement: Placement, name: str) -> NoReturn:
    """Forbidden looks like missing; the try is written down."""
    audit.refused(f"placement.{name}"[:60], actor, on=("placement", placement.uid))
    raise Http404


def draw(
    request: HttpRequest, actor: Actor, placement: Placement, *, form: Form | None = None, name: str = "", refusal: str = "", status: int = 200,
) -> HttpResponse:
    """The page of a placement for this reader. `name` says which of its forms `form` is."""
    placement = looked_for(placement.uid, actor) or placement  # as it stands now
    view = standing.of(placement, actor)
    application = placement.offer.application
    return render(request, "exchanges/placements/placement.html", {
        "view": view, "placement": placement, "application": application, "programme": application.call.programme, "call": application.call,
        "forms": _forms(view, form, name), "typed": name, "form": form, "refusal": refusal, "not_advice": NOT_ADVICE,
        "zone": actor.zone, "here_is": "placement", "today": actor.now.date(),
    }, status=status)


def _forms(view: standing.View, form: Form | None, name: str) -> dict[str, Form]:
    """Every form of the page, empty or as it was typed; ids are told apart by the name."""
    placement = view.placement
    days = {"version": placement.version, "starts_on": placement.starts_on, "ends_on": placement.ends_on}
    made: dict[str, Form] = {
        move: forms.MOVES.get(move, forms.MoveForm)(initial=days | {"day": ""}, auto_id=f"{move}-%s") for move in view.moves
    }
    made["days"] = forms.DaysForm(initial=days, auto_id="days-%s")
    made["topic"] = forms.TopicForm(auto_id="topic-%s")
    made["add-check"] = forms.AddCheckForm(initial={"is_blocking": True}, auto_id="add-check-%s")
    made["host"] = forms.HostForm(auto_id="host-%s")
    made["paper"] = forms.PaperForm(auto_id="paper-%s")
    for paper in view.papers:
        made[f"paper-{paper.pk}"] = forms.OpenForm(auto_id=f"paper-{paper.pk}-%s")
    for line in view.checks:
        made[f"check-{line.check.kind}"] = forms.CheckForm(auto_id=f"check-{line.check.kind}-%s")
        made[f"reopen-{line.check.kind}"] = forms.ReasonForm(auto_id=f"reopen-{line.check.kind}-%s")
    if form is not None:
        made[name] = form
    return made


def done_words(name: str) -> str:
    """What is said after a move."""
    words = {
        "confirm": _("Confirmed. A coordinator looks at everything once more."), "clear": _("Cleared. Everybody was told."),
        "arrive": _("The arrival is recorded."), "depart": _("The departure is recorded."), "cancel": _("Cancelled. Everybody was told."),
        "curtail": _("Ended. Everybody was told."), "close": _("Closed."), "report": _("Noted: all reports are in."),
    }
    return words.get(name, _("Confirmed. The person was told."))


def may(actor: Actor, placement: Placement, name: str) -> bool:
    """Whether there is such a button, and it is this actor's."""
    return name in PLACEMENT and (name not in FOLLOWS or name == "report") and PLACEMENT[name].rule(actor, placement)
