"""The applicant's page of the decision: its letter as it was sent, to be read again and printed."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.actor import actor_of
from exchanges.applications.rules import is_applicant
from exchanges.applications.standing import call_title
from exchanges.models import Application
from exchanges.reviews import decision_letters
from exchanges.reviews.views.door import page


@never_cache
@require_safe
def decision(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The applicant alone, once a decision was told; for everybody else, co-applicants too, it isn't there."""
    actor = actor_of(request)
    if actor.person is None:
        return redirect_to_login(request.path)
    rows = Application.objects.visible_to(actor).select_related("call__programme", "applicant")
    application = None if "\0" in uid else rows.filter(uid=uid).first()
    if application is None or not is_applicant(actor, application):
        audit.refused("decision.read", actor, on=("application", uid[:12]), right="owner")
        raise Http404
    letters = decision_letters.kept(application)
    if not letters:
        raise Http404
    return page(request, "decision", actor, application=application, call_title=call_title(application), letters=letters)
