"""The databases of a test run: migrated once, copied for each of its processes and for the installations that tests make; emptied quickly."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases

# What migrations fill and no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
SIGN = "template.sqlite3"  # the template; on PostgreSQL an empty file that says there is one
TEMPLATE = f"test_{settings.DATABASES['default']['NAME']}_template"  # on PostgreSQL


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common, and no other run."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(folder: Path, *, keep: bool) -> list[tuple[object, str, bool]]:
    """The database of this process. The first process of a run migrates and leaves a template, the others copy it."""
    with one_at_a_time(folder):
        template = folder / SIGN
        copied = template.exists() and not keep
        if copied:
            copy(template, connection.creation._get_test_db_name())
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep or copied, aliases={"default"}, serialized_aliases=set())
        if not template.exists():
            connection.close()
            leave(template)
        return made


def copy(template: Path, name: str) -> None:
    """A database of that name (a file's path on SQLite), as the migrations leave it."""
    if connection.vendor != "postgresql":
        shutil.copyfile(template, name)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def leave(template: Path) -> None:
    """Make the template of the database that was migrated just now; nobody is connected to it."""
    if connection.vendor != "postgresql":
        shutil.copyfile(connection.settings_dict["NAME"], template)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    template.touch()


def drop_template() -> None:
    """At the end of a run, once no process needs it."""
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')


@cache
def tables() -> list[str]:
    return sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)


def filled() -> list[str]:
    """The tables that have rows, in one question."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables())
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def unguarded(names: list[str] | None = None) -> Iterator[None]:
    """The append-only tables (only those named) without their triggers. The product has no such way: only who owns the tables can do this."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            off, on = ["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]
        else:
            cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, sql, table in cursor.fetchall() if names is None or table in names]
            off, on = [f'DROP TRIGGER "{name}"' for name, _sql in triggers], [sql for _name, sql in triggers]
        for statement in off:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in on:
                cursor.execute(statement)


def empty() -> None:
    """Every row of every table, without the seconds that PostgreSQL's TRUNCATE of so many tables and Django's making of permissions anew take."""
    names = filled()
    if not names:
        return
    with connection.cursor() as cursor, connection.constraint_checks_disabled(), unguarded(names), transaction.atomic():
        for table in names:
            cursor.execute(f'DELETE FROM "{table}"')
