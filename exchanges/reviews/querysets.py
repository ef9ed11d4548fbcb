"""Who may see which reviews."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class AssignmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Reviewers their own, as long as they are reviewers of the programme; its coordinators and staff all. A coordinator who applied, or takes
        part, sees none about their own application."""
        if actor.person is None:
            return self.none()
        reviewing = [one.programme for one in actor.roles if one.role == "reviewer"]
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        own = Q(reviewer=actor.person, application__call__programme__in=reviewing) & ~Q(state="removed")
        all_of_theirs = Q() if actor.is_staff else Q(application__call__programme__in=coordinated)
        involved = Q(application__applicant=actor.person) | Q(
            application__in=actor.person.co_applications.exclude(state__in=["removed", "declined"]).values("application")
        )
        return self.filter(own | (all_of_theirs & ~involved))
