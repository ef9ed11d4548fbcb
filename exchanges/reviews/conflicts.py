"""Hard conflicts of interest: what Qiao knows by itself that keeps somebody from reviewing an application, each with the reason.

Told by account, by every address of the person, by profile, by organisation. Affiliations of every tier count, but an organisation is named only
where the public may know it. Coordinators read the reasons; to the reviewer they would tell who applies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exchanges.applications.models import Application
from exchanges.reviews import ties

WINDOW = 3  # years for which having worked at one place still counts

# In this order they are told.
KINDS = {
    "self": gettext_lazy("Wrote the application"),
    "co-applicant": gettext_lazy("Takes part in the application"),
    "referee": gettext_lazy("Is named as a referee"),
    "supervisor": gettext_lazy("Supervises a position that the applicant wants"),
    "organisation": gettext_lazy("Same organisation"),
    "host-unit": gettext_lazy("Works in the unit that would host the applicant"),
    "recent": gettext_lazy("Same organisation within the last three years"),
}


@dataclass(frozen=True)
class Conflict:
    """One reason; `kind` is of KINDS, `where` the organisation's name in both languages where it may be named."""

    kind: str
    where: tuple[str, str] = ("", "")

    def words(self, lang: str) -> str:
        """In words, for coordinators."""
        english, chinese = self.where
        where = (chinese or english) if lang.startswith("zh") else (english or chinese)
        return _("%(conflict)s: %(where)s") % {"conflict": KINDS[self.kind], "where": where} if where else str(KINDS[self.kind])

    def as_data(self) -> dict[str, str]:
        """As it is kept with the assignment; no name of a person, no organisation that is not public."""
        return {"kind": self.kind, "en": self.where[0], "zh": self.where[1]}


def conflicts(application: Application, user: User) -> list[Conflict]:
    """Why this user may not review this application; empty: Qiao knows of nothing."""
    return between(ties.of_applications([application])[application.pk], ties.of_people([user])[user.pk])


def between(application: ties.Side, person: ties.Side, today: date | None = None) -> list[Conflict]:
    """The conflicts between what is known of an application and of a person, each kind once."""
    found = [Conflict(kind) for kind in _in_person(application, person)]
    shared = _first(_shared_now(application, person))
    if shared is not None:
        found.append(Conflict("organisation", shared))
    if any((place.organisation, unit) in application.host_units for place in person.places if place.is_current for unit in place.units):
        found.append(Conflict("host-unit"))
    recent = _first(_shared_lately(application, person, today or timezone.now().date())) if shared is None else None
    if recent is not None:
        found.append(Conflict("recent", recent))
    return found


def _in_person(application: ties.Side, person: ties.Side) -> Iterable[str]:
    if application.writers & person.users or application.profiles & person.profiles:
        yield "self"
    if application.partners & person.users or application.partner_addresses & person.addresses:
        yield "co-applicant"
    if application.referee_addresses & person.addresses:
        yield "referee"
    if application.supervisors & person.profiles:
        yield "supervisor"


def _first(names: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """A name that may be told, else that there is one at all."""
    every = sorted(names, reverse=True)
    return every[0] if every else None


def _shared_now(application: ties.Side, person: ties.Side) -> Iterable[tuple[str, str]]:
    """Organisations of both, now: the same, one above the other, or both below the same one."""
    for mine in application.places:
        for theirs in person.places:
            if mine.is_current and theirs.is_current and (met := mine.meets(theirs)):
                yield met.name if mine.is_public and theirs.is_public else ("", "")


def _shared_lately(application: ties.Side, person: ties.Side, today: date) -> Iterable[tuple[str, str]]:
    """Organisations where both were at the same time, until less than WINDOW years ago."""
    since = ties.years_before(today, WINDOW)
    for mine in application.places:
        for theirs in person.places:
            end = min(mine.end, theirs.end)
            if max(mine.start, theirs.start) <= end and end > since and (met := mine.meets(theirs, upwards=False)):
                yield met.name if mine.is_public and theirs.is_public else ("", "")
