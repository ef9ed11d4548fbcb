"""How long answers stay: they go with their applications. And the clock's part of it, beside counting calls that have closed."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.periodic import Job
from exchanges.applications.models import Application
from exchanges.coordination import statistics
from exchanges.survey.models import SurveyAnswer

KEPT_UNSENT = timedelta(days=30)  # a call that is opened again brings the drafts back


def forget_all(application: Application) -> None:
    """The application goes, and this with it."""
    SurveyAnswer.objects.filter(application=application).delete()


def forget() -> str:
    """What belongs to applications that have gone."""
    late = timezone.now() - KEPT_UNSENT
    gone = Q(application__status__in=["withdrawn", "ended"]) | Q(application__status="not-sent", application__updated_at__lt=late)
    return f"{SurveyAnswer.objects.filter(gone).delete()[0]} forgotten"


def count() -> str:
    return f"{statistics.count_all(timezone.now())} counted"


JOBS = [
    Job("survey.forget", "exchanges.survey.upkeep.forget", every=timedelta(hours=1)),
    Job("survey.count", "exchanges.survey.upkeep.count", every=timedelta(hours=1)),
]
