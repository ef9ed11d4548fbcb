"""Who may do what about a placement. Predicates return only bool.

Nobody confirms, clears, checks or accepts for themselves: who is the person of a placement is neither its host nor its coordinator, whatever roles
they have besides.
"""

from typing import Any

from accounts.actor import Actor
from exchanges.programmes import rules as programmes
from exchanges.programmes.rules import may_coordinate

HOSTING = ("manager", "officer")


def is_own(actor: Actor, placement: Any) -> bool:
    """Whether the actor is the one who travels, here in person."""
    return actor.person is not None and actor.person.pk == placement.person_id


def hosts(actor: Actor, placement: Any) -> bool:
    """Whether the actor speaks for the host: one of its managers and officers."""
    belongings = [one for one in actor.belongings if one.role in HOSTING and one.organisation == placement.host_id]
    return actor.person is not None and bool(belongings) and not is_own(actor, placement)


def coordinates(actor: Actor, placement: Any) -> bool:
    """Whether the actor runs the programme of the placement: its coordinators, and staff."""
    in_person = actor.person is not None and not is_own(actor, placement)
    return in_person and may_coordinate(actor, placement.offer.application.call.programme_id)


def looks_after(actor: Actor, placement: Any) -> bool:
    """Whether the actor speaks for the host or runs the programme."""
    return hosts(actor, placement) or coordinates(actor, placement)


def takes_part(actor: Actor, placement: Any) -> bool:
    """Whether the placement's page is there for the actor."""
    return is_own(actor, placement) or looks_after(actor, placement)


def may_open_paper(actor: Actor, paper: Any) -> bool:
    """Coordinators of the programme and staff, behind a reason; the person has the original, the host needs none."""
    return coordinates(actor, paper.placement)


def writes_report(actor: Actor, report: Any) -> bool:
    """The host's report is written for the host, every other by the person."""
    return hosts(actor, report.placement) if report.kind == "host" else is_own(actor, report.placement)


def may_read_report(actor: Actor, report: Any) -> bool:
    """Who writes it, the coordinators, and the host, who reads what was written about the stay there. The person doesn't read the host's."""
    return writes_report(actor, report) or looks_after(actor, report.placement)


def accepts_report(actor: Actor, report: Any) -> bool:
    """Coordinators, and of the host's report nobody who speaks for the host."""
    return coordinates(actor, report.placement) and not writes_report(actor, report)


def right_of(actor: Actor | None, placement: Any) -> str:
    """With which right the actor acts here, in the words of the audit log; blank for the clock."""
    if actor is None:
        return ""
    if is_own(actor, placement):
        return "owner"
    if hosts(actor, placement):
        return "host"
    return programmes.right_of(actor)
