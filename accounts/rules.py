"""Who may do what in accounts. Predicates return only bool."""

from typing import TYPE_CHECKING

from accounts.vocabulary import MessageState

if TYPE_CHECKING:
    from accounts.actor import Actor
    from accounts.models import Message, User


def works_here(actor: "Actor") -> bool:
    """Whether the actor is staff, in a session opened with a second factor."""
    return actor.is_staff


def makes_staff(actor: "Actor") -> bool:
    """Whether the actor says who is staff: superusers do."""
    return actor.is_staff and actor.person is not None and actor.person.is_superuser


def reads_text(actor: "Actor", message: "Message", owner: "User | None") -> bool:
    """Whether the actor reads what a mail says: staff do. What lets somebody in (a code, a link) is read only where there is no mail server to
    bring it, and what lets a colleague of the staff in only by superusers: a mail must not make anybody more than they are.

    `owner` is whom the mail lets in (accounts.outbox.reading.owner_of); nobody, where no account has its address."""
    if not actor.is_staff or actor.person is None:
        return False
    if not message.is_secret:
        return True
    is_colleague = owner is not None and (owner.is_staff or owner.is_superuser)
    return message.state == MessageState.KEPT and (not is_colleague or owner == actor.person or actor.person.is_superuser)
