"""What can stand against writing a profile, in the words of the person who wrote."""

from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError


class NotWritable(DirectoryError):
    """The actor may not write one of these parts, now. `parts` names them, for the audit log."""

    message = _("You may not change this profile, or no longer may. Nothing was saved.")

    def __init__(self, parts: tuple[str, ...] = ()) -> None:
        self.parts = parts
        super().__init__()


class Stale(DirectoryError):
    """Somebody saved the same parts in the meantime. `seq` is the change that holds now."""

    message = _("Somebody saved this part in the meantime. Nothing of yours was saved yet, and nothing is lost.")

    def __init__(self, seq: int) -> None:
        self.seq = seq
        super().__init__()


class Unread(DirectoryError):
    """The form names a change that nobody can have read yet."""

    message = _("This form didn’t arrive as it was sent out, so nothing was changed. Look it over and save it again.")


class NotAgreed(DirectoryError):
    """A profile of a person is published with their consent, or not at all."""

    message = _("Tick that you agree. Your profile stays as it is until you do.")
