"""The world is what the table says: every line has something that stands for it, and who may see a thing is indeed shown it."""

import pytest

from tests.permissions import matrix

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]


def test_every_line_of_the_matrix_has_a_canary(world):
    assert set(world.planted.values()) == set(matrix.TABLE)
