"""The outbox: what we send, as rows written in the transaction of what it tells of."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import Channel, MessageState

ENDED = (MessageState.SENT, MessageState.KEPT, MessageState.DROPPED, MessageState.DEAD)


class Message(models.Model):
    """One mail to one person (later: one event to one webhook). `id` stays the same at every try and is in the Message-ID.

    A worker takes it by a lease: `lease_until` and a `lease_token` nobody else knows. Only who still holds the token may write how it ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.MAIL)
    topic = models.CharField(_("topic"), max_length=80)  # which text: signin/code, belonging/invited
    destination = models.CharField(_("destination"), max_length=255)  # what fails together: the domain of the address, the endpoint
    recipient = models.CharField(_("to"), max_length=320)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="messages")
    language = models.CharField(_("language"), max_length=10, default="en")
    subject = models.CharField(_("subject"), max_length=300, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    html = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict, blank=True)
    # Holds a code or a link that lets somebody in: the texts are wiped as soon as they are sent.
    is_secret = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True, default=None)
    state = models.CharField(_("state"), max_length=8, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    next_at = models.DateTimeField(_("next try"), default=timezone.now)
    give_up_at = models.DateTimeField(null=True, blank=True)  # a code is worth nothing after its time; NULL: 72 hours
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, default="")  # never the text or the address

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(state="queued"), name="message_due"),
            models.Index(fields=["state", "-created_at"], name="message_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values) & Q(channel__in=Channel.values), name="message_known"),
            models.CheckConstraint(
                condition=(
                    Q(lease_until__isnull=True, lease_token__isnull=True) | Q(lease_until__isnull=False, lease_token__isnull=False, state="queued")
                ),
                name="message_lease_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="queued", ended_at__isnull=True) | (~Q(state="queued") & Q(ended_at__isnull=False)), name="message_ended_has_time",
            ),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("created_at")), name="message_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"
