"""A programme with its names in both languages, and the roles that people have in it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.profiles import UID_LENGTH, new_uid
from exchanges.programmes.querysets import ProgrammeQuerySet, RoleQuerySet
from exchanges.programmes.vocabulary import ProgrammeRoleName


class Programme(models.Model):
    """`uid` is public, opaque and never reused."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    organiser = models.ForeignKey("directory.Profile", models.PROTECT, null=True, blank=True, related_name="programmes", verbose_name=_("organiser"))
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_zh=""), name="programme_has_both_names")]

    def __str__(self) -> str:
        return self.name_en


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
