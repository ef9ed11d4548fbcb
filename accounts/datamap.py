"""The data map as a page of the guide: every table and column, from the classification."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import translation

from accounts.classification import TOPICS, Table, joined
from accounts.classification.topics import IMPERSONAL

HEAD = """# Data map

Which column holds what about whom. Made by `manage.py data_map --write` from `classification.py` of each app; a test keeps it current.

- **kind**: public fact, personal, sensitive, secret (lets somebody in), technical. Personal, sensitive and secret values never stand in a log.
- **export**: whether a person who asks for their data gets it.
- **erasure**: what becomes of it when the person is erased: the row goes (delete), the value goes (blank), or it is kept, and why.
"""


def path() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "guide" / "data-map.md"


def written() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        return "\n".join([HEAD, *_topics()]) + "\n"


def _topics() -> Iterator[str]:
    tables = joined()
    for key, topic in TOPICS.items():
        yield f"## {topic.title}\n"
        if key not in IMPERSONAL:
            yield f"{topic.what}\n\n- What for: {topic.why}\n- Who sees it: {topic.who}\n- How long: {topic.long}\n"
        for label, table in sorted(tables.items()):
            if table.topic == key:
                yield from _table(label, table)


def _table(label: str, table: Table) -> Iterator[str]:
    about = f"About the person at `{table.subject}`." if table.subject else "About nobody, or found by its own value."
    yield f"### {label}\n\n{table.what} {about}\n"
    yield "| column | kind | export | erasure |\n|---|---|---|---|"
    for name, field in table.fields.items():
        kept = f"{field.erasure}: {field.reason}" if field.reason else str(field.erasure)
        whose = f" (of `{field.whose}`)" if field.whose else ""
        yield f"| {name}{whose} | {field.kind.label.lower()} | {'yes' if field.export else 'no'} | {kept if table.subject or field.whose else '–'} |"
    yield ""
