"""The closed lists of offers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OfferState(models.TextChoices):
    SENT = "sent", _("Waits for an answer")
    HALF = "half", _("Accepted, waits for the other half")
    CONDITIONS = "conditions", _("Accepted, conditions open")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    FAILED = "failed", _("Conditions not met")
    DEFERRED = "deferred", _("Deferred to a later call")


HOLDING = ("sent", "half", "conditions", "confirmed")  # an offer in these states holds a place


class WaitState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("waiting list", "Waiting")
    OFFERED = "offered", _("Offered a place")
    PASSED = "passed", _("Offered, not taken")
    LEFT = "left", _("Left the list")


class RunState(models.TextChoices):
    COMPUTED = "computed", _("Computed")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class RunMethod(models.TextChoices):
    DEFERRED_ACCEPTANCE = "deferred-acceptance", _("Both sides have a say: deferred acceptance")
    ASSIGNMENT = "assignment", _("Only applicants’ wishes: best total")
