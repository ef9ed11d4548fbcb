"""The closed lists of reviews and decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AssignmentState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("review", "Asked")
    DECLINED = "declined", _("Declined")
    RECUSED = "recused", _("Stepped aside: conflict")
    IN_PROGRESS = "in-progress", _("Reading")
    SUBMITTED = "submitted", _("Review is in")
    REOPENED = "reopened", _("Opened again")
    LOCKED = "locked", _("Closed: decisions are out")
    REMOVED = "removed", _("Taken back")


class Outcome(models.TextChoices):
    OFFER = "offer", _("Offer a place")
    WAIT = "wait", _("Waiting list")
    REJECT = "reject", pgettext_lazy("decision", "Decline")
    INVITE = "invite", _("Invite to the full application")
