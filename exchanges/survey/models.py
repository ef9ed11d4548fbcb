"""Answers for statistics, apart from the application they belong to, and the counts made of them.

No other record points here: a row is read by its own person, and by coordination/statistics.py, which counts.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.vocabulary import CareerStage
from exchanges.survey.vocabulary import Gender


class SurveyAnswer(models.Model):
    """What one person says for the statistics of one application. Blank: not answered."""

    application = models.ForeignKey("exchanges.Application", models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True, default="")
    career_stage = models.CharField(_("career stage"), max_length=10, choices=CareerStage, blank=True, default="")

    class Meta:
        verbose_name = _("answer for statistics")
        verbose_name_plural = _("answers for statistics")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "person"], name="survey_once_a_person"),
            models.CheckConstraint(condition=Q(gender__in=["", *Gender.values]), name="survey_gender_known"),
            models.CheckConstraint(condition=Q(career_stage__in=["", *CareerStage.values]), name="survey_stage_known"),
            models.CheckConstraint(condition=~Q(gender="", career_stage=""), name="survey_says_something"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyCount(models.Model):
    """What the coordinators of a call are told: groups of at least ten people, as they were counted at a moment. `people` is how many applications
    had come in by then; `gender` and `career_stage` are {"counts": {group: people}, "few": people | null, "total": people | null}."""

    call = models.OneToOneField("exchanges.Call", models.CASCADE, related_name="+")
    people = models.PositiveIntegerField()
    gender = models.JSONField(default=dict)
    career_stage = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("count for statistics")
        verbose_name_plural = _("counts for statistics")

    def __str__(self) -> str:
        return str(self.pk)
