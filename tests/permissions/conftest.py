"""One world for all tests of this folder that a process runs one after another: built once, in a transaction that is rolled back at the end."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test.utils import override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests.permissions import world as worlds
from tests.permissions.people import Acting


@dataclass
class Kept:
    """The world that stands, how it is taken down, and the test that comes next."""

    world: worlds.World | None = None
    stack: ExitStack = field(default_factory=ExitStack)
    following: pytest.Item | None = None


KEPT = Kept()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    KEPT.following = nextitem


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stays(following: pytest.Item | None) -> bool:
    """Whether the test that comes next lives in the same world."""
    return following is not None and following.path.parent.name == "permissions" and "world" in getattr(following, "fixturenames", ())


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """The world of the matrix, with an index of its own. Each request is rolled back too, so no test finds what another one did."""
    if KEPT.world is None:
        middleware = [*settings.MIDDLEWARE, "tests.permissions.people.Acting"]
        for context in (
            # A world stands for longer than a sign-in counts as fresh: its people don't grow tired of it.
            override_settings(INDEX_DIR=tmp_path_factory.mktemp("index"), MIDDLEWARE=middleware, ACCOUNT_REAUTHENTICATION_TIMEOUT=86_400),
            translation.override("en"), django_db_blocker.unblock(), rolled_back(),
        ):
            KEPT.stack.enter_context(context)
        cache.clear()
        try:
            KEPT.world = worlds.build()
        except BaseException:
            KEPT.stack.close()
            raise
    yield KEPT.world
    if not stays(KEPT.following):
        KEPT.world = Acting.cast = None
        KEPT.stack.close()
