"""What every test shares: its own index folder, a calm language and cache, the three people, and what a machine may lack."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import TransactionTestCase
from django.test.utils import teardown_databases
from django.utils import translation
from hypothesis import settings as examples
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from directory.management.catalogues import compile_catalogues
from tests import database

# How long an example takes says how busy the machine is, and nothing about the code.
examples.register_profile("untimed", deadline=None)
examples.load_profile("untimed")

# What CI must have: QIAO_REQUIRE=chromium,postgres,data turns the skip for want of it into a failure.
REQUIRED = set(filter(None, os.environ.get("QIAO_REQUIRE", "").split(",")))
SHARED_DATA = Path(django_settings.BASE_DIR).parent / "shared" / "data"


def pytest_sessionstart() -> None:
    """Pages in Chinese need their words."""
    compile_catalogues()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that leads the others, or is alone, ends last: nobody needs the template any more."""
    if "PYTEST_XDIST_WORKER" not in os.environ and (config._tmp_path_factory.getbasetemp() / database.SIGN).exists():
        with config.stash[blocking_manager_key].unblock():
            database.drop_template()


# Files of few but long tests. They begin first, so that no process is left alone with one of them at the end.
LONG = ("browser", "kill", "permissions", "test_demo.py", "test_limits.py", "test_openapi.py", "test_leaks.py", "test_index.py",
        "test_attacks_killed.py", "test_attacks_words.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests in the world of the matrix first, without others between them; then the long files; otherwise the order stays as random as it was."""
    items.sort(key=lambda item: (not in_the_matrix(item), not set(LONG) & set(item.path.parts)))


def in_the_matrix(item: pytest.Item) -> bool:
    return item.path.parent.name == "permissions" and "world" in getattr(item, "fixturenames", ())


class ByFile(LoadFileScheduling):
    """A file at a time goes to a process that is free; the files that share the world of the matrix are as one."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/permissions" if nodeid.startswith("tests/permissions/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


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
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_keepdb: bool, django_db_createdb: bool,
    django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The test database; before it is dropped, sessions of processes that a test has killed are ended."""
    with django_db_blocker.unblock():
        made = database.make(database.shared_folder(tmp_path_factory), keep=django_db_keepdb and not django_db_createdb)
    yield
    connection.close()  # a test may have ended the session of this one: the browser's tests run in a context, so with a connection, of their own
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                others = "datname = current_database() AND pid <> pg_backend_pid()"
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        if not django_db_keepdb:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database (on SQLite its file) that an installation of a test's own is copied from, rather than migrated anew."""
    if connection.vendor == "postgresql":
        return database.TEMPLATE
    return str(database.shared_folder(tmp_path_factory) / database.SIGN)


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """A test that commits is followed by emptying every table, which the database refuses for a log."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.empty())
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
