"""The map: here is inside, labels stay inside, and only places in use are dots."""

import re

import pytest

from accounts.actor import anonymous
from directory.pages import drawing
from directory.pages.drawing import HEIGHT, WIDTH, draw, window
from tests import make


@pytest.mark.parametrize(("lat", "lng", "country"), [
    (32.06, 118.78, "CN"), (22.3, 114.2, "HK"), (25.03, 121.56, "TW"),
    (52.2, 0.12, "GB"), (-16.5, -68.1, "BO"), (84.9, 10.0, "NO"), (-89.0, 0.0, "AQ"), (0.0, 180.0, "FJ"), (51.5, -60.0, "GB"), (60.15, -1.15, "GB"),
])
@pytest.mark.parametrize("label", ["Nanjing", "南京", "Llanfairpwllgwyngyll"])
def test_here_and_its_label_stand_inside(lat, lng, country, label):
    drawn = draw(lat, lng, country, label=label, others=[(lat, lng)])
    assert -20 <= drawn.x <= WIDTH + 20
    assert -40 <= drawn.y <= HEIGHT + 40
    assert drawn.label_anchor in ("start", "end")
    west, south, east, north = window(lat, lng, country)
    assert west < east
    assert south < north


def test_north_is_up_and_east_is_right():
    south_west, north_east = (draw(lat, lng, "CN", label="x", others=[]) for lat, lng in ((23.1, 113.3), (39.9, 116.4)))
    assert south_west.y > north_east.y
    assert south_west.x < north_east.x


def test_dots_outside_are_left_out_and_equal_ones_drawn_once():
    drawn = draw(52.2, 0.12, "GB", label="Cambridge", others=[(51.5, -0.1), (51.5001, -0.1001), (39.9, 116.4)])
    assert len(re.findall("M", drawn.path)) == 1


def test_a_label_near_the_eastern_edge_turns_to_the_west():
    assert draw(45.8, 131.0, "CN", label="Shuangyashan", others=[]).label_anchor == "end"


@pytest.mark.django_db
def test_only_places_of_listed_profiles_are_dots():
    make.institute(place=make.nanjing())
    make.institute("Draft", publish=False, place=make.cambridge())
    make.person("Hidden Place", place=make.cambridge(city="Ely", lat=52.4, lng=0.26, tier=1))
    assert drawing.dots(anonymous(), -180, -90, 180, 90) == [(32.06, 118.78)]
