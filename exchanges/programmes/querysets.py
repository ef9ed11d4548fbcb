"""Who may see which programmes, and whose roles in them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class ProgrammeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; the others those they have a role in. Programmes become public with their first call."""
        if actor.is_staff:
            return self.all()
        return self.filter(pk__in=[one.programme for one in actor.roles])


class RoleQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see all, coordinators those of their programmes, everybody their own; a reviewer doesn't learn who else reviews."""
        if actor.is_staff:
            return self.all()
        if actor.person is None:
            return self.none()
        return self.filter(Q(user=actor.person) | Q(programme__in=[one.programme for one in actor.roles if one.role == "coordinator"]))
