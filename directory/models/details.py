"""What only a researcher, only an organisation, or only a company has."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.vocabulary import CareerStage


class Researcher(models.Model):
    profile = models.OneToOneField("directory.Profile", models.CASCADE, primary_key=True, related_name="researcher")
    career_stage = models.CharField(_("career stage"), max_length=10, choices=CareerStage, blank=True, default="")
    title_en = models.CharField(_("title in English"), max_length=60, blank=True, default="")  # Dr, Professor
    title_zh = models.CharField(_("title in Chinese"), max_length=60, blank=True, default="")  # 博士、教授


class Organisation(models.Model):
    """Institutes and companies alike."""

    profile = models.OneToOneField("directory.Profile", models.CASCADE, primary_key=True, related_name="organisation")
    types = models.JSONField(_("types"), default=list, blank=True)  # OrganisationType values, in the source's order
    established = models.PositiveSmallIntegerField(_("established"), null=True, blank=True)  # year
    domains = models.JSONField(_("web domains"), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(established__isnull=True) | Q(established__gte=500, established__lte=2100), name="organisation_established_plausible",
            ),
        ]


class Company(models.Model):
    profile = models.OneToOneField("directory.Profile", models.CASCADE, primary_key=True, related_name="company")
    staff = models.PositiveIntegerField(_("people employed"), null=True, blank=True)
