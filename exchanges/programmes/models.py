"""A programme in both languages, the profiles that take part in it, and the roles that people have in it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.profiles import UID_LENGTH, new_uid
from exchanges.programmes.querysets import ParticipationQuerySet, ProgrammeQuerySet, RoleQuerySet
from exchanges.programmes.vocabulary import Currency, PartName, ProgrammeKind, ProgrammeRoleName, ProgrammeStatus, TravelDirection


class Programme(models.Model):
    """`uid` is public, opaque and never reused."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=ProgrammeStatus, default=ProgrammeStatus.DRAFT)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    summary_en = models.TextField(_("summary in English"), max_length=4000, blank=True, default="")
    summary_zh = models.TextField(_("summary in Chinese"), max_length=4000, blank=True, default="")
    funding_en = models.TextField(_("what is funded, in English"), max_length=2000, blank=True, default="")
    funding_zh = models.TextField(_("what is funded, in Chinese"), max_length=2000, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=16, choices=ProgrammeKind, default=ProgrammeKind.RESEARCH_VISIT)
    direction = models.CharField(_("who travels where"), max_length=10, choices=TravelDirection, default=TravelDirection.BOTH)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.GBP)
    subjects = models.JSONField(_("fields of research"), default=list, blank=True)  # FORD codes
    career_stages = models.JSONField(_("career stages"), default=list, blank=True)  # directory.vocabulary.CareerStage values
    languages = models.JSONField(_("languages"), default=list, blank=True)  # BCP 47, in which one can take part
    website = models.URLField(_("website"), max_length=500, blank=True, default="")
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_zh=""), name="programme_has_both_names"),
            models.CheckConstraint(condition=Q(status__in=ProgrammeStatus.values), name="programme_status_known"),
            models.CheckConstraint(condition=Q(kind__in=ProgrammeKind.values), name="programme_kind_known"),
            models.CheckConstraint(condition=Q(direction__in=TravelDirection.values), name="programme_direction_known"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="programme_currency_known"),
        ]

    def __str__(self) -> str:
        return self.name_en


class Participation(models.Model):
    """A profile takes part in a programme: as organiser, host, funder …"""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participations")
    profile = models.ForeignKey("directory.Profile", models.PROTECT, related_name="participations", verbose_name=_("profile"))
    part = models.CharField(_("takes part as"), max_length=10, choices=PartName)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("part in a programme")
        verbose_name_plural = _("parts in programmes")
        ordering: ClassVar = ["part", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "profile", "part"], name="participation_once"),
            models.CheckConstraint(condition=Q(part__in=PartName.values), name="participation_part_known"),
        ]


class ProgrammeRole(models.Model):
    """A person coordinates or reviews one programme, from `started_at` until `ended_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="programme_roles")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=12, choices=ProgrammeRoleName)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in a programme")
        verbose_name_plural = _("roles in programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "programme", "role"], condition=Q(ended_at__isnull=True), name="programme_role_once_at_a_time"),
            models.CheckConstraint(condition=Q(role__in=ProgrammeRoleName.values), name="programme_role_known"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="programme_role_ends_later"),
        ]
