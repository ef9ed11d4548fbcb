"""Who may see which placements."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class PlacementQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """The person, those who manage the host, the programme's coordinators, staff."""
        if actor.person is None:
            return self.none()
        if actor.is_staff:
            return self.all()
        managed = [one.organisation for one in actor.belongings if one.role in {"manager", "officer"}]
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        return self.filter(Q(person=actor.person) | Q(host__in=managed) | Q(offer__application__call__programme__in=coordinated))
