"""What can go wrong in accounts, in the reader's words: the doors turn these into pages and problems."""

import traceback

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):
    """Something that isn't done. `message` says what happened and what to do, in the reader's language."""

    message: Text = ""

    def __init__(self, message: Text | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class AccountError(Refusal):
    """Any refusal of accounts. `message` says that nothing was lost, too."""

    message = _("That could not be done. Nothing was changed.")


class NotAllowed(AccountError):
    """The act doesn't fit the thing as it stands, or is not this actor's to do."""

    message = _("You may not do this. Nothing was changed; ask the Centre when you think you should.")


def place_of(error: BaseException) -> str:
    """What kind of error, and where, for a log: its words are left out, because they may quote an address or a text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
