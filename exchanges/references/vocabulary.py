"""The closed lists of letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LetterState(models.TextChoices):
    TO_REQUEST = "to-request", _("Not asked yet")
    REQUESTED = "requested", pgettext_lazy("letter", "Asked")
    WILLING = "willing", _("Said yes")
    SUBMITTED = "submitted", _("Letter is in")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not in on time")
    CANCELLED = "cancelled", _("No longer needed")
