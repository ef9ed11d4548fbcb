"""What may happen to a role in a programme, as data: where from, where to, and who may."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.actor import Actor
from exchanges.programmes.rules import is_oneself, may_run_programmes


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
