"""Where somebody's profile and memberships are seen: by whom, and through which doors (named in settings.SEEN)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.hooks import Seen
from directory.membership.services.telling import name_of, spoken
from directory.models import Claim, Membership, MembershipRequest, Profile
from directory.vocabulary import TIERED_FIELDS, Status, Visibility

# Who reads a tier, and through which doors.
READERS: dict[int, tuple[str | Promise, str | Promise]] = {
    Visibility.PUBLIC: (_("Everybody"), _("Pages, lists, search engines, feeds, exports, the API")),
    Visibility.MEMBERS: (_("Signed-in members"), _("Pages, lists, exports and the API, for who is signed in with a confirmed address")),
    Visibility.PARTNERS: (_("Confirmed partner organisations"), _("Pages, lists, exports and the API, for members of confirmed partners")),
    Visibility.PRIVATE: (_("Only you"), _("Your own pages; staff when they must, which is written down")),
}
PARTS: dict[str, str | Promise] = {
    "names": _("Names"), "title": _("Title"), "career_stage": _("Career stage"),
    "identifiers": _("Identifiers"), "affiliations": _("Posts"), "locations": _("Places"), "interests": _("Offers and needs"),
    "summary": _("Summary"), "keywords": _("Keywords"), "subjects": _("Fields of research"), "languages": _("Languages"), "website": _("Website"),
}
ROWS = ("names", "identifiers", "affiliations", "locations", "interests")


@dataclass(frozen=True)
class Reach:
    """What one circle of readers sees of a profile."""

    who: str | Promise
    doors: str | Promise
    parts: list[tuple[str | Promise, int]]


@dataclass(frozen=True)
class Shown:
    """One profile of the person."""

    name: str
    path: str
    is_published: bool
    status: str | Promise
    reaches: list[Reach]


def of_me(actor: Actor) -> list[Seen]:
    """The person's own profiles, and the organisations whose managers know of them."""
    if actor.person is None:
        return []
    profiles = list(Profile.objects.filter(owner=actor.person).exclude(status__in=[Status.ERASED, Status.MERGED]).order_by("pk"))
    places = _organisations(Membership.objects.filter(user=actor.person, ended_at=None))
    asked = _organisations(MembershipRequest.objects.filter(user=actor.person, status="open"))
    context = {"profiles": [shown(profile) for profile in profiles], "places": places, "asked": asked}
    mine = [("profile", profile.uid) for profile in profiles]
    rows = (("membership", Membership), ("request", MembershipRequest), ("claim", Claim))
    mine += [(kind, str(key)) for kind, model in rows for key in model.objects.filter(user=actor.person).values_list("pk", flat=True)]
    return [Seen("directory/seen.html", context, tuple(mine))]


def shown(profile: Profile) -> Shown:
    """A profile as each circle of readers has it, the widest circle first."""
    counted = tiers_of(profile)
    reaches = [
        Reach(who, doors, [(PARTS[part], counted[part, tier]) for part in PARTS if counted[part, tier]]) for tier, (who, doors) in READERS.items()
    ]
    name = spoken(name_of(profile))
    return Shown(name, f"profiles/{profile.uid}", profile.status == Status.PUBLISHED, profile.get_status_display(), [r for r in reaches if r.parts])


def tiers_of(profile: Profile) -> Counter[tuple[str, int]]:
    """How many values of each part stand at each tier."""
    counted: Counter[tuple[str, int]] = Counter()
    for part in ROWS:
        for tier in getattr(profile, part).values_list("tier", flat=True):
            counted[part, tier] += 1
    researcher = getattr(profile, "researcher", None)
    filled: dict[str, Any] = {
        "career_stage": [researcher.career_stage] if researcher and researcher.career_stage else [],
        "title": [text for text in ((researcher.title_en, researcher.title_zh) if researcher else ()) if text],
        "summary": [text for text in (profile.summary_en, profile.summary_zh) if text], "keywords": [*profile.keywords_en, *profile.keywords_zh],
        "subjects": range(profile.profile_subjects.count()), "languages": profile.working_languages,
        "website": [profile.website] if profile.website else [],
    }
    for part in TIERED_FIELDS:
        counted[part, profile.field_tiers.get(part, Visibility.PUBLIC)] += len(filled.get(part, ()))
    return counted


def _organisations(rows: QuerySet[Any]) -> list[str]:
    return [spoken(name_of(row.organisation)) for row in rows.select_related("organisation").order_by("pk")]
