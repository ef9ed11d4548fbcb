"""Who works where, and how organisations hang together."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import TieredQuerySet
from directory.vocabulary import AffiliationType, LinkType, Visibility

partial_date = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", _("Write a year, a month or a day: 2021, 2021-09 or 2021-09-30."),
)


class Affiliation(models.Model):
    """A person at an organisation. Dates are partial ISO 8601 (2021, 2021-09, 2021-09-30). An organisation that isn't in the
    directory, or wasn't matched for certain, stays as `organisation_text`."""

    person = models.ForeignKey("directory.Profile", models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey("directory.Profile", models.PROTECT, null=True, blank=True, related_name="people")
    organisation_text = models.CharField(_("organisation as written"), max_length=300, blank=True, default="")
    type = models.CharField(_("type"), max_length=12, choices=AffiliationType, default=AffiliationType.EMPLOYMENT)
    unit_en = models.CharField(_("unit in English"), max_length=200, blank=True, default="")
    unit_zh = models.CharField(_("unit in Chinese"), max_length=200, blank=True, default="")
    role_en = models.CharField(_("post in English"), max_length=200, blank=True, default="")
    role_zh = models.CharField(_("post in Chinese"), max_length=200, blank=True, default="")
    start = models.CharField(_("from"), max_length=10, blank=True, default="", validators=[partial_date])
    end = models.CharField(_("to"), max_length=10, blank=True, default="", validators=[partial_date])
    is_primary = models.BooleanField(_("main affiliation"), default=False)
    confirmed_at = models.DateTimeField(_("confirmed by the organisation"), null=True, blank=True)
    tier = models.PositiveSmallIntegerField(_("visible to"), choices=Visibility, default=Visibility.PUBLIC)
    assertion = models.ForeignKey("directory.Assertion", models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TieredQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering: ClassVar = ["-is_primary", "-start", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(is_primary=True), name="affiliation_one_primary_a_person"),
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(organisation_text=""), name="affiliation_names_an_organisation"),
            models.CheckConstraint(condition=Q(organisation__isnull=True) | ~Q(organisation=F("person")), name="affiliation_not_with_itself"),
        ]


class OrganisationLink(models.Model):
    """A link as its source states it, one direction a row. `to_ror` keeps an end that isn't here yet; it is connected when it arrives."""

    organisation = models.ForeignKey("directory.Profile", models.CASCADE, related_name="links_out")
    type = models.CharField(_("type"), max_length=12, choices=LinkType)
    to = models.ForeignKey("directory.Profile", models.SET_NULL, null=True, blank=True, related_name="links_in")
    to_ror = models.CharField(max_length=9, blank=True, default="", db_index=True)
    to_label = models.CharField(max_length=300, blank=True, default="")
    assertion = models.ForeignKey("directory.Assertion", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("link between organisations")
        verbose_name_plural = _("links between organisations")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "type", "to_ror"], condition=~Q(to_ror=""), name="link_once_a_target_ror"),
            models.UniqueConstraint(fields=["organisation", "type", "to"], condition=Q(to__isnull=False, to_ror=""), name="link_once_a_target"),
            models.CheckConstraint(condition=Q(to__isnull=False) | ~Q(to_ror="") | ~Q(to_label=""), name="link_has_an_end"),
            models.CheckConstraint(condition=Q(to__isnull=True) | ~Q(to=F("organisation")), name="link_not_to_itself"),
        ]
