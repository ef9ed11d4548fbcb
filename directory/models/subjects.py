"""Fields of research: OECD FORD (Frascati Manual 2015), six broad and forty-two narrow fields, in both languages."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.Model):
    """`code` is FORD's: "2" is broad, "2.5" narrow. A profile carries narrow codes where it can; counts roll up."""

    scheme = models.CharField(max_length=10, default="FORD")
    code = models.CharField(max_length=10)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    label_en = models.CharField(max_length=120)
    label_zh = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("field of research")
        verbose_name_plural = _("fields of research")
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "code"], name="subject_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.label_en}"


class ProfileSubject(models.Model):
    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="profile_subjects")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="profile_subjects")
    rank = models.PositiveSmallIntegerField(default=0)  # 0 is the main field

    class Meta:
        ordering: ClassVar = ["rank", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "subject"], name="subject_once_a_profile")]
