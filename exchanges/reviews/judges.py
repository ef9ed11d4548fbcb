"""Who may do what about reviews. Predicates return only bool."""

from typing import TYPE_CHECKING

from accounts.actor import Actor
from exchanges.programmes.rules import may_coordinate

if TYPE_CHECKING:
    from exchanges.applications.models import Application
    from exchanges.reviews.models import Assignment


def takes_part(actor: Actor, application: "Application") -> bool:
    """Whether the actor wrote the application or takes part in it: then they judge nothing about it, whatever else they are."""
    from exchanges.reviews.querysets import involved_in  # records stand below rules

    return actor.person is not None and involved_in(actor.person).filter(pk=application.pk).exists()


def may_judge(actor: Actor, application: "Application") -> bool:
    """Whether the actor runs the judging of this application: staff and the programme's coordinators, unless they take part in it."""
    return actor.person is not None and may_coordinate(actor, application.call.programme_id) and not takes_part(actor, application)


def reviews(actor: Actor, assignment: "Assignment") -> bool:
    """Whether this is the actor's own review, and they still review for the programme."""
    own = actor.person is not None and actor.person.pk == assignment.reviewer_id
    return own and actor.has_role("reviewer", assignment.application.call.programme_id)


def runs(actor: Actor, assignment: "Assignment") -> bool:
    """Whether the actor may ask for, reopen or take back this review."""
    return may_judge(actor, assignment.application)


def nobody(_actor: Actor, _assignment: "Assignment") -> bool:
    """What only Qiao itself does."""
    return False
