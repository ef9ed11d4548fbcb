"""Who may see which letters."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class LetterQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """That a letter was asked and where it stands: applicants for their own, coordinators and staff for what has been sent, a referee through the
        link for this one. Who may read what it says is told by rules.may_read_letter."""
        if actor.referee_grant is not None:
            return self.filter(pk=actor.referee_grant)
        if actor.person is None:
            return self.none()
        own = Q(application__applicant=actor.person)
        sent = Q(application__number__isnull=False)
        if actor.is_staff:
            return self.filter(own | sent)
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        return self.filter(own | (sent & Q(application__call__programme__in=coordinated)))
