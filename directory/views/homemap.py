"""The map of the home page: the cities of Britain on the left, those of China on the right, as dots that grow with what is there."""

import math
from dataclasses import dataclass

from directory import facets

WIDTH, HEIGHT, MARGIN = 760, 350, 14
# (west, south, east, north) in degrees, left edge, width: Britain and Northern Ireland, then China.
SIDES = (((-8.4, 49.9, 2.0, 58.2), 0, 260), ((79.0, 18.0, 129.0, 48.5), 270, 490))
NAMED = 5  # cities a side that are written out
Window = tuple[float, float, float, float]
SMALL, LARGE = 1.6, 6.5  # radius of a dot
LETTER = 7.5  # about the width of a Latin letter of a label; a Han character is twice as wide


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    r: float
    label: str = ""
    label_x: float = 0
    anchor: str = "start"


def draw(counts: facets.Counts, lang: str) -> list[Dot]:
    """The cities that the reader's counts know of, the large ones last, so that they lie on top. The two sides are not drawn to one scale."""
    found = counts.get("city", {})
    slugs = sorted(found, key=lambda slug: (-found[slug], slug))[: facets.CITIES]
    facets.know_cities(slugs)
    where = {one.slug: (one.lat, one.lng) for one in map(facets.city, slugs) if one.lat is not None and one.lng is not None}
    most = max(found.values(), default=1)
    dots: list[Dot] = []
    for window, left, width in SIDES:
        inside = [slug for slug in slugs if slug in where and _within(window, *where[slug])]
        taken: list[tuple[float, float]] = []
        for slug in inside:
            x, y = _spot(window, left, width, *where[slug])
            name = ""
            if len(taken) < NAMED and all(abs(y - other_y) > 18 or abs(x - other_x) > 130 for other_x, other_y in taken):
                name = facets.word("city", slug, lang)
                taken.append((x, y))
            dots.append(_dot(x, y, SMALL + (LARGE - SMALL) * math.sqrt(found[slug] / most), name))
    return sorted(dots, key=lambda dot: dot.r)


def _within(window: Window, lat: float, lng: float) -> bool:
    west, south, east, north = window
    return west <= lng <= east and south <= lat <= north


def _spot(window: Window, left: float, width: float, lat: float, lng: float) -> tuple[float, float]:
    """Plate carrée, squeezed at the middle latitude."""
    west, south, east, north = window
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min((width - 2 * MARGIN) / ((east - west) * squeeze), (HEIGHT - 2 * MARGIN) / (north - south))
    return left + MARGIN + (lng - west) * squeeze * scale, MARGIN + (north - lat) * scale


def _dot(x: float, y: float, r: float, label: str) -> Dot:
    room = sum(2 if ord(letter) > 0x2E7F else 1 for letter in label) * LETTER
    before = x + r + 5 + room > WIDTH
    return Dot(round(x, 1), round(y, 1), round(r, 1), label, round(x - r - 5 if before else x + r + 5, 1), "end" if before else "start")
