"""Who may see which applications."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from exchanges.reviews.querysets import involved_in


class ApplicationQuerySet(models.QuerySet[Any]):
    def involving(self, actor: Actor) -> Self:
        """Those that the actor wrote or takes part in: as co-applicant, invited by a confirmed address, with the other half of a pair. Nobody decides
        about these, whatever else they are."""
        return self.none() if actor.person is None else self.filter(pk__in=involved_in(actor.person))

    def decided_by(self, actor: Actor) -> Self:
        """Without those that the actor takes part in."""
        return self.none() if actor.person is None else self.exclude(pk__in=involved_in(actor.person))

    def own_of(self, actor: Actor) -> Self:
        """The actor's own, the other halves of their pairs, and those they take part in. A pair is one application: both halves read one another."""
        if actor.person is None:
            return self.none()
        pairs = self.model.objects.filter(applicant=actor.person, pair__isnull=False).values("pair")
        helps = Q(co_applicants__user=actor.person, co_applicants__state="accepted", co_applicants__role__in=["view", "edit"])
        return self.filter(Q(applicant=actor.person) | Q(pair__in=pairs) | helps).distinct()

    def visible_to(self, actor: Actor) -> Self:
        """Applicants and co-applicants their own; staff and the programme's coordinators what has been sent, never drafts. Reviewers see
        applications through their assignments alone (reviews/querysets.py)."""
        if actor.person is None:
            return self.none()
        own = Q(pk__in=self.own_of(actor).values("pk"))
        coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
        sent = Q(number__isnull=False)
        return self.filter(own | sent if actor.is_staff else own | (sent & Q(call__programme__in=coordinated)))
