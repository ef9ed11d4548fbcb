"""Who may see which offers."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class OfferQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """The applicant their own, the programme's coordinators and staff all."""
        if actor.person is None:
            return self.none()
        if actor.is_staff:
            return self.all()
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        return self.filter(Q(application__applicant=actor.person) | Q(application__call__programme__in=coordinated))
