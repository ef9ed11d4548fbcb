"""The one button of belonging that a profile's page has for who is signed in."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from directory.membership.services.claims import own_profile
from directory.models import Profile
from directory.rules import may_see_people
from directory.vocabulary import Kind, Status


@dataclass(frozen=True)
class Way:
    """Where the button leads, and its words."""

    href: str
    label: str


def door_of(actor: Actor, profile: Profile) -> Way | None:
    """Its people, joining it, or "This is me", which is offered alike whether the profile is somebody's or nobody's."""
    if actor.person is None:
        return None
    if profile.kind == Kind.RESEARCHER:
        asks = profile.status == Status.PUBLISHED and own_profile(actor.person) is None
        return Way(reverse("profile_claim", args=[profile.uid]), _("This is me")) if asks else None
    if may_see_people(actor, profile.pk):
        return Way(reverse("organisation_people", args=[profile.uid]), _("Its people"))
    return Way(reverse("organisation_join", args=[profile.uid]), _("Join")) if profile.status == Status.PUBLISHED else None
