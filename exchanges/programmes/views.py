"""The pages of programmes: staff enter them and say who has which role; coordinators see who has one in theirs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit, second_factor
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from accounts.views.doors import for_staff
from exchanges.programmes import rules, services, standing
from exchanges.programmes.forms import ProgrammeForm, RoleForm
from exchanges.programmes.models import Programme, ProgrammeRole


def found(request: HttpRequest, uid: str) -> tuple[Actor, Programme]:
    """The programme, for those who may know who has a role in it; for everybody else it isn't there."""
    actor = actor_of(request)
    programme = None if "\0" in uid else Programme.objects.visible_to(actor).filter(uid=uid).first()
    if programme is None or not rules.may_see_people(actor, programme.pk):
        audit.refused("programme.people", actor, on=("programme", uid[:12]), right="coordinator")
        raise Http404
    return actor, programme


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def programmes(request: HttpRequest) -> HttpResponse:
    """Staff. All programmes; POST enters one."""
    actor = actor_of(request)
    form = ProgrammeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        entered = services.enter(**form.cleaned_data, by=actor)
        messages.success(request, _("Entered. Now say who coordinates it."))
        return HttpResponseRedirect(reverse("programme_people", args=[entered.uid]))
    rows = [(one, standing.people_of(one)) for one in Programme.objects.visible_to(actor).order_by("name_en")]
    status = 400 if form.errors else 200
    return render(request, "exchanges/programmes.html", {"form": form, "rows": rows, "here_is": "staff_programmes"}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor.led
@never_cache
def people(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Staff and the programme's coordinators: who has a role in it. POST, for staff alone, gives somebody one."""
    actor, programme = found(request, uid)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not rules.may_run_programmes(actor):
            audit.refused("programme.give-role", actor, on=("programme", programme.uid), right="staff")
            raise Http404
        if form.is_valid() and _given(request, form, programme, actor):
            return HttpResponseRedirect(reverse("programme_people", args=[programme.uid]))
    return render(request, "exchanges/programme.html", {
        "programme": programme, "people": standing.people_of(programme), "form": form, "may_give": rules.may_run_programmes(actor), "actor": actor,
        "zone": actor.zone, "here_is": "staff_programmes",
    }, status=400 if form.errors else 200)


def _given(request: HttpRequest, form: RoleForm, programme: Programme, actor: Actor) -> bool:
    """Whether the role was given; why not stands in the form."""
    try:
        services.give_role(programme, to=form.cleaned_data["user"], role=form.cleaned_data["role"], by=actor)
    except AccountError as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, _("Given. The person was told."))
    return True


@require_POST
@second_factor.led
@never_cache
def end(request: HttpRequest, uid: str, key: int) -> HttpResponseBase:
    """Staff take a role back; a coordinator lays down their own."""
    actor, programme = found(request, uid)
    held = ProgrammeRole.objects.visible_to(actor).filter(programme=programme, pk=key).first()
    if held is None:
        raise Http404
    try:
        ended = services.end_role(held, by=actor)
    except AccountError:
        audit.refused("programme.end-role", actor, on=("programme", programme.uid), right="staff")
        raise Http404 from None
    messages.success(request, _("The role was ended.") if ended else _("This role had ended already."))
    still = rules.may_run_programmes(actor) or held.user_id != (actor.person.pk if actor.person else 0)
    return HttpResponseRedirect(reverse("programme_people", args=[programme.uid]) if still else reverse("my_page"))
