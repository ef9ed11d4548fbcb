"""Every address of exchanges, as every role, by every verb, in both languages: the outcome that the matrix names, and no canary too many."""

import pytest

from tests.permissions import exchange_addresses
from tests.permissions.asking import faults
from tests.permissions.row import Row
from tests.permissions.world import World

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]


@pytest.mark.parametrize("row", exchange_addresses.ROWS, ids=str)
def test_each_role_gets_what_the_matrix_says(world: World, row: Row):
    found = faults(world, row)
    assert not found, "\n".join(found[:40])
