"""Everything that may happen to a letter, one transaction an act."""

from exchanges.references.services.answering import accept, attach, decline, detach, opened, read, save, submit
from exchanges.references.services.asking import again, ask, ask_due, extend, remind, remind_due
from exchanges.references.services.ending import cancel, cancel_all, expire_due
from exchanges.references.services.naming import change, name_referee

__all__ = [
    "accept", "again", "ask", "ask_due", "attach", "cancel", "cancel_all", "change", "decline", "detach", "expire_due", "extend", "name_referee",
    "opened", "read", "remind", "remind_due", "save", "submit",
]
