"""What can go wrong in exchanges, in the reader's words."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountError, NotAllowed, Text

TAKES_PART = _(
    "You take part in an application of this call, so somebody else sets its places and the order of its waiting list. Nothing was changed."
)
__all__ = ["TAKES_PART", "ExchangeError", "NotAllowed", "NotNow", "Stale", "Text"]


class ExchangeError(AccountError):
    """Any refusal of exchanges."""


class NotNow(ExchangeError):
    """The act doesn't fit the thing as it stands now: somebody was faster, or the time is over."""

    message = _("This can’t be done any more: things have moved on in the meantime. Nothing was changed; reload the page to see how they stand.")


class Stale(ExchangeError):
    """Somebody saved a newer version; `theirs` is what stands there now."""

    message = _("Somebody saved this in the meantime. Nothing was overwritten; both texts are shown.")

    def __init__(self, theirs: object = None) -> None:
        super().__init__()
        self.theirs = theirs
