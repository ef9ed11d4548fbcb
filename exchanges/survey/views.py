"""The page "For statistics only"."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import audit
from directory.vocabulary import CareerStage
from exchanges.applications.rules import is_applicant
from exchanges.applications.views.around import found, frame_of, visitor
from exchanges.errors import ExchangeError
from exchanges.survey import services, standing
from exchanges.survey.vocabulary import Gender


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant alone; for co-applicants and everybody else it isn't there. POST keeps what was chosen, or deletes it."""
    if (entrance := visitor(request)) is not None:
        return entrance
    actor, application = found(request, uid)
    if not is_applicant(actor, application):
        audit.refused("application.read", actor, on=("application", uid[:12]), right="owner")
        raise Http404
    fault = ""
    if request.method == "POST":
        try:
            if "delete" in request.POST:
                services.forget(application, by=actor)
                messages.success(request, _("Deleted. Nothing of it is kept."))
            else:
                services.save(application, gender=request.POST.get("gender", ""), career_stage=request.POST.get("stage", ""), by=actor)
                messages.success(request, _("Saved. Thank you."))
            return HttpResponseRedirect(reverse("application_survey", args=[application.uid]))
        except ExchangeError as refusal:
            fault = str(refusal)
    return render(request, "exchanges/survey/answer.html", frame_of(actor, application, "survey") | {
        "answer": services.own(application, by=actor), "genders": Gender.choices, "fault": fault,
        "stages": CareerStage.choices if standing.asks_for_stage(application) else [], "is_offered": standing.is_offered(application),
    }, status=400 if fault else 200)
