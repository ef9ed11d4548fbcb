"""The map of a profile: places as dots, one halo for here. No borders, no coastlines, no tiles; SVG of attributes alone."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from accounts.actor import Actor, Tier
from directory.models import Place

WIDTH, HEIGHT = 304, 220  # units of the drawing; it scales
MARGIN = 12
# (west, south, east, north) in degrees: what a map of a place in that country or region shows. Elsewhere: the surroundings.
WINDOWS = {
    "CN": (73.0, 18.0, 135.0, 53.8), "HK": (103.0, 15.5, 125.0, 30.5), "MO": (103.0, 15.5, 125.0, 30.5), "TW": (109.0, 16.5, 131.0, 31.0),
    "GB": (-10.8, 49.7, 4.2, 59.8),
}
KEPT = 600  # seconds: dots change slowly, and every profile of a country draws the same ones
REACH = 7.5  # degrees of latitude north and south of a place elsewhere
LETTER = 7.5  # about the width of a Latin letter of the label; a Han character is twice as wide


@dataclass(frozen=True)
class Map:
    """What the template draws. `path` has one stroke of no length for each dot; `label_x`, `label_anchor` keep the label inside."""

    width: int
    height: int
    path: str
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    label_anchor: str


def window(lat: float, lng: float, country: str) -> tuple[float, float, float, float]:
    """West, south, east, north of the map around a place, in degrees."""
    if country in WINDOWS:
        west, south, east, north = WINDOWS[country]
        if west <= lng <= east and south <= lat <= north:
            return WINDOWS[country]
    south, north = max(lat - REACH, -85.0), min(lat + REACH, 85.0)
    wide = REACH * (WIDTH / HEIGHT) / max(math.cos(math.radians(lat)), 0.2)
    return max(lng - wide, -180.0), south, min(lng + wide, 180.0), north


def dots(actor: Actor, west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    """(lat, lng) of every place in the window where something is that readers of the actor's tier may see, as of the last minutes."""

    def read() -> list[tuple[float, float]]:
        inside = Place.objects.visible_to(actor).filter(lat__gte=south, lat__lte=north, lng__gte=west, lng__lte=east)
        return list(inside.values_list("lat", "lng"))

    key = f"dots:{min(actor.tier, Tier.PARTNERS):d}:{west:.2f}:{south:.2f}:{east:.2f}:{north:.2f}"
    return cache.get_or_set(key, read, KEPT) or []


def draw(lat: float, lng: float, country: str, *, label: str, others: Iterable[tuple[float, float]]) -> Map:
    """The map around (lat, lng) in degrees, WGS 84; `others` are (lat, lng) of the dots. Plate carrée, squeezed at the middle latitude."""
    west, south, east, north = window(lat, lng, country)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min((WIDTH - 2 * MARGIN) / ((east - west) * squeeze), (HEIGHT - 2 * MARGIN) / (north - south))
    left, top = (WIDTH - (east - west) * squeeze * scale) / 2, (HEIGHT - (north - south) * scale) / 2

    def spot(point_lat: float, point_lng: float) -> tuple[float, float]:
        return left + (point_lng - west) * squeeze * scale, top + (north - point_lat) * scale

    dots = sorted({(round(x), round(y)) for x, y in (spot(*other) for other in others) if 0 <= x <= WIDTH and 0 <= y <= HEIGHT})
    x, y = spot(lat, lng)
    room = sum(2 if ord(letter) > 0x2E7F else 1 for letter in label) * LETTER
    flip = x + 14 + room > WIDTH and x - 14 - room > 0
    return Map(
        WIDTH, HEIGHT, "".join(f"M{dot_x} {dot_y}h0" for dot_x, dot_y in dots), round(x, 1), round(y, 1), label,
        round(x - 14 if flip else x + 14, 1), round(y + 5, 1), "end" if flip else "start",
    )
