"""Who may see which rows: `visible_to(actor)`, asked by page, API, export and feed alike."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.actor import Actor, Tier
from directory.vocabulary import Status


def reach(actor: Actor, owner_path: str) -> Q:
    """Rows whose `tier` the actor reaches: by their own tier, as the profile's owner, or as staff."""
    if actor.is_staff:
        return Q()
    reached = Q(tier__lte=min(actor.tier, Tier.PARTNERS))
    return reached | Q(**{owner_path: actor.user}) if actor.user else reached


class ProfileQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """What is listed and found."""
        return self.filter(status=Status.PUBLISHED)

    def visible_to(self, actor: Actor) -> Self:
        """Published profiles for everybody; one's own at any time before erasure; all but the erased for staff."""
        if actor.is_staff:
            return self.exclude(status=Status.ERASED)
        if actor.user:
            return self.filter(Q(status=Status.PUBLISHED) | Q(owner=actor.user) & ~Q(status=Status.ERASED))
        return self.published()


class TieredQuerySet(models.QuerySet[Any]):
    """Rows that carry their own tier and hang on a profile (or, for an affiliation, on a person)."""

    def visible_to(self, actor: Actor) -> Self:
        field = "person" if hasattr(self.model, "person") else "profile"
        return self.filter(reach(actor, f"{field}__owner"))


class PlaceQuerySet(models.QuerySet[Any]):
    """The gazetteer is open; which of its places are in use is not."""

    def visible_to(self, actor: Actor) -> Self:
        """Places where somebody listed is, as far as the actor may know."""
        locations = self.model._meta.get_field("locations").related_model.objects  # noqa: SLF001 - Django's documented way to a model
        here = locations.visible_to(Actor(tier=min(actor.tier, Tier.PARTNERS), now=actor.now)).filter(profile__status=Status.PUBLISHED)
        return self.filter(models.Exists(here.filter(place=models.OuterRef("pk"))))
