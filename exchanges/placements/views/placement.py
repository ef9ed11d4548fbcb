"""One placement: its page, its moves, its days, its topic, its host and its checks."""

from dataclasses import fields

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.actor import Actor
from exchanges.placements import forms, rules, services
from exchanges.placements.models import Placement
from exchanges.placements.services import Given
from exchanges.placements.views.doors import carried_out, done_words, draw, for_those_in, may
from exchanges.programmes.models import Participation


@require_safe
@for_those_in("placement.view")
def page(request: HttpRequest, actor: Actor, placement: Placement) -> HttpResponseBase:
    """The person, the host's managers and officers, the programme's coordinators, staff: where it stands, and each one's next step first."""
    if not rules.is_own(actor, placement):
        audit.record("placement.view", by=actor.user, on=("placement", placement.uid), right=rules.right_of(actor, placement))
    return draw(request, actor, placement)


@require_POST
@for_those_in("placement.move")
def move(request: HttpRequest, actor: Actor, placement: Placement, name: str) -> HttpResponseBase:
    """Whoever the move belongs to."""
    form = forms.MOVES.get(name, forms.MoveForm)(request.POST, auto_id=f"{name}-%s")

    def act() -> object:
        known = {one.name for one in fields(Given)}
        given = Given(**{key: value for key, value in form.cleaned_data.items() if key in known})
        return services.move(placement, name, by=actor, given=given)

    return carried_out(request, actor, placement, act, done_words(name), form=form, name=name, allowed=may(actor, placement, name))


@require_POST
@for_those_in("placement.dates")
def days(request: HttpRequest, actor: Actor, placement: Placement) -> HttpResponseBase:
    """The host before the stay, a coordinator always: other days."""
    form = forms.DaysForm(request.POST, auto_id="days-%s")

    def act() -> object:
        typed = form.cleaned_data
        version = typed["version"] if typed["version"] is not None else -1
        return services.set_dates(placement, typed["starts_on"], typed["ends_on"], by=actor, reason=typed["reason"], version=version)

    return carried_out(request, actor, placement, act, _("Saved. Everybody was told, and confirms the new days."), form=form, name="days",
                       allowed=rules.looks_after(actor, placement))


@require_POST
@for_those_in("placement.topic")
def topic(request: HttpRequest, actor: Actor, placement: Placement) -> HttpResponseBase:
    """Anybody who takes part: the topic is another one."""
    form = forms.TopicForm(request.POST, auto_id="topic-%s")
    done = _("Noted. What depends on the topic is open again.")
    return carried_out(request, actor, placement, lambda: services.topic_changed(placement, by=actor, what=form.cleaned_data["what"]), done,
                       form=form, name="topic", allowed=True)


@require_POST
@for_those_in("placement.host")
def host(request: HttpRequest, actor: Actor, placement: Placement) -> HttpResponseBase:
    """Coordinators: who hosts, where the offer named nobody."""
    form = forms.HostForm(request.POST, auto_id="host-%s")

    def act() -> object:
        named = Participation.objects.visible_to(actor).filter(pk=form.cleaned_data["host"]).select_related("profile").first()
        if named is None:
            raise Http404
        return services.set_host(placement, named, by=actor)

    return carried_out(request, actor, placement, act, _("Saved. The host was told."), form=form, name="host",
                       allowed=rules.coordinates(actor, placement))


@require_POST
@for_those_in("placement.check")
def check(request: HttpRequest, actor: Actor, placement: Placement, kind: str, act: str) -> HttpResponseBase:
    """The host and coordinators: record what was checked ("record"), or open it again ("reopen")."""
    row = placement.checks.filter(kind=kind).first()
    if row is None:
        raise Http404
    row.placement = placement
    if act == "reopen":
        again = forms.ReasonForm(request.POST, auto_id=f"reopen-{kind}-%s")
        return carried_out(request, actor, placement, lambda: services.reopen(row, by=actor, reason=again.cleaned_data["reason"]),
                           _("Open again."), form=again, name=f"reopen-{kind}", allowed=rules.looks_after(actor, placement))
    form = forms.CheckForm(request.POST, auto_id=f"check-{kind}-%s")

    def settle() -> object:
        typed = form.cleaned_data
        more = {"note": typed["note"], "reference": typed["reference"], "valid_until": typed["valid_until"]}
        return services.settle(row, typed["act"], by=actor, **more)

    return carried_out(request, actor, placement, settle, _("Recorded, with your name and the time."), form=form, name=f"check-{kind}",
                       allowed=rules.looks_after(actor, placement))


@require_POST
@for_those_in("placement.add-check")
def add_check(request: HttpRequest, actor: Actor, placement: Placement) -> HttpResponse:
    """Coordinators: a further question on the list."""
    form = forms.AddCheckForm(request.POST, auto_id="add-check-%s")

    def act() -> object:
        return services.add_check(placement, form.cleaned_data["kind"], by=actor, is_blocking=form.cleaned_data["is_blocking"])

    return carried_out(request, actor, placement, act, _("It is on the list."), form=form, name="add-check",
                       allowed=rules.coordinates(actor, placement))
