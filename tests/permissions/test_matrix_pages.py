"""Every page, as every role, by every verb, in both languages: the outcome that the matrix names, and no canary that the role may not see."""

import pytest

from tests.permissions import addresses
from tests.permissions.addresses import Row
from tests.permissions.asking import faults
from tests.permissions.world import World

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]

PAGES = [*addresses.SIGNING_IN, *addresses.ONESELF, *addresses.STAFF, *(row for row in addresses.DIRECTORY if len(row.queries) == 1)]


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_each_role_gets_what_the_matrix_says(world: World, row: Row):
    found = faults(world, row)
    assert not found, "\n".join(found[:40])
