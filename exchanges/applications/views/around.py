"""What every page of an application shares: finding it for who takes part, and what stands around the page's own matter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actor import Actor, actor_of
from accounts.errors import AccountError, NotAllowed
from accounts.zones import zone_of
from exchanges.applications import drafts, rules, standing
from exchanges.applications.missing import Gap
from exchanges.applications.models import Application


def found(request: HttpRequest, uid: str) -> tuple[Actor, Application]:
    """The application, for who takes part in it; for everybody else it isn't there."""
    actor = actor_of(request)
    rows = Application.objects.visible_to(actor).select_related("call__programme", "form", "pair", "applicant")
    application = None if "\0" in uid else rows.filter(uid=uid).first()
    if application is None or not rules.takes_part(actor, application):
        audit.refused("application.read", actor, on=("application", uid[:12]), right="owner")
        raise Http404
    return actor, application


def why_not(refusal: AccountError, actor: Actor, application: Application) -> str:
    """What a page says of a refusal. A try at what isn't the actor's to do is noted, like every other."""
    if isinstance(refusal, NotAllowed):
        audit.refused("application.write", actor, on=("application", application.uid), right="owner")
    return str(refusal)


def take_out(request: HttpRequest, actor: Actor, application: Application) -> str:
    """Take out the file whose button was pressed. What is in the way, in words; a file that is gone already, as by another window, is said so."""
    key = request.POST.get("detach", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return ""
    try:
        if not drafts.detach(application, int(key), by=actor):
            messages.info(request, _("This file had been taken out already."))
    except AccountError as refusal:
        return why_not(refusal, actor, application)
    return ""


def visitor(request: HttpRequest) -> HttpResponseBase | None:
    """To the entrance and back, for who isn't signed in."""
    return redirect_to_login(request.path) if actor_of(request).person is None else None


def zone_name(actor: Actor) -> str:
    return actor.person.time_zone if actor.person else ""


def frame_of(actor: Actor, application: Application, here: str, gaps: list[Gap] | None = None) -> dict[str, Any]:
    """Steps, deadline and names of the draft's pages; `here` is the key of the page."""
    gaps = standing.gaps_of(application) if gaps is None else gaps
    steps = standing.steps_of(application, gaps)
    place = next((number for number, one in enumerate(steps) if one.key == here), len(steps))
    return {
        "application": application, "call_title": standing.call_title(application), "steps": steps, "here_step": here, "place": place + 1,
        "gaps_count": len(gaps), "next_step": steps[place + 1] if place + 1 < len(steps) else None,
        "deadline": standing.deadline_of(application, actor.now, zone_name(actor)), "zone": zone_of(zone_name(actor)),
        "survey": survey_line(actor, application),
        "may_write": rules.may_write(actor, application) and drafts.takes(application, actor.now), "is_own": rules.is_applicant(actor, application),
        "is_draft": application.status in {"draft", "more-info"} and application.call.status in standing.TAKING,
        "may_be_theirs": rules.may_write(actor, application),  # by who they are, whatever the clock and the call say
    }


def survey_line(actor: Actor, application: Application) -> dict[str, Any] | None:
    """The way to the page for statistics, for the applicant alone: that somebody answered is theirs to know."""
    from exchanges.survey import services as survey  # it knows applications, so it is asked for late
    from exchanges.survey.standing import is_offered

    if not rules.is_applicant(actor, application) or not is_offered(application):
        return None
    is_answered = survey.own(application, by=actor) is not None
    return {"href": reverse("application_survey", args=[application.uid]), "is_answered": is_answered}


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"exchanges/applications/{template}.html", context, status=status)
