"""Where somebody is: a country or region, and a city that the gazetteer knows, typed in either language."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import places
from directory.editing.forms import Block, Line, PartForm
from directory.editing.inputs import Choice, Who
from directory.editing.inputs import Line as TextLine
from directory.models import Place
from directory.vocabulary import Visibility

FIRST = ("CN", "GB", "HK", "MO", "TW")  # the rest follows in the order of the alphabet


class PlacePart(PartForm):
    name = "place"
    title = _("Place")
    intro = _("Where you can be met. A city is enough; there is no street here.")
    blocks: ClassVar = (Block("place", _("Place"), ("country", "subdivision", "city")),)
    country = Choice(choices=[], blank="", label=_("Country or region"))
    subdivision = Choice(choices=[], blank="", label=_("Province, nation or region"), help_text=_("Only for China and the United Kingdom."))
    city = TextLine(most=120, label=_("City"), help_text=_("In English or Chinese."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" not in self.fields:
            return
        own = int((get_language() or "").startswith("zh"))
        named = {code: words[own] for code, words in places.countries().items()}
        listed = [*((code, named[code]) for code in FIRST), *sorted(((c, w) for c, w in named.items() if c not in FIRST), key=lambda one: one[1])]
        regions = [(code, words[own]) for code, words in places.subdivisions().items()]
        self.fields["country"].choices = [("", _("Not said")), *listed]  # type: ignore[attr-defined]
        self.fields["subdivision"].choices = [("", _("Not said")), *regions]  # type: ignore[attr-defined]
        self.fields["who_place"] = Who(initial=self._standing().tier if self._standing() else Visibility.MEMBERS)

    def _standing(self) -> Any:
        return self.profile.locations.select_related("place").order_by("position").first()

    def groups(self) -> Any:
        for block, fields, _who in super().groups():
            yield block, fields, self["who_place"]

    def read(self) -> dict[str, Any]:
        row = self._standing()
        if row is None:
            return {}
        place, chinese = row.place, (get_language() or "").startswith("zh")
        city = (place.city_zh or place.city_en) if chinese else (place.city_en or place.city_zh)
        return {"country": place.country, "subdivision": place.subdivision if place.subdivision in places.subdivisions() else "", "city": city}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        country, region, city = data.get("country", ""), data.get("subdivision", ""), data.get("city", "")
        if region and country and not region.startswith(f"{country}-"):
            self.add_error("subdivision", _("This is not in the country or region you chose."))
        if (city or region) and not country and "country" not in self.errors:
            self.add_error("country", _("Choose the country or region as well."))
        if city and country and not self.errors:
            data["known"] = self._known(country, region, city)
        return data

    def _known(self, country: str, region: str, city: str) -> dict[str, Any] | None:
        """The place as the gazetteer describes it. Nobody writes a new city into it from here."""
        rows = Place.objects.filter(Q(city_en__iexact=city) | Q(city_zh=city) | Q(city_zh=f"{city}市"), country=country)
        found = (rows.filter(subdivision=region) if region else rows).order_by("pk").first()
        if found is not None:
            return {
                "country": found.country, "subdivision": found.subdivision, "subdivision_name": found.subdivision_name, "city": found.city_en,
                "city_zh": found.city_zh, "geonames_id": found.geonames_id, "lat": found.lat, "lng": found.lng,
            }
        for code, english, chinese in places.cities():
            if city.casefold() in (english.casefold(), chinese, f"{chinese}市") and code[:2] == country and region in ("", code):
                return {"country": country, "subdivision": code if "-" in code else "", "city": english, "city_zh": chinese}
        unknown = _("We don’t know this city there. Check its spelling, write a larger one nearby, or leave it empty.")
        self.add_error("city", ValidationError(unknown, "unknown"))
        return None

    def tiers(self) -> dict[str, int]:
        return {}

    def written(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data["country"]:
            return {"place": None}
        described = data.get("known") or {"country": data["country"], "subdivision": data["subdivision"]}
        return {"place": described | {"tier": data["who_place"]}}

    def lines(self) -> list[Line]:
        row = self._standing()
        return [Line(line.label, line.value, row.tier) for line in super().lines()] if row else []
