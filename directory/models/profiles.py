"""A profile: the public page of a researcher, an institute or a company, and what all three share."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.querysets import ProfileQuerySet
from directory.vocabulary import Kind, Status, Verification

UID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: a uid can be read out over the telephone
UID_LENGTH = 12


def new_uid() -> str:
    """A random uid: 60 bits, so a million of them meet once in some two million tries."""
    return "".join(secrets.choice(UID_ALPHABET) for _unused in range(UID_LENGTH))


class Profile(models.Model):
    """`uid` is public, opaque and never reused. `seq` is the Change that last touched the profile."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="profiles")
    verification = models.CharField(_("verified"), max_length=12, choices=Verification, blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True, default="")
    summary_zh = models.TextField(_("summary in Chinese"), blank=True, default="")
    keywords_en = models.JSONField(_("keywords in English"), default=list, blank=True)
    keywords_zh = models.JSONField(_("keywords in Chinese"), default=list, blank=True)
    working_languages = models.JSONField(_("languages"), default=list, blank=True)  # BCP 47
    website = models.CharField(_("website"), max_length=500, blank=True, default="")
    links = models.JSONField(default=list, blank=True)  # [{"type": "wikipedia", "value": "https://…"}]
    field_tiers = models.JSONField(default=dict, blank=True)  # {"summary": 1}; what isn't named is public
    is_demo = models.BooleanField(default=False)  # invented; every page says so
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    seq = models.BigIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        indexes: ClassVar = [models.Index(fields=["status", "kind"]), models.Index(fields=["owner"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="profile_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="profile_status_known"),
            # A withdrawn profile may point to its successor; a merged one must point somewhere; no other may.
            models.CheckConstraint(
                condition=(Q(status=Status.MERGED, merged_into__isnull=False) | Q(status=Status.WITHDRAWN) | Q(merged_into__isnull=True)
                & ~Q(status=Status.MERGED)),
                name="profile_merged_has_target",
            ),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="profile_not_merged_into_itself"),
            models.CheckConstraint(condition=Q(verification="") | Q(verification__in=Verification.values), name="profile_verification_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uid}"
