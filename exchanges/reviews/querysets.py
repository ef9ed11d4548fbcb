"""Who may see which reviews and decisions; who takes part in an application and therefore sees neither."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q

from accounts.actor import Actor

if TYPE_CHECKING:
    from accounts.models import User

GONE = ("removed", "declined")  # co-applicants who take no part any more


def involved_in(person: "User") -> "models.QuerySet[Any]":
    """Keys of the applications that the person wrote or takes part in, as co-applicant by account or by confirmed address, or with the other half of
    a pair. Asked anew each time it is used."""
    return _involved_in(person.applications.model.objects, person.pk).all()


@lru_cache(maxsize=100)
def _involved_in(every: Any, person: int) -> "models.QuerySet[Any]":
    """The question alone: it is asked for each of thousands of decisions, and putting it together takes longer than answering it."""
    addresses = EmailAddress.objects.filter(user=person, verified=True).values("email")
    takes_part = every.filter(Q(co_applicants__user=person) | Q(co_applicants__email__in=addresses), ~Q(co_applicants__state__in=GONE))
    pairs = every.filter(applicant=person, pair__isnull=False).values("pair")
    found: models.QuerySet[Any] = every.filter(Q(applicant=person) | Q(pk__in=takes_part.values("pk")) | Q(pair__in=pairs)).values("pk")
    return found


def judged_by(actor: Actor, path: str = "") -> Q:
    """Applications (at the end of `path`) that the actor judges as coordinator or staff: sent, and none that they take part in."""
    if actor.person is None:
        return Q(pk__in=[])
    at = f"{path}__" if path else ""
    coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
    theirs = Q() if actor.is_staff else Q(**{f"{at}call__programme__in": coordinated})
    return theirs & Q(**{f"{at}number__isnull": False}) & ~Q(**{f"{at}pk__in": involved_in(actor.person)})


class AssignmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Reviewers their own, as long as they are reviewers of the programme; its coordinators and staff all. A coordinator who applied, or takes
        part, sees none about their own application."""
        if actor.person is None:
            return self.none()
        return self.filter(self._own(actor) | judged_by(actor, "application"))

    def own_of(self, actor: Actor) -> Self:
        """What the actor is asked to review, and may still."""
        return self.none() if actor.person is None else self.filter(self._own(actor))

    def _own(self, actor: Actor) -> Q:
        reviewing = [one.programme for one in actor.roles if one.role == "reviewer"]
        return Q(reviewer=actor.person, application__call__programme__in=reviewing) & ~Q(state="removed")

    def counted(self) -> Self:
        """Reviews that are in."""
        return self.filter(state__in=["submitted", "locked"])


class DecisionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Coordinators and staff, but for what they take part in; applicants their own once it was told."""
        if actor.person is None:
            return self.none()
        return self.filter(judged_by(actor, "application") | Q(application__applicant=actor.person, released_at__isnull=False))
