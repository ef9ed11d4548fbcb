"""A stored file: where its bytes lie, what they are, who gave them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.profiles import UID_LENGTH, new_uid


class StoredFile(models.Model):
    """The bytes lie under `settings.FILES_DIR / path`, written and fsynced before this row commits. `path` tells nothing. A row without bytes
    (`gone_at`) says that they were removed."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    path = models.CharField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)  # as the person called it, cleaned; never part of a path
    media_type = models.CharField(_("type"), max_length=100)  # by content
    size = models.PositiveBigIntegerField(_("bytes"))  # of what the person gave, before encryption
    sha256 = models.CharField(max_length=64)
    is_encrypted = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_has_bytes")]
