"""One world for all tests of a file: built once, in a transaction that is rolled back at the end."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test.utils import override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests.permissions import world as worlds
from tests.permissions.people import Acting


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """The world of the matrix, with an index of its own. Each request is rolled back too, so no test finds what another one did."""
    middleware = [*settings.MIDDLEWARE, "tests.permissions.people.Acting"]
    with (
        override_settings(INDEX_DIR=tmp_path_factory.mktemp("index"), MIDDLEWARE=middleware), translation.override("en"), django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        cache.clear()
        yield worlds.build()
        transaction.set_rollback(True)
        Acting.cast = None
