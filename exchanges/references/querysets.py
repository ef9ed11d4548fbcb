"""Who may see which letters."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from exchanges.references.rules import WANTED_WHILE


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

    def overdue(self, now: datetime) -> Self:
        """Letters that should be in by now and that somebody still waits for: not sent in time, and nobody was named instead."""
        late = Q(due_at__lte=now) & (Q(application__call__letters_due_at=None) | Q(application__call__letters_due_at__lte=now))
        missed = Q(state="expired", replaced_by=None) | (Q(state__in=["requested", "willing"]) & late)
        return self.filter(missed, application__status__in=WANTED_WHILE)

    def to_replace(self) -> Self:
        """Letters that won't come and for which somebody else could be named: declined or not in on time, and nobody named instead."""
        return self.filter(state__in=["declined", "expired"], replaced_by=None, application__status__in=WANTED_WHILE)
