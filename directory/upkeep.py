"""What the directory does by the clock."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.periodic import Job
from directory import services


def expire_interests() -> str:
    """Offers and needs disappear from cards and index when their last day is over."""
    return f"{services.expire_interests(today=timezone.now().date())} profiles renewed"


JOBS = [
    Job("interests.midnight", "directory.upkeep.expire_interests", at=time(0, 0)),
    Job("interests.expire", "directory.upkeep.expire_interests", every=timedelta(hours=1)),  # those that were written with a day gone by
    Job("belonging.expire", "directory.membership.hooks.expire", every=timedelta(hours=1)),  # requests, invitations and claims nobody answered
]
