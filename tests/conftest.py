"""What every test shares: its own index folder, a calm language and cache, the three people, and what a machine may lack."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from directory.management.catalogues import compile_catalogues

# What CI must have: QIAO_REQUIRE=chromium,postgres,data turns the skip for want of it into a failure.
REQUIRED = set(filter(None, os.environ.get("QIAO_REQUIRE", "").split(",")))
SHARED_DATA = Path(django_settings.BASE_DIR).parent / "shared" / "data"


def pytest_sessionstart() -> None:
    """Pages in Chinese need their words."""
    compile_catalogues()


# Files of few but long tests. They begin first, so that no process is left alone with one of them at the end.
LONG = ("browser", "kill", "permissions", "test_demo.py", "test_limits.py", "test_openapi.py", "test_leaks.py", "test_index.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first; otherwise the order stays as random as it was."""
    items.sort(key=lambda item: not set(LONG) & set(item.path.parts))


def chromium_path() -> str | None:
    """Where a Chromium stands on this machine, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


def lacking(what: str, sentence: str) -> None:
    """Skip by name, or fail where the thing is required."""
    (pytest.fail if what in REQUIRED else pytest.skip)(sentence)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not chromium_path():
        lacking("chromium", "needs Chromium: install it (Debian: chromium) or set CHROMIUM to its path")
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        lacking("postgres", "needs PostgreSQL: set DATABASE_URL=postgres://…")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; before it is dropped, sessions of processes that a test has killed are ended."""
    yield
    if connection.vendor == "postgresql":
        connection.close()  # a test may have ended the session of this one: the browser's tests run in a context, so with a connection, of their own
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


@contextmanager
def unguarded() -> Iterator[None]:
    """The append-only tables without their triggers. The product has no such way: only who owns the tables can do this."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            off, on = ["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            off, on = [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]
        for statement in off:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in on:
                cursor.execute(statement)


# What migrations fill and no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Every row of every table, without the seconds that PostgreSQL's TRUNCATE of so many tables and Django's making of permissions anew take."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
    with connection.cursor() as cursor, connection.constraint_checks_disabled(), unguarded(), transaction.atomic():
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """A test that commits is followed by emptying every table, which the database refuses for a log."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty())
        yield


@pytest.fixture(autouse=True)
def calm(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """English at the start, an empty cache, and an index folder of the test's own (a test marked shared_index keeps its module's)."""
    if not request.node.get_closest_marker("shared_index"):
        settings.INDEX_DIR = tmp_path / "index"
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests leave the test's database connection open, as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for tests marked browser."""
    path = chromium_path()
    assert path, "mark the test with @pytest.mark.browser"
    return path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it skip without."""
    if not SHARED_DATA.is_dir():
        lacking("data", "needs the real data in ../shared/data")
    return SHARED_DATA
