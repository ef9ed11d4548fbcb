"""What can go wrong with reviews and decisions, in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exchanges.errors import ExchangeError, Text

if TYPE_CHECKING:
    from exchanges.reviews.conflicts import Conflict


class Conflicted(ExchangeError):
    """Qiao knows of a conflict; `found` says which, for coordinators alone."""

    message = _("This person can’t review this application: there is a conflict of interest. Nothing was changed; choose somebody else.")

    def __init__(self, found: Sequence["Conflict"]) -> None:
        super().__init__()
        self.found = list(found)

    def __str__(self) -> str:
        return "\n".join([str(self.message), *(one.words(get_language() or "en") for one in self.found)])


class BadReview(ExchangeError):
    """Something of a review can't be taken as it was typed: `fields` says what, by the name of the field."""

    message = _("Look at this once more. Nothing you typed is lost.")

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__()
        self.fields = dict(fields)


class NotDecidable(ExchangeError):
    """A decision can't be prepared like this."""


class NotReady(ExchangeError):
    """The decisions of a call can't be told yet; `numbers` names the applications that stand in the way."""

    def __init__(self, message: Text, numbers: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.numbers = list(numbers)
