"""Who reviews which application, what they scored and wrote, what the panel noted, and the decision while nobody else knows it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.reviews.querysets import AssignmentQuerySet, DecisionQuerySet
from exchanges.reviews.vocabulary import AssignmentState, Outcome


class Assignment(models.Model):
    """One reviewer, one application, one stage. Nothing but the title is readable before `declared_at`, when "no conflict" was said."""

    application = models.ForeignKey("exchanges.Application", models.PROTECT, related_name="assignments")
    stage = models.PositiveSmallIntegerField(default=1)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    state = models.CharField(_("state"), max_length=12, choices=AssignmentState, default=AssignmentState.INVITED)
    why = models.JSONField(_("why this reviewer"), default=dict, blank=True)  # what the assignment weighed, for people to read
    conflict = models.CharField(_("conflict"), max_length=500, blank=True, default="")  # what the reviewer said
    points = models.BigIntegerField(null=True, blank=True)  # when it came in: the weighted sum, exact, in parts of reviews/scoring.py
    to_panel = models.TextField(_("comment to the panel"), blank=True, default="")
    to_applicant = models.TextField(_("comment to the applicant"), blank=True, default="")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("asked"), default=timezone.now)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField(_("said “no conflict”"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("came in"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reviewer", "application", "stage"], name="review_once"),
            models.CheckConstraint(condition=Q(state__in=AssignmentState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["in-progress", "submitted", "reopened", "locked"]) | Q(declared_at__isnull=False),
                name="review_after_no_conflict",
            ),
            models.CheckConstraint(condition=~Q(state__in=["submitted", "locked"]) | Q(submitted_at__isnull=False), name="review_in_has_time"),
        ]


class Score(models.Model):
    """A reviewer's score on one criterion of the rubric; `high` is the top of its scale."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value__gte=models.F("low"), value__lte=models.F("high")), name="score_on_the_scale"),
        ]


class PanelNote(models.Model):
    """What the panel wrote about an application, for itself."""

    application = models.ForeignKey("exchanges.Application", models.CASCADE, related_name="panel_notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(default=timezone.now)


class Release(models.Model):
    """One telling of the decisions of a call's stage. Each decision is told in a transaction of its own; who finds a release without `ended_at` goes
    on where it stopped."""

    call = models.ForeignKey("exchanges.Call", models.PROTECT, related_name="releases")
    stage = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("release of decisions")
        verbose_name_plural = _("releases of decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call"], condition=Q(ended_at__isnull=True), name="release_one_at_a_time"),
        ]


class Decision(models.Model):
    """What is to become of an application, prepared unseen; told to the applicant when all of a call are released together."""

    application = models.ForeignKey("exchanges.Application", models.PROTECT, related_name="decisions")
    stage = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(_("decision"), max_length=6, choices=Outcome)
    rank = models.PositiveIntegerField(_("rank on the waiting list"), null=True, blank=True)
    position = models.ForeignKey("exchanges.HostPosition", models.PROTECT, null=True, blank=True, related_name="+")
    conditions = models.TextField(_("conditions"), blank=True, default="")
    letter = models.TextField(_("letter"), blank=True, default="")  # the applicant's language; blank: the standard letter
    override = models.TextField(_("why with fewer reviews"), blank=True, default="")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="decisions")
    released_at = models.DateTimeField(null=True, blank=True)
    told_subject = models.CharField(max_length=300, blank=True, default="")  # the letter as it went out
    told_text = models.TextField(blank=True, default="")
    skipped = models.CharField(max_length=300, blank=True, default="")  # why a release could not tell it

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "stage"], name="decision_once_a_stage"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"),
        ]
