"""The clock of the worker: when each periodic job ran and is due again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PeriodicJob(models.Model):
    """One row a job; whichever worker takes the lease runs it."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True, default="")  # "3 requests expired", or what went wrong
    failures = models.PositiveIntegerField(default=0)  # in a row

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lease_until__isnull=True, lease_token__isnull=True) | Q(lease_until__isnull=False, lease_token__isnull=False),
                name="periodic_job_lease_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name
