"""Identifiers: what other registers call a profile. `directory.identifiers` says how each scheme is written and checked."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import TieredQuerySet
from directory.vocabulary import IdentifierStatus, Scheme, Source, Visibility


class Identifier(models.Model):
    """`value` is canonical (see directory.identifiers). One active profile a value; a second claim is kept as conflicting."""

    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=16, choices=Scheme)
    value = models.CharField(_("value"), max_length=100)
    checksum_ok = models.BooleanField(null=True, blank=True)  # null: the scheme has none
    verified_by = models.CharField(_("verified by"), max_length=10, choices=Source, blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=IdentifierStatus, default=IdentifierStatus.ACTIVE)
    is_preferred = models.BooleanField(default=False)
    tier = models.PositiveSmallIntegerField(_("visible to"), choices=Visibility, default=Visibility.PUBLIC)
    assertion = models.ForeignKey("directory.Assertion", models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TieredQuerySet.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "value"], condition=Q(status="active"), name="identifier_one_active_owner"),
            models.UniqueConstraint(fields=["profile", "scheme", "value"], name="identifier_once_a_profile"),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values) & ~Q(value=""), name="identifier_scheme_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
