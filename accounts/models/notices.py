"""What we tell somebody on My page and, as often as they like, by mail."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.vocabulary import Frequency, NoticeKind


class NoticeChoice(models.Model):
    """How often a person wants a kind of notice by mail. No row: at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    frequency = models.CharField(max_length=8, choices=Frequency)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values) & Q(frequency__in=Frequency.values), name="notice_choice_known"),
        ]


class Notice(models.Model):
    """One thing told to one person. `topic` names its sentence, `facts` fill it in; it is put into words when it is read, in the reader's
    language."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    topic = models.CharField(max_length=60)  # belonging/approved
    facts = models.JSONField(default=dict, blank=True)  # short strings and bilingual pairs {"en": …, "zh": …}
    path = models.CharField(max_length=300, blank=True, default="")  # where it leads, without the language: account/organisations
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due = models.BooleanField(default=False)  # waits for the daily or weekly digest
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True, default=None)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], name="notice_newest"),
            models.Index(fields=["user"], condition=Q(mail_due=True), name="notice_due"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known")]
