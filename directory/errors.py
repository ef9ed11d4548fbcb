"""What can go wrong in the directory, in the reader's words: the doors turn these into pages, problems and report lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal

Text = str | Promise


class DirectoryError(Refusal):
    """Any refusal of the directory."""

    message = _("That could not be done.")


class NotFound(DirectoryError):
    """Nothing there, or nothing this reader may know of: the two are told alike."""

    message = _("There is nothing at this address. Check it, or search for the name.")


class Refused(DirectoryError):
    """An act that this actor may try, but that can't be done as things stand. Nothing was changed."""

    message = _("That could not be done. Nothing was changed.")


class Forbidden(NotFound):
    """An act that is not this actor's: told like something that isn't there."""


class Moved(DirectoryError):
    """The record lives on under another uid."""

    message = _("This record lives on at another address.")

    def __init__(self, uid: str) -> None:
        self.uid = uid
        super().__init__()


class IndexNotReady(DirectoryError):
    """There is no search index yet; somebody is building it or has to start the worker."""

    message = _("The search index is being built. Try again in a minute.")
    retry_after = 30  # seconds


@dataclass(frozen=True)
class ParameterError:
    """One parameter that can't be meant. `code` is stable and for programs, `message` is for people, `suggestion` may be put in its place."""

    parameter: str
    code: str
    message: Text
    suggestion: str | None = None
    value: str | None = None


class BadParameters(DirectoryError, ValueError):
    """A request whose parameters can't be meant; every fault of it is listed."""

    message = _("Part of this search could not be read. Nothing was searched: change what is marked and try again.")

    def __init__(self, errors: Sequence[ParameterError]) -> None:
        self.errors = list(errors)
        super().__init__()
