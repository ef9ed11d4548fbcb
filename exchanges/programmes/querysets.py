"""Who may see which programmes, who takes part in them, and whose roles in them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class ProgrammeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees what is public or ended; staff see all; who has a role sees theirs before."""
        if actor.is_staff:
            return self.all()
        return self.filter(Q(status__in=["published", "archived"]) | Q(pk__in=[one.programme for one in actor.roles]))


class ParticipationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """With the programme; a profile that isn't public is named to staff and coordinators alone."""
        if actor.is_staff:
            return self.all()
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        seen = Q(programme__status__in=["published", "archived"]) | Q(programme__in=[one.programme for one in actor.roles])
        return self.filter(seen, Q(profile__status="published") | Q(programme__in=coordinated))


class RoleQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see all, coordinators those of their programmes, everybody their own; a reviewer doesn't learn who else reviews."""
        if actor.is_staff:
            return self.all()
        if actor.person is None:
            return self.none()
        return self.filter(Q(user=actor.person) | Q(programme__in=[one.programme for one in actor.roles if one.role == "coordinator"]))
