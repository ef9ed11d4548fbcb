"""Interests (on the pages: Offers): what a profile offers or seeks, always until a date."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.querysets import TieredQuerySet
from directory.vocabulary import Direction, InterestType, Visibility


class Interest(models.Model):
    """Shown and found up to and including `expires_on` (a day of the UTC calendar), never after."""

    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="interests")
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    type = models.CharField(_("what"), max_length=16, choices=InterestType)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True, default="")
    title_zh = models.CharField(_("title in Chinese"), max_length=200, blank=True, default="")
    text_en = models.TextField(_("conditions in English"), blank=True, default="")
    text_zh = models.TextField(_("conditions in Chinese"), blank=True, default="")
    expires_on = models.DateField(_("until"))
    tier = models.PositiveSmallIntegerField(_("visible to"), choices=Visibility, default=Visibility.PUBLIC)
    assertion = models.ForeignKey("directory.Assertion", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = TieredQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")
        ordering: ClassVar = ["expires_on", "id"]
        indexes: ClassVar = [models.Index(fields=["expires_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(direction__in=Direction.values) & Q(type__in=InterestType.values), name="interest_known"),
        ]
