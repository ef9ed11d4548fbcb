"""Who may do what about programmes. Predicates return only bool."""

from accounts.actor import Actor


def may_run_programmes(actor: Actor) -> bool:
    """Whether the actor enters programmes and says who has which role in them: staff."""
    return actor.is_staff


def may_see_people(actor: Actor, programme: int) -> bool:
    """Whether the actor may know who has a role in the programme (its pk): who runs it, not its reviewers."""
    return may_coordinate(actor, programme)


def may_coordinate(actor: Actor, programme: int) -> bool:
    """Whether the actor runs the programme (its pk): writes its calls, reads what was sent, prepares and releases decisions. Staff and its
    coordinators."""
    return actor.is_staff or actor.has_role("coordinator", programme)


def is_oneself(actor: Actor, user: int) -> bool:
    """Whether the actor is that user (its pk), here in person."""
    return actor.person is not None and actor.person.pk == user


def right_of(by: Actor | None) -> str:
    """With which right somebody runs a programme, in the words of the audit log; blank for the clock."""
    return "" if by is None else "staff" if by.is_staff else "coordinator"
