"""Finding a profile that somebody typed, to name it as host, supervisor or partner."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from accounts.actor import Actor, Tier
from directory.errors import DirectoryError
from directory.listing import find
from directory.models import Name, Profile
from directory.names import shown_names
from directory.search import Filter, SearchQuery
from directory.vocabulary import Status

MOST, LONGEST = 8, 200


@dataclass(frozen=True)
class Found:
    uid: str
    name: str
    also: str


def matches(text: str, actor: Actor, kinds: tuple[str, ...]) -> list[Found]:
    """What the directory knows under that name, the likeliest first. While there is no index, only the very name finds."""
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        return []
    query = SearchQuery(
        q=text, filters=(Filter("kind", any_of=tuple(kinds)),), size=MOST, tier=min(actor.tier, Tier.PARTNERS), lang=get_language() or "en",
    )
    try:
        return [_found(card["uid"], card["name"]) for card in find(query).cards]
    except DirectoryError:
        exact = Name.objects.filter(value__iexact=text, tier=0, profile__status=Status.PUBLISHED, profile__kind__in=kinds)
        return [shown(one) for one in Profile.objects.filter(pk__in=exact.values("profile_id")).order_by("pk")[:MOST]]


def shown(profile: Profile) -> Found:
    """A profile by its public names."""
    return _found(profile.uid, shown_names(profile.names.filter(tier=0)))


def _found(uid: str, name: dict[str, str | None]) -> Found:
    own, other = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
    first = name.get(own) or name.get(other) or uid
    return Found(uid, first, (name.get(other) or "") if name.get(own) else "")


def chosen(uid: str, actor: Actor) -> Profile | None:
    """The profile with that uid, if the actor may see it."""
    found: Profile | None = None if "\0" in uid else Profile.objects.visible_to(actor).filter(uid=uid[:40]).first()
    return found


@dataclass(frozen=True)
class Known:
    """A profile that somebody may see: its kind, and its names, those first that its page is headed by."""

    kind: str
    names: tuple[str, ...]


def known(uids: Iterable[str], actor: Actor) -> dict[str, Known]:
    """Those of the profiles that the actor may see, by uid. What isn't there and what isn't shown to them look the same."""
    wanted = {uid for uid in uids if "\0" not in uid}
    rows = Profile.objects.visible_to(actor).filter(uid__in=wanted).prefetch_related("names") if wanted else ()
    return {one.uid: Known(one.kind, _names(one, min(actor.tier, Tier.PARTNERS))) for one in rows}


def _names(profile: Profile, tier: int) -> tuple[str, ...]:
    seen = [name for name in profile.names.all() if name.tier <= tier]
    said = shown_names([name for name in seen if name.tier == 0])
    return tuple(dict.fromkeys([*filter(None, (said.get("en"), said.get("zh"))), *(name.value for name in seen), profile.uid]))
