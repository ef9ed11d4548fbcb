"""A placement, what must be checked before anybody travels, papers kept for a short time, and reports."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.profiles import UID_LENGTH, new_uid
from exchanges.placements.querysets import PlacementQuerySet
from exchanges.placements.vocabulary import CheckKind, CheckState, PlacementState, ReportKind, ReportState


class Placement(models.Model):
    """One person at one host, planned from `starts_on` to `ends_on`, both days included; `arrived_on` and `left_on` are what happened."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    offer = models.OneToOneField("exchanges.Offer", models.PROTECT, related_name="placement")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="placements")
    host = models.ForeignKey("directory.Profile", models.PROTECT, null=True, blank=True, related_name="placements")
    state = models.CharField(_("state"), max_length=14, choices=PlacementState, default=PlacementState.PROPOSED)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    arrived_on = models.DateField(_("arrived"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")  # of a cancellation or an early end
    is_force_majeure = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PlacementState.values), name="placement_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(starts_on__lte=F("ends_on")), name="placement_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(left_on__isnull=True) | Q(arrived_on__lte=F("left_on")), name="placement_leaves_after_arrival"),
            models.CheckConstraint(condition=~Q(state="active") | Q(arrived_on__isnull=False), name="placement_active_has_arrived"),
            models.UniqueConstraint(fields=["person"], condition=Q(state="active"), name="placement_one_active_a_person"),
        ]


class ComplianceCheck(models.Model):
    """One thing to check. It says who checked what and when, never a verdict of ours."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=14, choices=CheckKind)
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.OPEN)
    is_blocking = models.BooleanField(default=True)
    note = models.CharField(_("what was checked"), max_length=500, blank=True, default="")
    reference = models.CharField(_("reference"), max_length=100, blank=True, default="")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("compliance check")
        verbose_name_plural = _("compliance checks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "kind"], name="compliance_check_once"),
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values) & Q(state__in=CheckState.values), name="compliance_check_known"),
            models.CheckConstraint(condition=Q(state="open") | (Q(at__isnull=False) & ~Q(note="")), name="compliance_check_says_who_and_what"),
        ]


class Paper(models.Model):
    """A passport scan or another paper of the kind: encrypted, gone after `expires_at`, opened only with a stated reason, each opening audited."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, default="passport")
    file = models.OneToOneField("exchanges.StoredFile", models.PROTECT, related_name="paper")
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)


class Report(models.Model):
    """A report that somebody owes."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=8, choices=ReportKind)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DUE)
    due_on = models.DateField()
    text = models.TextField(max_length=20000, blank=True, default="")
    answer = models.TextField(_("question back"), max_length=2000, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "kind"], name="report_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values) & Q(state__in=ReportState.values), name="report_known"),
            models.CheckConstraint(condition=Q(state="due") | Q(submitted_at__isnull=False), name="report_in_has_time"),
        ]
