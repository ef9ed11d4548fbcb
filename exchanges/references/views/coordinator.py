"""The letters of a call for who runs it; and one letter for who may read it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import audit, second_factor
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError
from exchanges.calls import wording
from exchanges.calls.models import Call
from exchanges.events.moves import open_moves
from exchanges.files import serving
from exchanges.programmes.rules import may_coordinate
from exchanges.references import reading, services
from exchanges.references.forms import MORE_DAYS, DaysForm
from exchanges.references.models import Letter
from exchanges.references.rules import due_of
from exchanges.references.states import EVERY
from exchanges.references.vocabulary import LetterState

SIZE = 50
DO: dict[str, Any] = {"remind": services.remind, "cancel": services.cancel}
ACTS = ("remind", "again", "extend", "cancel")
SAID = {
    "remind": lazy("Reminded. The mail is on its way."), "again": lazy("A new link is on its way. The old one no longer works."),
    "extend": lazy("They have more time, and were told."), "cancel": lazy("Cancelled. If they had been asked, they are told."),
}


def found(request: HttpRequest, uid: str) -> tuple[Actor, Call]:
    """The call, for who runs its programme; for everybody else it isn't there."""
    actor = actor_of(request)
    call = None if "\0" in uid else Call.objects.visible_to(actor).select_related("programme").filter(uid=uid).first()
    if call is None or not may_coordinate(actor, call.programme_id):
        audit.refused("call.letters", actor, on=("call", uid[:12]), right="coordinator")
        raise Http404
    return actor, call


@require_safe
@login_required
@second_factor.led
@never_cache
def letters(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Who was asked for which application, how it stands, and why somebody declined."""
    actor, call = found(request, uid)
    state = request.GET.get("state", "")
    rows = reading.of_call(actor, call)
    if state == "overdue":
        rows = rows.overdue(actor.now)
    elif state in LetterState.values:
        rows = rows.filter(state=state)
    listed = Paginator(rows.order_by("application__number", "created_at", "pk"), SIZE).get_page(request.GET.get("page", "1")[:9])
    for one in listed.object_list:
        one.application.call = call
    lang, zone = get_language() or "en", call.zone
    return render(request, "exchanges/references/letters.html", {
        "call": call, "listed": listed, "state": state, "states": [("overdue", lazy("Overdue")), *LetterState.choices],
        "here_is": "call_letters", "days": MORE_DAYS,
        "lines": [(one, open_moves(EVERY, actor, one), wording.shortly(due_of(one), zone, lang)) for one in listed.object_list],
    })


@require_POST
@login_required
@second_factor.led
@never_cache
def act(request: HttpRequest, uid: str, key: int, name: str) -> HttpResponseBase:
    """Remind, ask again, give more time, cancel."""
    actor, call = found(request, uid)
    letter: Letter | None = reading.of_call(actor, call).filter(pk=key).first()
    if letter is None or name not in ACTS:
        raise Http404
    form = DaysForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else 0
    try:
        if name == "again":
            services.again(letter, by=actor, days=days)
        elif name == "extend":
            services.extend(letter, by=actor, days=days)
        else:
            DO[name](letter, by=actor)
        messages.success(request, SAID[name])
    except AccountError as refusal:
        messages.error(request, str(refusal))
    state = request.POST.get("state", "")
    return HttpResponseRedirect(reverse("call_letters", args=[uid]) + (f"?state={state}" if state in LetterState.values else ""))


def may_read(request: HttpRequest, key: int) -> Letter:
    """The letter, for who may read it; the reading is written down. For everybody else it isn't there."""
    actor = actor_of(request)
    letter = reading.readable(actor, key)
    if letter is None:
        audit.refused("letter.read", actor, on=("letter", str(key)[:20]), right="coordinator")
        raise Http404
    return services.read(letter, by=actor)


@require_safe
@login_required
@second_factor.led
@never_cache
def read(request: HttpRequest, key: int) -> HttpResponseBase:
    """What the referee wrote."""
    letter = may_read(request, key)
    return render(request, "exchanges/references/read.html", {
        "letter": letter, "application": letter.application, "call": letter.application.call, "runs": may_coordinate(
            actor_of(request), letter.application.call.programme_id,
        ),
    })


@require_safe
@login_required
@second_factor.led
@never_cache
def file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The file that the referee added, under a name of ours."""
    letter = may_read(request, key)
    if letter.file is None:
        raise Http404
    ending = letter.file.name.rpartition(".")[2]
    return serving.response(letter.file, f"letter-{letter.application.number}-{letter.pk}.{ending}")
