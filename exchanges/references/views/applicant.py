"""The applicant's referees: who is named, how each stands, and nothing of what they say."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from exchanges.applications.models import Application
from exchanges.applications.rules import is_applicant
from exchanges.applications.views.around import frame_of
from exchanges.calls import wording
from exchanges.events.moves import Move, open_moves
from exchanges.references import services, standing
from exchanges.references.errors import BadReferee
from exchanges.references.forms import RefereeForm
from exchanges.references.models import Letter
from exchanges.references.services.asking import is_time
from exchanges.references.states import EVERY

DO: dict[str, Any] = {"remind": services.remind, "again": services.again, "cancel": services.cancel}
SAID = {
    "remind": lazy("Reminded. The mail is on its way."), "again": lazy("A new link is on its way. The old one no longer works."),
    "cancel": lazy("Cancelled. If they had been asked, they are told."),
}


def found(request: HttpRequest, uid: str) -> tuple[Actor, Application]:
    """The applicant's own application; for everybody else it isn't there."""
    actor = actor_of(request)
    rows = Application.objects.visible_to(actor).select_related("call__programme", "applicant", "pair")
    application = None if "\0" in uid else rows.filter(uid=uid).first()
    if application is None or not is_applicant(actor, application):
        audit.refused("letter.name", actor, on=("application", uid[:12]), right="owner")
        raise Http404
    return actor, application


def of(application: Application, actor: Actor, key: int) -> Letter:
    letter: Letter | None = Letter.objects.visible_to(actor).filter(application=application, pk=key).first()
    if letter is None:
        raise Http404
    letter.application = application
    return letter


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def referees(request: HttpRequest, uid: str) -> HttpResponse:
    """All of them; POST names one more, perhaps instead of one who can't."""
    actor, application = found(request, uid)
    form = RefereeForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        replaces = request.POST.get("replaces", "")
        instead = of(application, actor, int(replaces)) if replaces.isdecimal() and len(replaces) < 18 else None
        if named(form, lambda: services.name_referee(application, **form.cleaned_data, by=actor, replaces=instead)):
            messages.success(request, _("Named: %(name)s.") % {"name": form.cleaned_data["name"]})
            return HttpResponseRedirect(request.path)
    return page(request, application, actor, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def change(request: HttpRequest, uid: str, key: int) -> HttpResponse:
    """Correct a referee's name or address."""
    actor, application = found(request, uid)
    letter = of(application, actor, key)
    if "change" not in open_moves(EVERY, actor, letter):
        raise Http404
    shown = {name: getattr(letter, name) for name in RefereeForm.base_fields}
    form = RefereeForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid() and named(form, lambda: services.change(letter, **form.cleaned_data, by=actor)):
        messages.success(request, _("Changed."))
        return HttpResponseRedirect(reverse("application_referees", args=[uid]))
    return render(request, "exchanges/references/change.html", {
        "application": application, "call": application.call, "letter": letter, "form": form,
    }, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def act(request: HttpRequest, uid: str, key: int, name: str) -> HttpResponse:
    """Remind, send a new link, cancel; a question first where it can't be taken back."""
    actor, application = found(request, uid)
    letter = of(application, actor, key)
    if name not in DO:
        raise Http404
    back = reverse("application_referees", args=[uid])
    if request.method != "POST":
        move: Move | None = open_moves(EVERY, actor, letter).get(name)
        if move is None:
            return HttpResponseRedirect(back)
        return render(request, "exchanges/references/sure.html", {
            "application": application, "call": application.call, "letter": letter, "move": move, "name": name, "back": back,
        })
    try:
        DO[name](letter, by=actor)
        messages.success(request, SAID[name])
    except AccountError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(back)


def named(form: RefereeForm, do: Any) -> bool:
    """Whether it was done; why not stands in the form."""
    try:
        do()
    except BadReferee as refusal:
        form.add_error(refusal.field, str(refusal))
    except AccountError as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def page(request: HttpRequest, application: Application, actor: Actor, form: RefereeForm) -> HttpResponse:
    stands, lang = standing.of(application, actor.now), get_language() or "en"
    letters = {one.pk: one for one in Letter.objects.visible_to(actor).filter(application=application)}
    rows = []
    for line in stands.lines:
        letter = letters[line.key]
        letter.application = application
        rows.append((letter, line, open_moves(EVERY, actor, letter) if stands.is_open else {}))
    instead = next((letter for letter, _line, moves in rows if "replace" in moves and str(letter.pk) == request.GET.get("for")), None)
    return render(request, "exchanges/references/referees.html", {
        **frame_of(actor, application, "referees"), "call": application.call, "stands": stands, "rows": rows, "form": form, "instead": instead,
        "at_once": is_time(application),
        "until": wording.until(stands.due, application.call.zone, lang, actor.zone_name),
        "replaces": request.POST.get("replaces", "") or (instead.pk if instead else ""),
    }, status=400 if form.errors else 200)
