"""Consent: what was agreed to, in the exact words that were shown."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import Purpose


class ConsentText(models.Model):
    """One version of one text in one language, kept for as long as somebody agreed to it. `sha256` is that of the text in UTF-8."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    text = models.TextField()
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_text_once_a_version"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_text_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} {self.language}"


class ConsentRecord(models.Model):
    """One person said yes to one text, once. Taking it back fills `withdrawn_at`; nothing else ever changes and no row goes before erasure.

    `recipient` and `jurisdiction` name who gets the data and where, for a transfer abroad; blank otherwise.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="records")
    recipient = models.CharField(_("recipient"), max_length=200, blank=True, default="")
    jurisdiction = models.CharField(_("country or region"), max_length=2, blank=True, default="")
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    given_on = models.CharField(max_length=20)  # where: sign-up, my-page, application
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_on = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "purpose", "recipient"], condition=Q(withdrawn_at__isnull=True), name="consent_once_at_a_time"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"),
            models.CheckConstraint(condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")), name="consent_withdrawn_later"),
            models.CheckConstraint(condition=~Q(purpose="transfer") | ~Q(recipient=""), name="consent_transfer_names_recipient"),
        ]
