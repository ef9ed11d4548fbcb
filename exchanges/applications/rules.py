"""Who may do what about an application. Predicates return only bool."""

from typing import TYPE_CHECKING

from accounts.actor import Actor
from exchanges.programmes.rules import may_coordinate

if TYPE_CHECKING:
    from exchanges.applications.models import Application
    from exchanges.calls.models import Call


def is_applicant(actor: Actor, application: "Application") -> bool:
    """Whether it is the actor's own, here in person: only they send it, reopen it and withdraw it."""
    return actor.person is not None and actor.person.pk == application.applicant_id


def takes_part(actor: Actor, application: "Application") -> bool:
    """Whether the actor is the applicant, writes the other half of its pair, or accepted an invitation to it and was not removed since. The halves of
    a pair are one application, so each is read by both of their applicants."""
    if actor.person is None or is_applicant(actor, application):
        return actor.person is not None
    if application.pair and application.pair.halves.filter(applicant=actor.person).exists():
        return True
    return application.co_applicants.filter(user=actor.person, state="accepted", role__in=["view", "edit"]).exists()


def may_write(actor: Actor, application: "Application") -> bool:
    """Whether the actor writes its draft: the applicant, and co-applicants who may."""
    if actor.person is None:
        return False
    return is_applicant(actor, application) or application.co_applicants.filter(user=actor.person, state="accepted", role="edit").exists()


def decides(actor: Actor, application: "Application") -> bool:
    """Whether the actor runs the programme and has no part in the application, nor in the other half of its pair."""
    part = application.call.applications.involving(actor).filter(pk=application.pk)
    return may_coordinate(actor, application.call.programme_id) and not part.exists()


def decides_all(actor: Actor, call: "Call") -> bool:
    """Whether the actor runs the programme and takes part in nothing that was sent to the call: who does neither acts on all of its applications
    together nor orders them, and learns no numbers of all, which would tell them of their own."""
    return may_coordinate(actor, call.programme_id) and not call.applications.involving(actor).exclude(number=None).exists()


def nobody(_actor: Actor, _application: "Application") -> bool:
    """What only the clock does."""
    return False
