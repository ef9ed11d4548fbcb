"""The pages of matching runs: computing, looking at one, publishing or discarding it, and its certificate for who may check it."""

import orjson
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit, second_factor
from accounts.actor import Actor, actor_of
from exchanges.calls.views.doors import call_of, expired, for_coordinators
from exchanges.errors import ExchangeError, NotAllowed
from exchanges.events.moves import open_moves
from exchanges.matching import frozen
from exchanges.models import Application, Call, MatchRun
from exchanges.offers import running, standing, trying
from exchanges.offers.rules import may_match, runs
from exchanges.offers.states import RUN
from exchanges.offers.views.coordinating import shown
from exchanges.offers.vocabulary import RunMethod
from exchanges.programmes.rules import right_of
from exchanges.reviews.readiness import PARTIAL

MOST_DIGITS = 4  # of a number of places
NO_NUMBER = gettext_lazy("Type whole numbers from 0 to 9,999, or leave a field as it is. Nothing was tried.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def matching(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Staff and the programme's coordinators: the runs of the call. POST computes one, or says what other places would change."""
    actor, call = call_of(request, uid, "call.matching")
    fault, fault_at, tried = "", "id_seed", None
    method, seed = request.POST.get("method", ""), request.POST.get("seed", "")
    if request.method == "POST" and not expired(request):
        try:
            if "try" in request.POST:
                tried, fault_at = _tried(request, call, actor)
                fault = str(NO_NUMBER) if tried is None else ""
            else:
                run = running.compute(call, method=method, seed=seed, reason=request.POST.get("reason", ""), by=actor)
                return HttpResponseRedirect(reverse("match_run", args=[uid, run.uid]))
        except NotAllowed:
            raise Http404 from None
        except ExchangeError as refusal:
            fault = str(refusal)
    partial = "" if may_match(actor, call) else PARTIAL
    return shown(
        request, "matching", actor, call, 400 if fault else 200, partial=partial,
        runs=[] if partial else list(call.match_runs.select_related("by").order_by("-pk")),
        contenders=len(running.contenders(call)), positions=list(call.positions.all()), methods=RunMethod.choices, fault=fault, fault_at=fault_at,
        tried=tried, typed=request.POST, default=trying.default_method(call), here_is="call_matching",
    )


def _tried(request: HttpRequest, call: Call, actor: Actor) -> tuple[trying.Tried | None, str]:
    """What the places that were typed would change; None and the field where one of them is no number."""
    typed = {name: request.POST.get(f"p-{name}", "").strip() for name in ("all", *(one.uid for one in call.positions.all()))}
    for name, text in typed.items():
        if text and not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            return None, f"p-{name}"
    given = {name: int(text) for name, text in typed.items() if text}
    in_all = given.pop("all", None)
    return trying.what_if(call, places=given, in_all=in_all, by=actor), "id_seed"


@require_safe
@for_coordinators
def run(request: HttpRequest, uid: str, key: str) -> HttpResponseBase:
    """Staff and the programme's coordinators: who would get what, with names; their own eyes only."""
    actor, call, one = _run_of(request, uid, key)
    audit.record("match-run.read", by=actor.person, on=("match-run", one.uid), right=right_of(actor))
    names = {running.pseudonym(who): who for who in Application.objects.visible_to(actor).filter(call=call).select_related("applicant", "call")}
    titles = {position.uid: standing.position_title(position) for position in call.positions.all()}
    placed = [(titles.get(position, position), names.get(who), who) for who, position in one.result["places"].items()]
    return shown(
        request, "run", actor, call, run=one, placed=sorted(placed, key=lambda row: (row[0], row[2])), titles=titles,
        summary=running.summary(one.inputs, one.result), problems=frozen.problems(running.document(one)),
        moves=open_moves(RUN, actor, one), here_is="call_matching",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def act(request: HttpRequest, uid: str, key: str, name: str) -> HttpResponseBase:
    """Staff and the programme's coordinators: publish or discard, after one more look."""
    actor, call, one = _run_of(request, uid, key)
    if name not in RUN:
        raise Http404
    fault = ""
    if request.method == "POST" and not expired(request):
        try:
            if name == "publish":
                running.publish(one, by=actor, override=request.POST.get("override", ""))
            else:
                running.discard(one, by=actor)
        except NotAllowed:
            raise Http404 from None
        except ExchangeError as refusal:
            fault = str(refusal)
        else:
            published = _("Published. The decisions are prepared; nobody is told before you release them.")
            messages.success(request, published if name == "publish" else _("Discarded."))
            return HttpResponseRedirect(reverse("match_run", args=[uid, key]))
    return shown(
        request, "run_sure", actor, call, 400 if fault else 200, run=one, move=RUN[name], name=name, fault=fault, here_is="call_matching",
        summary=running.summary(one.inputs, one.result), few=running.missing_reviews(one) if name == "publish" else [],
        typed=request.POST.get("override", ""),
    )


def _run_of(request: HttpRequest, uid: str, key: str) -> tuple[Actor, Call, MatchRun]:
    actor, call = call_of(request, uid, "call.matching")
    one = None if "\0" in key else call.match_runs.select_related("call__programme", "by").filter(uid=key).first()
    if one is None or not runs(actor, one):
        raise Http404
    return actor, call, one


def _checked_by(request: HttpRequest, key: str) -> MatchRun:
    """A run, for who may check it: those who run the programme, and who took part, once their decision has been told."""
    actor = actor_of(request)
    one = None if "\0" in key else running.by_uid(key)
    if one is not None and not runs(actor, one):
        mine = Application.objects.visible_to(actor).own_of(actor).filter(call=one.call_id) if actor.person else []
        one = one if any(running.published_for(each) == one for each in mine) else None
    if one is None:
        audit.refused("match-run.check", actor, on=("match-run", key[:12]), right="owner")
        raise Http404
    return one


@require_safe
@second_factor.led
@never_cache
def certificate(request: HttpRequest, key: str) -> HttpResponseBase:
    """Staff, the programme's coordinators, and who took part once decisions are told: the certificate in words, with pseudonyms only."""
    if actor_of(request).person is None:
        return redirect_to_login(request.path)
    one = _checked_by(request, key)
    titles = {position.uid: standing.position_title(position) for position in one.call.positions.all()}
    return render(request, "exchanges/offers/certificate.html", {
        "run": one, "call": one.call, "call_title": standing.call_title(one.call), "titles": titles,
        "problems": frozen.problems(running.document(one)), "summary": running.summary(one.inputs, one.result),
        "is_earlier": frozen.is_earlier(one.inputs),
    })


@require_safe
@never_cache
def certificate_json(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same people: the whole run as JSON, for check_match and for anybody's own program."""
    one = _checked_by(request, key)
    response = HttpResponse(orjson.dumps(running.document(one), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="matching-{one.uid}.json"'
    return response
