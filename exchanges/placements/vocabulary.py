"""The closed lists of placements."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    HOST_CONFIRMED = "host-confirmed", _("Confirmed by the host")
    CONFIRMED = "confirmed", _("Confirmed by both")
    CLEARED = "cleared", _("Cleared to go")
    ACTIVE = "active", _("Under way")
    COMPLETED = "completed", _("Completed")
    REPORTED = "reported", _("Reported")
    CLOSED = "closed", pgettext_lazy("placement", "Closed")
    CANCELLED = "cancelled", _("Cancelled")
    CURTAILED = "curtailed", _("Ended early")


class CheckKind(models.TextChoices):
    ATAS = "atas", _("ATAS certificate")
    VISA = "visa", _("Visa")
    EXPORT_CONTROL = "export-control", _("Export control")
    DATA_TRANSFER = "data-transfer", _("Transfer of personal data")
    INSURANCE = "insurance", _("Insurance")


class CheckState(models.TextChoices):
    OPEN = "open", pgettext_lazy("compliance", "Open")
    CHECKED = "checked", pgettext_lazy("compliance", "Checked")
    NOT_NEEDED = "not-needed", _("Checked: not needed")


class ReportKind(models.TextChoices):
    ARRIVAL = "arrival", _("Arrival")
    INTERIM = "interim", _("Interim report")
    FINAL = "final", _("Final report")
    HOST = "host", _("The host’s report")


class ReportState(models.TextChoices):
    DUE = "due", pgettext_lazy("report", "Due")
    SUBMITTED = "submitted", _("Handed in")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")
    RETURNED = "returned", _("Returned with a question")


class PaperKind(models.TextChoices):
    PASSPORT = "passport", _("Passport")
    VISA = "visa", _("Visa")
    CERTIFICATE = "certificate", _("Certificate")
    INSURANCE = "insurance", _("Insurance")
    OTHER = "other", _("Another paper")
