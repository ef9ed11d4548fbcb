"""The closed lists of applications."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationStatus(models.TextChoices):
    """The internal state; what the applicant reads stands in applications/wording.py."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    INELIGIBLE = "ineligible", _("Not eligible")
    ELIGIBLE = "eligible", _("Eligible")
    MORE_INFO = "more-info", _("More information asked")
    UNDER_REVIEW = "under-review", _("Under review")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    OFFERED = "offered", _("Offered a place")
    WAITLISTED = "waitlisted", _("On the waiting list")
    REJECTED = "rejected", _("Declined by the panel")
    ACCEPTED = "accepted", _("Accepted the place")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_SENT = "not-sent", _("Never sent")
    ENDED = "ended", pgettext_lazy("of an application", "Ended with its call or its other half")


# States in which the one application of a person in a call lives.
LIVE = ("draft", "submitted", "eligible", "more-info", "under-review", "shortlisted", "offered", "waitlisted", "accepted", "completed")


class CoRole(models.TextChoices):
    VIEW = "view", _("May read")
    EDIT = "edit", _("May read and write")
    HALF = "half", _("Writes the other half")  # of a paired application: accepting begins it


class CoState(models.TextChoices):
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Takes part")
    DECLINED = "declined", _("Declined")
    REMOVED = "removed", _("Removed")
