"""The applicant's pages: the offer, one page to make sure before each answer, and why a matching run gave what it gave."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.actor import Actor, actor_of
from exchanges.applications.rules import is_applicant
from exchanges.calls.views.doors import expired
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.models import Application, Offer
from exchanges.offers import running, services, standing
from exchanges.offers.states import OFFER

ACTS = {"accept": "accept", "decline": "decline", "defer": "ask-deferral"}  # part of the address → move


def found(request: HttpRequest, uid: str) -> tuple[Actor, Application]:
    """The actor's own application; for everybody else, co-applicants too, it isn't there."""
    actor = actor_of(request)
    rows = Application.objects.visible_to(actor).select_related("call__programme", "applicant")
    application = None if "\0" in uid else rows.filter(uid=uid).first()
    if application is None or not is_applicant(actor, application):
        audit.refused("offer.read", actor, on=("application", uid[:12]), right="owner")
        raise Http404
    return actor, application


def _own(request: HttpRequest, uid: str) -> tuple[Actor, Offer]:
    actor, application = found(request, uid)
    offer = standing.newest(application)
    if offer is None:
        raise Http404
    return actor, offer


@require_safe
@never_cache
def offer(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant alone: the terms, until when, and the ways to answer."""
    if actor_of(request).person is None:
        return redirect_to_login(request.path)
    actor, one = _own(request, uid)
    return _page(request, "offer", actor, one)


def _page(request: HttpRequest, template: str, actor: Actor, one: Offer, status: int = 200, **more: Any) -> HttpResponse:
    call = one.application.call
    return render(request, f"exchanges/offers/{template}.html", {
        "page": standing.own(one, actor, services.others_of(one.application)), "offer": one, "application": one.application, "call": call,
        "call_title": standing.call_title(call), "title_of": standing.call_title, "position_title": standing.position_title(one.position),
        "run": running.published_for(one.application), "placement": getattr(one, "placement", None), **more,
    }, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, uid: str, act: str) -> HttpResponseBase:
    """The applicant alone: what the answer means, in plain words; POST gives it."""
    if actor_of(request).person is None:
        return redirect_to_login(reverse("application_offer", args=[uid]))
    actor, one = _own(request, uid)
    name = "accept-conditions" if act == "accept" and one.conditions else ACTS.get(act)
    if name is None:
        raise Http404
    fault, reason = "", request.POST.get("reason", "")
    if request.method == "POST" and not expired(request):
        try:
            _give(act, one, reason, actor)
        except NotNow as late:
            messages.error(request, str(late))
            return HttpResponseRedirect(reverse("application_offer", args=[uid]))
        except NotAllowed:
            raise Http404 from None
        except ExchangeError as refusal:
            fault = str(refusal)
        else:
            return HttpResponseRedirect(reverse("application_offer", args=[uid]))
    elif name not in standing.own(one, actor, []).moves:
        return HttpResponseRedirect(reverse("application_offer", args=[uid]))
    return _page(
        request, "answer", actor, one, 400 if fault else 200, act=act, move=OFFER[name], fault=fault, reason=reason.replace("\0", "")[:5000],
    )


def _give(act: str, one: Offer, reason: str, actor: Actor) -> None:
    if act == "accept":
        services.accept(one, by=actor)
    elif act == "decline":
        services.decline(one, reason=reason, by=actor)
    else:
        services.ask_deferral(one, reason=reason, by=actor)


@require_safe
@never_cache
def why(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant alone, once decisions are told: what became of each wish in the published run, and where to check it."""
    if actor_of(request).person is None:
        return redirect_to_login(request.path)
    _actor, application = found(request, uid)
    run = running.published_for(application)
    if run is None:
        raise Http404
    return render(request, "exchanges/offers/why.html", {
        "application": application, "call": application.call, "call_title": standing.call_title(application.call), "run": run,
        "reasons": standing.why(run, application), "pseudonym": running.pseudonym(application), "heading_title": _("Why this result"),
    })
