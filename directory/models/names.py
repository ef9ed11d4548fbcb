"""Names, after ROR v2 `names[]`: a value with its language, script and type; for people the parts and their order."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import TieredQuerySet
from directory.vocabulary import NameOrder, NameType, Visibility


class Name(models.Model):
    """`lang` is BCP 47 or blank (not stated); `script` is ISO 15924. One name a language is preferred: the one pages show."""

    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="names")
    value = models.CharField(_("name"), max_length=300)
    lang = models.CharField(_("language"), max_length=20, blank=True, default="")
    script = models.CharField(_("script"), max_length=4, default="Zyyy")
    type = models.CharField(_("type"), max_length=16, choices=NameType, default=NameType.LABEL)
    is_preferred = models.BooleanField(_("shown in this language"), default=False)
    is_display = models.BooleanField(_("the source's display name"), default=False)
    given = models.CharField(_("given name"), max_length=150, blank=True, default="")
    family = models.CharField(_("family name"), max_length=150, blank=True, default="")
    order = models.CharField(_("order"), max_length=12, choices=NameOrder, blank=True, default="")
    tier = models.PositiveSmallIntegerField(_("visible to"), choices=Visibility, default=Visibility.PUBLIC)
    assertion = models.ForeignKey("directory.Assertion", models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TieredQuerySet.as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "value", "lang", "type"], name="name_once_a_profile"),
            models.UniqueConstraint(fields=["profile", "lang"], condition=Q(is_preferred=True), name="name_one_preferred_a_language"),
            models.CheckConstraint(condition=~Q(value=""), name="name_not_empty"),
            # The page needs a title that everybody may read.
            models.CheckConstraint(condition=Q(is_preferred=False) | Q(tier=0), name="name_preferred_is_public"),
        ]

    def __str__(self) -> str:
        return self.value
