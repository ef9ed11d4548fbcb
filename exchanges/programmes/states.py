"""What may happen to a programme and to a role in one, as data: where from, where to, and who may."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exchanges.events import moves
from exchanges.programmes.models import Programme
from exchanges.programmes.rules import is_oneself, may_coordinate, may_run_programmes


@dataclass(frozen=True)
class Move:
    """`rule` is asked with the actor and the person (a user's pk) whose role it is."""

    sources: frozenset[str]
    target: str
    rule: Callable[[Actor, int], bool]


TRANSITIONS = {
    "give": Move(frozenset({"none", "ended"}), "held", lambda actor, _user: may_run_programmes(actor)),
    "end": Move(frozenset({"held"}), "ended", lambda actor, user: may_run_programmes(actor) or is_oneself(actor, user)),
}


def coordinates(actor: Actor, programme: Programme) -> bool:
    return may_coordinate(actor, programme.pk)


# A programme itself: `status`.
PROGRAMME: moves.Machine = {
    "publish": moves.Move(_("Make it public"), frozenset({"draft"}), "published", coordinates, _("Make this programme public?")),
    "archive": moves.Move(_("End the programme"), frozenset({"published"}), "archived", coordinates, _("End this programme?")),
    "restore": moves.Move(_("Take it up again"), frozenset({"archived"}), "published", coordinates),
}
