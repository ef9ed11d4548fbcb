"""What the clock does about the survey: answers go with their applications, and calls that have closed are counted."""

from datetime import timedelta

from django.utils import timezone

from accounts.periodic import Job
from exchanges.coordination import statistics
from exchanges.survey import services


def forget() -> str:
    return f"{services.sweep(timezone.now())} forgotten"


def count() -> str:
    return f"{statistics.count_all(timezone.now())} counted"


JOBS = [
    Job("survey.forget", "exchanges.survey.upkeep.forget", every=timedelta(hours=1)),
    Job("survey.count", "exchanges.survey.upkeep.count", every=timedelta(hours=1)),
]
