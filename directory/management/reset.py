"""Starting from nothing: every table and everything that was made of them."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection


def reset() -> None:
    """Drop the tables of the project and remove the index, the cache and the files. The signing key stays."""
    tables = {*connection.introspection.django_table_names(only_existing=True, include_views=False), "django_migrations"}
    present = tables & set(connection.introspection.table_names())
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in sorted(present):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")
    for folder in (settings.INDEX_DIR, settings.MEDIA_ROOT):
        shutil.rmtree(Path(folder), ignore_errors=True)
