"""My profile on My page: how far it is, what is missing, who sees what, and the way to its editor."""

from collections import Counter
from typing import Any

import orjson
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import consents
from accounts.actor import Actor
from accounts.hooks import Need, Section
from accounts.vocabulary import Purpose
from directory.completeness import missing
from directory.editing.parts import PARTS
from directory.editing.reading import listed_of, own_profile
from directory.models import Profile
from directory.names import shown_names
from directory.rules import may_create, may_edit
from directory.vocabulary import Kind, Status, Visibility


def sections(actor: Actor) -> list[Section]:
    """One's own profile, or the way to one; and the organisations one manages (named in settings.MY_PAGE)."""
    if actor.person is None:
        return []
    own = own_profile(actor.person)
    managed = [one.organisation for one in actor.belongings if one.role == "manager"]
    organisations = Profile.objects.filter(pk__in=managed).exclude(kind=Kind.RESEARCHER).prefetch_related("names").order_by("pk")
    return [Section("directory/_my_profile.html", {
        "own": _told(own, actor) if own else None, "may_create": may_create(actor),
        "organisations": [_told(one, actor) for one in organisations if may_edit(actor, one)],
    })]


def needs(actor: Actor) -> list[Need]:
    """To whom a public profile was given that they never agreed to: agree, or take it out (named in settings.NEEDS)."""
    own = listed_of(actor.person).first() if actor.person else None
    if own is None or actor.person is None or consents.holds(actor.person, Purpose.PUBLICATION):
        return []
    return [Need(_("Say whether your profile may stay public"), reverse("consents"), own.verified_at or own.created_at)]


def _told(profile: Profile, actor: Actor) -> dict[str, Any]:
    body = profile.cards.order_by("-tier").values_list("body", flat=True).first()
    lines = [line for part in PARTS.values() if profile.kind in part.kinds for line in part(profile, actor).lines()]
    seen = Counter(line.tier or 0 for line in lines)
    return {
        "uid": profile.uid, "name": shown_names(profile.names.filter(tier=0)), "published": profile.status == Status.PUBLISHED,
        "status": profile.get_status_display(), "missing": missing(profile, actor.now.date()),
        "completeness": orjson.loads(body)["completeness"] if body else None,
        "seen": [(Visibility(tier).label, seen[tier]) for tier in sorted(seen)],
    }
