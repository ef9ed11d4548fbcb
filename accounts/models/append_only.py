"""Logs that nobody rewrites: the manager refuses it by accident, triggers in the database refuse it on purpose.

Migrations call `guard`, so its SQL may only change together with a migration that guards anew. Who may change the tables themselves can
drop a trigger; the seals of the audit log show that afterwards (accounts/audit.py).
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = """CREATE OR REPLACE FUNCTION qiao_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("This log is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("This log is append-only.")


def guard(
    editor: BaseDatabaseSchemaEditor, model: type[models.Model], *, once: Sequence[str] = (), may_go: Sequence[str] = (), unique: Sequence[str] = (),
    leaving: tuple[str, str, Sequence[str]] = ("", "", ()),
) -> None:
    """Make the database refuse to change or remove the rows of `model`.

    `once`: columns that may be written as long as the first of them is NULL. `may_go`: columns that may become NULL (a reference whose other
    end is removed). `unique`: columns, beside the key, by whose uniqueness SQLite's INSERT OR REPLACE would push a row out. `leaving`: the column
    of a state, the only state that may be left, and the columns that may be written then.
    """
    meta = model._meta  # noqa: SLF001 - Django's documented way to a model's columns
    table, key = meta.db_table, str(meta.pk.column) if meta.pk else "id"
    columns = [str(field.column) for field in meta.concrete_fields]
    if editor.connection.vendor == "postgresql":
        editor.execute(REFUSAL, params=None)
        for statement in _postgresql(table, _changed(columns, once, may_go, leaving, "IS DISTINCT FROM")):
            editor.execute(statement, params=None)
    else:
        for statement in _sqlite(table, [key, *unique], _changed(columns, once, may_go, leaving, "IS NOT")):
            editor.execute(statement, params=None)


def release(editor: BaseDatabaseSchemaEditor, model: type[models.Model]) -> None:
    """Take the triggers away again: the way back of a migration."""
    table = model._meta.db_table  # noqa: SLF001
    on = f' ON "{table}"' if editor.connection.vendor == "postgresql" else ""
    for act in ("update", "delete", "truncate" if on else "replace"):
        editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}"{on}', params=None)


def is_guarded(connection: BaseDatabaseWrapper, model: type[models.Model]) -> bool:
    """Whether the triggers stand: on SQLite a migration that rebuilds the table loses them, and must guard it anew."""
    table = model._meta.db_table  # noqa: SLF001
    postgresql = connection.vendor == "postgresql"
    wanted = {f"{table}_no_{act}" for act in ("update", "delete", "truncate" if postgresql else "replace")}
    standing = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'" if postgresql else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(standing)
        return wanted <= {name for (name,) in cursor.fetchall()}


def _changed(columns: Sequence[str], once: Sequence[str], may_go: Sequence[str], leaving: tuple[str, str, Sequence[str]], differs: str) -> str:
    """The condition under which an UPDATE is refused."""
    state, left, others = leaving
    moving = [name for name in (state, *others) if name]
    refused = [f'OLD."{name}" {differs} NEW."{name}"' for name in columns if name not in {*once, *may_go, *moving}]
    refused += [f'(OLD."{name}" {differs} NEW."{name}" AND OLD."{state}" <> \'{left}\')' for name in moving]
    refused += [f'(OLD."{name}" {differs} NEW."{name}" AND NEW."{name}" IS NOT NULL)' for name in may_go]
    if once:
        refused.append(f'OLD."{once[0]}" IS NOT NULL')
    return " OR ".join(refused)


def _sqlite(table: str, unique: Sequence[str], changed: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    # INSERT OR REPLACE removes what is in its way without asking the trigger of DELETE.
    there = " OR ".join(f'"{name}" = NEW."{name}"' for name in unique)
    return [
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" WHEN {changed} {refuse}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refuse}',
        f'CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}" WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {there}) {refuse}',
    ]


def _postgresql(table: str, changed: str) -> list[str]:
    refuse = "EXECUTE FUNCTION qiao_append_only()"
    return [
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) {refuse}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {refuse}',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refuse}',
    ]
