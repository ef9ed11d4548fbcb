"""What stands above and below, whichever end states the link, and when the data runs in a circle."""

import pytest

from directory.hierarchy import ancestors, descendants
from directory.models import OrganisationLink
from tests import make

pytestmark = pytest.mark.django_db


def link(own, kind, other):
    OrganisationLink.objects.create(organisation=own, type=kind, to=other)


def test_either_end_may_state_the_link():
    academy, institute, laboratory = make.institute("Academy"), make.institute("Institute"), make.institute("Laboratory")
    link(institute, "parent", academy)
    link(institute, "child", laboratory)
    assert ancestors([laboratory.pk]) == {laboratory.pk: [institute.pk, academy.pk]}
    assert descendants([academy.pk]) == {institute.pk, laboratory.pk}


def test_a_circle_ends():
    one, two, three = make.institute("One"), make.institute("Two"), make.institute("Three")
    link(one, "parent", two)
    link(two, "parent", three)
    link(three, "parent", one)
    assert ancestors([one.pk]) == {one.pk: [two.pk, three.pk]}
    assert descendants([one.pk]) == {two.pk, three.pk}


def test_an_unpublished_organisation_passes_nothing_on():
    top, hidden, below = make.institute("Top"), make.institute("Hidden", publish=False), make.institute("Below")
    link(below, "parent", hidden)
    link(hidden, "parent", top)
    assert ancestors([below.pk]) == {below.pk: []}
    assert descendants([top.pk]) == set()


def test_several_parents_are_all_found():
    laboratory, left, right = make.institute("Laboratory"), make.institute("Left"), make.institute("Right")
    link(laboratory, "parent", left)
    link(laboratory, "parent", right)
    assert set(ancestors([laboratory.pk])[laboratory.pk]) == {left.pk, right.pk}


def test_the_number_of_queries_does_not_grow_with_the_number_of_organisations(django_assert_max_num_queries):
    academy = make.institute("Academy")
    parts = [make.institute(f"Part {n}") for n in range(5)]
    for part in parts:
        link(part, "parent", academy)
    with django_assert_max_num_queries(3):
        ancestors([part.pk for part in parts])
