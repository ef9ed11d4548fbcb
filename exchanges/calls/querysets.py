"""Who may see which calls."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor


class CallQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody sees what was published, in programmes that are; staff see all, coordinators all of theirs. Templates and drafts are theirs."""
        if actor.is_staff:
            return self.all()
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        public = Q(published_at__isnull=False, is_template=False, programme__status__in=["published", "archived"]) & ~Q(status="draft")
        return self.filter(public | Q(programme__in=coordinated))
