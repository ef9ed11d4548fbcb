"""The words of the interface: collected from the source, kept in config/locale as .po, compiled by Babel to the .mo that Django reads, so that
no machine needs gettext."""

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOMS = ("accounts", "config", "directory", "exchanges")
METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2.ext:babel_extract"), ("**/jinja2/**.txt", "jinja2.ext:babel_extract")]
JINJA = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
OPTIONS = {pattern: JINJA for pattern, method in METHODS if method != "python"}
# What would make every run a change, or says nothing here.
DROPPED = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Report-Msgid-Bugs-To", "Last-Translator", "Language-Team", "Project-Id-Version")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2), "npgettext_lazy": ((1, "c"), 2, 3), "gettext_noop": None,
    "_lazy": None, "lazy": None,
}
HEADER = "# Qiao 桥: the words of the interface in simplified Chinese. `manage.py words --collect` keeps the list complete."
LOCALE = "zh_Hans"  # as Django names the folder


def path(suffix: str) -> Path:
    """The catalogue's file: .po or .mo."""
    return Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES" / f"django{suffix}"


def collect() -> Catalog:
    """Every string of the source that is marked for translation."""
    catalog = Catalog(project="Qiao", charset="utf-8")
    for room in ROOMS:
        folder = Path(settings.BASE_DIR) / room
        if folder.is_dir():
            found = extract_from_dir(str(folder), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True)
            for _file, _line, message, comments, context in found:
                catalog.add(message, auto_comments=comments, context=context)
    return catalog


def written() -> Catalog:
    """The catalogue as it stands in the .po file."""
    if not path(".po").exists():
        return Catalog(locale=LOCALE, project="Qiao", charset="utf-8", fuzzy=False, header_comment=HEADER)
    with path(".po").open("rb") as file:
        return read_po(file, locale=LOCALE)


def update() -> Catalog:
    """Bring the .po file up to the source: new strings come in untranslated, unused ones go."""
    catalog = written()
    catalog.update(collect(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    out = BytesIO()
    write_po(out, catalog, width=150, no_location=True, sort_output=True, omit_header=False)
    dropped = tuple(b'"' + name.encode() for name in DROPPED)
    lines = [line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(dropped)]
    path(".po").parent.mkdir(parents=True, exist_ok=True)
    path(".po").write_bytes(b"".join(lines))
    return catalog


def gaps() -> list[str]:
    """Strings of the source without a finished translation."""
    have = written()

    def missing(message: Message) -> bool:
        found = have.get(message.id, message.context)
        if found is None or found.fuzzy:
            return True
        return not (all(found.string) if isinstance(found.string, list | tuple) else found.string)

    return [message.id if isinstance(message.id, str) else message.id[0] for message in collect() if message.id and missing(message)]


def compile_catalogues() -> int:
    """Make every .mo that is missing or older than its .po; return how many. Safe beside other processes: a file appears whole or not at all."""
    made = 0
    for source in (path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(f".{os.getpid()}.mo")
        with source.open("rb") as words, draft.open("wb") as out:
            write_mo(out, read_po(words, locale=source.parent.parent.name))
        draft.replace(target)
        made += 1
    return made
