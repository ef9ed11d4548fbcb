"""One row a move of a call, an application, a review, a letter, an offer or a placement."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnly


class Event(models.Model):
    """What happened to which thing: `noun` and `key` name it ("application", its pk), `move` the act, `right` with which right. `reason` is what a
    person wrote, `facts` what else belongs to the move."""

    noun = models.CharField(_("thing"), max_length=20)
    key = models.PositiveBigIntegerField(_("its key"))
    call = models.ForeignKey("exchanges.Call", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("call"))
    move = models.CharField(_("move"), max_length=30)
    source = models.CharField(_("from"), max_length=24, blank=True, default="")
    target = models.CharField(_("to"), max_length=24, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    right = models.CharField(_("right"), max_length=20, blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    trace = models.CharField(_("request"), max_length=64, blank=True, default="")
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["noun", "key", "at"], name="event_of_thing"),
            models.Index(fields=["call", "at"], name="event_of_call"),
        ]
