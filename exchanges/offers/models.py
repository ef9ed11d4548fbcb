"""An offer of a place, the ledger of places, the waiting list, and matching runs."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnly
from directory.models.profiles import UID_LENGTH, new_uid
from exchanges.offers.querysets import OfferQuerySet
from exchanges.offers.vocabulary import HOLDING, OfferState, RunMethod, RunState, WaitState


class Offer(models.Model):
    """A place offered to one application. It holds a place of the call, and of its position where it names one, while in HOLDING."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    application = models.ForeignKey("exchanges.Application", models.PROTECT, related_name="offers")
    position = models.ForeignKey("exchanges.HostPosition", models.PROTECT, null=True, blank=True, related_name="offers")
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.SENT)
    conditions = models.TextField(_("conditions"), blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")  # of a decline, a withdrawal, a deferral
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("answer before"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    deferral_asked_at = models.DateTimeField(null=True, blank=True)  # the applicant asked for a later call, `reason` says which; not answered yet
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    promoted_from = models.OneToOneField("exchanges.WaitingEntry", models.SET_NULL, null=True, blank=True, related_name="offer")

    objects: ClassVar[Any] = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application"], condition=Q(state__in=HOLDING), name="offer_one_live_an_application"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("sent_at")), name="offer_expires_later"),
        ]


class Hold(models.Model):
    """The ledger of places: +1 when an offer takes one, −1 when it gives it back. The sum of a call is its `taken`. Never changed."""

    call = models.ForeignKey("exchanges.Call", models.PROTECT, related_name="holds")
    position = models.ForeignKey("exchanges.HostPosition", models.PROTECT, null=True, blank=True, related_name="holds")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="holds")
    change = models.SmallIntegerField()
    why = models.CharField(max_length=20)  # the move that took or gave it
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("hold of a place")
        verbose_name_plural = _("holds of places")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "change"], name="hold_taken_and_given_once"),
            models.CheckConstraint(condition=Q(change__in=[-1, 1]), name="hold_is_one_place"),
        ]


class WaitingEntry(models.Model):
    """A place on the waiting list of a call or of one position. Offered in the order of rank, submission, key; never twice."""

    call = models.ForeignKey("exchanges.Call", models.PROTECT, related_name="waiting")
    position = models.ForeignKey("exchanges.HostPosition", models.PROTECT, null=True, blank=True, related_name="waiting")
    application = models.OneToOneField("exchanges.Application", models.PROTECT, related_name="waiting")
    rank = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=WaitState, default=WaitState.WAITING)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("place on a waiting list")
        verbose_name_plural = _("places on waiting lists")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(state__in=WaitState.values), name="waiting_state_known")]


class MatchRun(models.Model):
    """One run of the matching of a call: its frozen inputs, their hash, the result and its certificate. The database lets nobody change or remove
    it: only its state moves on, once. The newest published one counts."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    call = models.ForeignKey("exchanges.Call", models.PROTECT, related_name="match_runs")
    state = models.CharField(max_length=9, choices=RunState, default=RunState.COMPUTED)
    method = models.CharField(max_length=20, choices=RunMethod)
    seed = models.CharField(max_length=64)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    result = models.JSONField()
    result_sha256 = models.CharField(max_length=64)
    certificate = models.JSONField()
    reason = models.TextField(blank=True, default="")  # of a run that follows another
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    computed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RunState.values) & Q(method__in=RunMethod.values), name="match_run_known"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False) | (Q(published_at=None) & ~Q(state="published")),
                name="match_run_published_then",
            ),
        ]
