"""Why a file isn't taken, in the reader's words."""

from django.utils.translation import gettext_lazy as _

from exchanges.errors import ExchangeError

EMPTY = _("This file is empty, so nothing was stored. Choose it again, or choose another one.")
TOO_LARGE = _("This file is larger than %(most)s, so nothing was stored. Make it smaller, or hand in a shorter one.")
OTHER_TYPE = _("We take %(types)s here, and this file is something else, so nothing was stored. Save it as one of these and choose it again.")
NOT_WHAT_IT_SAYS = _("This file isn’t what its name says, or it is damaged, so nothing was stored. Open it, save it anew and choose it again.")
NOT_PLAIN = _("This file holds something besides its pages, such as a macro, a script or another file, so nothing was stored. "
              "Save it as a plain PDF and choose it again.")
TOO_BIG_INSIDE = _("Unpacked, this file is far larger than a document should be, so nothing was stored. Save it as a PDF and choose that.")
NO_FILE = _("Choose a file.")


class FileRefused(ExchangeError):
    """A file that isn't stored; nothing of it is kept."""

    message = NOT_WHAT_IT_SAYS
