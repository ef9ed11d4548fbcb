"""Answering for the statistics, changing it and taking it back: by the applicant alone, at any time.

Nothing of it is written anywhere else: no event, no audit entry, no log, because that somebody answered is theirs as well.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from directory.vocabulary import CareerStage
from exchanges.applications.drafts import locked
from exchanges.applications.models import Application
from exchanges.applications.rules import is_applicant
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.survey.models import SurveyAnswer
from exchanges.survey.standing import is_offered
from exchanges.survey.vocabulary import Gender

NOT_LISTED = _("Choose one of the list, or nothing. Nothing was changed.")
NOTHING_KEPT = _("This application has ended, so nothing is kept here.")


def own(application: Application, *, by: Actor) -> SurveyAnswer | None:
    """The actor's own answer."""
    if not is_applicant(by, application):
        raise NotAllowed
    return SurveyAnswer.objects.filter(application=application, person=by.person).first()


def save(application: Application, *, gender: str, career_stage: str, by: Actor) -> None:
    """Keep what was chosen, in place of what stood there; nothing chosen is nothing kept. Raises NotAllowed, NotNow, ExchangeError."""
    if gender not in {"", *Gender.values} or career_stage not in {"", *CareerStage.values}:
        raise ExchangeError(NOT_LISTED)
    with transaction.atomic():
        now = locked(application)  # so that a withdrawal meanwhile leaves nothing behind
        if not is_applicant(by, now):
            raise NotAllowed
        if not is_offered(now):
            raise NotNow(NOTHING_KEPT)
        if not gender and not career_stage:
            SurveyAnswer.objects.filter(application=now, person=by.person).delete()
            return
        said = {"gender": gender, "career_stage": career_stage}
        SurveyAnswer.objects.update_or_create(application=now, person=by.person, defaults=said)


def forget(application: Application, *, by: Actor) -> None:
    """Take the answer back."""
    if not is_applicant(by, application):
        raise NotAllowed
    SurveyAnswer.objects.filter(application=application, person=by.person).delete()
