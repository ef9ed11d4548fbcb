"""One map of every column: what kind of fact it holds, about whom, and what becomes of it on export, on erasure and in a log.

Each room keeps its own part (`accounts.classification.own`, `directory.classification`, `exchanges.classification`); tables that a library
brings stand in `accounts.classification.installed`. A test fails for a column without an entry and for an entry without a column. The privacy
page, docs/guide/data-map.md and the log filter are made from it; the export and the erasure of a person will be.
"""

from django.conf import settings

from accounts.classification.kinds import Erasure, Field, Kind, Table, fields
from accounts.classification.topics import TOPICS, Topic

__all__ = ["TOPICS", "Erasure", "Field", "Kind", "Table", "Topic", "fields", "joined"]


def joined() -> dict[str, Table]:
    """The tables of all rooms, by app and model: accounts.User."""
    from accounts.hooks import named  # not at the top: the rooms below import this one

    found: dict[str, Table] = {}
    for path in settings.CLASSIFICATIONS:
        part: dict[str, Table] = named(path)  # type: ignore[assignment]  # it is data, not a function
        assert not found.keys() & part.keys(), f"{path} classifies a table again"
        found |= part
    return found
