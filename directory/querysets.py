"""Who may see which rows: `visible_to(actor)`, asked by page, API, export and feed alike."""

from typing import Any, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q

from accounts.actor import Actor, Tier
from directory.vocabulary import Status


def reach(actor: Actor, path: str) -> Q:
    """Rows whose `tier` the actor reaches: by their own tier, as owner or manager of the profile at `path`, or as staff."""
    if actor.is_staff:
        return Q()
    reached = Q(tier__lte=min(actor.tier, Tier.PARTNERS))
    if actor.person:
        reached |= Q(**{f"{path}__owner": actor.person})
        managed = [one.organisation for one in actor.belongings if one.role == "manager"]
        reached |= Q(**{f"{path}__in": managed}) if managed else Q()
    return reached


class ProfileQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """What is listed and found."""
        return self.filter(status=Status.PUBLISHED)

    def visible_to(self, actor: Actor) -> Self:
        """Published profiles for everybody; one's own and those of one's organisations before erasure; all but the erased for staff."""
        if actor.is_staff:
            return self.exclude(status=Status.ERASED)
        if actor.person:
            own = Q(owner=actor.person) | Q(pk__in=[one.organisation for one in actor.belongings])
            return self.filter(Q(status=Status.PUBLISHED) | own & ~Q(status=Status.ERASED))
        return self.published()


class TieredQuerySet(models.QuerySet[Any]):
    """Rows that carry their own tier and hang on a profile (or, for an affiliation, on a person)."""

    def visible_to(self, actor: Actor) -> Self:
        field = "person" if hasattr(self.model, "person") else "profile"
        return self.filter(reach(actor, field))


class PlaceQuerySet(models.QuerySet[Any]):
    """The gazetteer is open; which of its places are in use is not."""

    def visible_to(self, actor: Actor) -> Self:
        """Places where somebody listed is, as far as the actor may know."""
        locations = self.model._meta.get_field("locations").related_model.objects  # noqa: SLF001 - Django's documented way to a model
        here = locations.visible_to(Actor(tier=min(actor.tier, Tier.PARTNERS), now=actor.now)).filter(profile__status=Status.PUBLISHED)
        return self.filter(models.Exists(here.filter(place=models.OuterRef("pk"))))


def managed_by(actor: Actor) -> list[int]:
    """The organisations that the actor manages (Profile.pk)."""
    return [one.organisation for one in actor.belongings if one.role == "manager"]


class BelongingQuerySet(models.QuerySet[Any]):
    """Memberships and requests to join."""

    def current(self) -> Self:
        """Those that have not ended; of requests, those still open."""
        return self.filter(ended_at__isnull=True) if hasattr(self.model, "ended_at") else self.filter(status="open")

    def visible_to(self, actor: Actor) -> Self:
        """One's own, those of the organisations one manages, all for staff; members see who else is a member now. The others see none."""
        if actor.person is None:
            return self.none()
        if actor.is_staff:
            return self.all()
        seen = Q(user=actor.person) | Q(organisation__in=managed_by(actor))
        if hasattr(self.model, "ended_at"):
            seen |= Q(organisation__in=[one.organisation for one in actor.belongings], ended_at__isnull=True)
        return self.filter(seen)


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the organisations one manages, those to one's own confirmed addresses, all for staff."""
        if actor.person is None:
            return self.none()
        if actor.is_staff:
            return self.all()
        own = EmailAddress.objects.filter(user=actor.person, verified=True).values("email")
        return self.filter(Q(email__in=own) | Q(organisation__in=managed_by(actor)))


class ClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, all for staff; managers see those they answered, and open ones of people who work there now and whose profile is
        nobody's yet (of the others, that there is an owner is not theirs to learn)."""
        if actor.person is None:
            return self.none()
        if actor.is_staff:
            return self.all()
        posts = self.model._meta.get_field("profile").related_model._meta.get_field("affiliations").related_model.objects  # noqa: SLF001
        here = posts.visible_to(actor).filter(organisation__in=managed_by(actor)).filter(holds_on(actor.now.date().isoformat()))
        waiting = Q(status="open", profile__owner__isnull=True) & Q(profile__in=here.values("person"))
        return self.filter(Q(user=actor.person) | Q(decided_by=actor.person) | waiting)


def holds_on(today: str) -> Q:
    """Posts that hold on the day (ISO): "2026" and "2026-11" until they are over, an exact last day until it begins."""
    return Q(end="") | Q(end__gt=today) | Q(end__in=(today[:4], today[:7]))
