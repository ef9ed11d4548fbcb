"""Other profiles that a page names: their heading and address, read in two queries however many they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.actor import Actor
from directory.models import Name, Profile
from directory.pages.texts import Heading, heading


@dataclass(frozen=True)
class Quoted:
    """A profile as another page names it."""

    uid: str
    kind: str
    heading: Heading
    url: str


def profile_address(uid: str) -> str:
    """The address of a profile's page in the language of now."""
    return reverse("profile", args=[uid])


def quoted(ids: Iterable[int | None], actor: Actor, lang: str) -> dict[int, Quoted]:
    """Primary key → profile, of those that the actor may see."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    names = defaultdict(list)
    for name in Name.objects.visible_to(actor).filter(profile_id__in=wanted).order_by("id").values_list(
        "profile_id", "value", "lang", "script", "type", "is_preferred", "is_display", named=True,
    ):
        names[name.profile_id].append(name)
    # One look at the address book, however many profiles: reversing an address costs more than reading a name.
    address = profile_address("UID")
    return {
        pk: Quoted(uid, kind, heading(names[pk], lang, uid), address.replace("UID", uid))
        for pk, uid, kind in Profile.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", "uid", "kind")
    }
