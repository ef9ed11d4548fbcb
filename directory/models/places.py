"""Places: a shared gazetteer of cities, and where a profile is. Country or region by ISO 3166-1, so HK, MO and TW are codes of their own."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.querysets import PlaceQuerySet, TieredQuerySet
from directory.vocabulary import Visibility


class Place(models.Model):
    """A city, or only a country or subdivision when nothing finer is known. `slug` is what a filter says: nanjing-cn-js."""

    slug = models.SlugField(max_length=120, unique=True)
    geonames_id = models.PositiveIntegerField(null=True, blank=True, unique=True)
    country = models.CharField(_("country or region"), max_length=2)  # ISO 3166-1 alpha-2
    subdivision = models.CharField(_("province, nation or region"), max_length=6, blank=True, default="")  # ISO 3166-2, with its country: CN-JS
    subdivision_name = models.CharField(max_length=120, blank=True, default="")  # as the source writes it, for those we have no words for
    city_en = models.CharField(_("city in English"), max_length=120, blank=True, default="")
    city_zh = models.CharField(_("city in Chinese"), max_length=120, blank=True, default="")
    lat = models.FloatField(null=True, blank=True)  # degrees, WGS 84
    lng = models.FloatField(null=True, blank=True)

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="place_country_is_iso"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lng__isnull=True) | Q(lat__gte=-90, lat__lte=90, lng__gte=-180, lng__lte=180), name="place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Location(models.Model):
    """Where a profile is; position 0 is the main place."""

    profile = models.ForeignKey("directory.Profile", models.CASCADE, related_name="locations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="locations")
    position = models.PositiveSmallIntegerField(default=0)
    tier = models.PositiveSmallIntegerField(_("visible to"), choices=Visibility, default=Visibility.PUBLIC)
    assertion = models.ForeignKey("directory.Assertion", models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = TieredQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "position"], name="location_one_a_position"),
            models.UniqueConstraint(fields=["profile", "place"], name="location_once_a_place"),
        ]
