"""What can go wrong with letters, in the reader's words."""

from django.utils.translation import gettext_lazy as _

from exchanges.errors import ExchangeError, Text

ENOUGH = _("This call wants no more letters than you have named referees for. Nothing was changed; cancel one of them first to name somebody else.")
TOO_MANY = _("So many people were named for this application already that we write to no further address. Ask the coordinator; nothing was changed.")
NOT_YOURSELF = _("A referee is somebody else: this address belongs to you or to somebody who applies with you. Name another; nothing was changed.")
NAMED_ALREADY = _("This person is named already. Name another one; nothing was changed.")
TIME_IS_OVER = _("The time for letters is over, so nobody was asked. The coordinator can give more time; nothing was changed.")
NOT_YET_AGAIN = _("They had a mail from us in the last %(days)s days, so none was sent. Wait a little; nothing was changed.")
REMINDED_ENOUGH = _("They were reminded often enough, so no mail was sent. Talk to them yourself, or name somebody else; nothing was changed.")
REPLACED = _("Somebody else was named instead of them, so they were not asked again. Nothing was changed.")
NO_LETTERS = _("This call wants no letters, so nobody was named.")
NOTHING_WRITTEN = _("There is no letter yet: write it, or add it as a file. Nothing was sent.")
TOO_LONG = _("Your letter has more than %(most)s characters. Shorten it, or add it as a file; nothing you wrote is lost.")
NOT_LATER = _("This isn’t later than the time they have already. Nothing was changed.")


class BadReferee(ExchangeError):
    """A person who can't be named; `field` says where it stands."""

    def __init__(self, field: str, message: Text) -> None:
        self.field = field
        super().__init__(message)
