"""The audit log: who did or tried what, on whom, when, from where, with which right. The database itself refuses to change or remove a row."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnly
from accounts.vocabulary import ActorKind, Outcome


class AuditEvent(models.Model):
    """One act or refused try. It holds ids and words of our own, never a name, an address or a text of the people it is about."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    # The row stays when the account goes: no constraint, no cascade.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    actor_kind = models.CharField(_("who"), max_length=8, choices=ActorKind)
    right = models.CharField(_("with which right"), max_length=60, blank=True, default="")  # staff, owner, manager, coordinator, scope:…
    act = models.CharField(_("what"), max_length=60)  # belonging.approve, message.read
    object_type = models.CharField(_("on what"), max_length=30, blank=True, default="")  # user, profile, membership, message
    object_id = models.CharField(max_length=40, blank=True, default="")  # the public uid where there is one
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.DONE)
    address = models.CharField(_("from where"), max_length=45, blank=True, default="")  # the network address
    request_id = models.CharField(max_length=32, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        ordering: ClassVar = ["-at", "-id"]
        # Each way of asking ends in time, so a page of answers is read off an index, however long the log.
        indexes: ClassVar = [
            models.Index(fields=["object_id", "object_type", "at"], name="audit_of_thing"),
            models.Index(fields=["object_type", "at"], name="audit_of_type"),
            models.Index(fields=["actor", "at"], name="audit_of_actor"),
            models.Index(fields=["act", "at"], name="audit_of_act"),
            models.Index(fields=["at"], name="audit_in_time"),
            models.Index(fields=["at"], condition=Q(outcome="refused"), name="audit_refused"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values) & Q(actor_kind__in=ActorKind.values), name="audit_known"),
        ]


class AuditSeal(models.Model):
    """The SHA-256 over the events `first`…`last` and the seal before: a log that was tampered with no longer fits its seals."""

    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    events = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True, default="", unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        ordering: ClassVar = ["last"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(last__gte=F("first")) & Q(events__gt=0), name="audit_seal_covers_something")]
