"""Who takes part in a programme, by part: published profiles alone, as everybody sees them."""

from dataclasses import dataclass

from accounts.actor import Actor
from exchanges.finding.cards import partners
from exchanges.finding.pages.texts import Named, profile
from exchanges.programmes.models import Participation, Programme
from exchanges.programmes.vocabulary import PartName


@dataclass(frozen=True, slots=True)
class Group:
    """One part and who has it."""

    part: str
    label: str
    profiles: list[Named]


def groups_of(programme: Programme, actor: Actor, lang: str) -> list[Group]:
    """The partners, part after part; a profile that isn't published is named to nobody here, not even to who coordinates."""
    seen = Participation.objects.visible_to(actor).filter(programme=programme).order_by("position", "pk")
    rows = list(seen.values_list("part", "profile_id"))
    known = partners(pk for _part, pk in rows)
    found = [
        Group(part.value, str(part.label), [profile(known[pk], lang) for of, pk in rows if of == part.value and pk in known]) for part in PartName
    ]
    return [group for group in found if group.profiles]
