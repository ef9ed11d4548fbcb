"""ROR's names as our rows: one type a row, the language where it is certain, and which one a page shows in each language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from directory.importers.text import clean
from directory.names import script_of
from directory.vocabulary import NameType

LONGEST = 300
# Where a name in Han characters without a stated language is Chinese. Elsewhere it may be Japanese or Korean.
CHINESE_WRITING = frozenset({"CN", "HK", "MO", "TW", "SG"})
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


@dataclass(frozen=True)
class OrganisationName:
    value: str
    lang: str
    script: str
    type: str
    is_display: bool = False
    is_preferred: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.value, self.lang, self.type


def names_of(written: Iterable[dict[str, Any]], *, country: str, remarks: list[str]) -> list[OrganisationName]:
    """All names of a record. `country` is where the organisation is; it decides whether Han without a language is Chinese."""
    found: dict[tuple[str, str, str], OrganisationName] = {}
    for item in written:
        for name in _rows(item, country, remarks):
            known = found.get(name.key)
            found[name.key] = replace(name, is_display=True) if known and (known.is_display or name.is_display) else known or name
    _one_display(found)
    return _with_preferred(list(found.values()))


def _rows(item: dict[str, Any], country: str, remarks: list[str]) -> list[OrganisationName]:
    raw, lang = item.get("value"), item.get("lang")
    value = clean(raw) if isinstance(raw, str) else ""
    if not value:
        remarks.append("an empty name left out")
        return []
    if value != raw:
        remarks.append(f"spaces or invisible characters taken out of {value[:80]!r}")
    if len(value) > LONGEST:
        remarks.append(f"a name of {len(value)} characters cut to {LONGEST}")
        value = value[:LONGEST].rstrip()
    given = item.get("types")
    types = {kind for kind in given if isinstance(kind, str)} if isinstance(given, list) else set()
    script = script_of(value)
    lang = lang.lower().replace("_", "-") if isinstance(lang, str) else ""
    lang = lang[:20] if LANGUAGE.fullmatch(lang) else ""
    if not lang and script in {"Hans", "Hant"} and country in CHINESE_WRITING and types & {"label", "ror_display"}:
        lang = "zh"
    return [OrganisationName(value, lang, script, kind, is_display=at == 0 and "ror_display" in types) for at, kind in enumerate(_types(types))]


def _types(types: set[str]) -> list[str]:
    """Our types, the main one first: a label is never only an alias, an acronym stays one beside it."""
    main: list[str] = [NameType.LABEL] if "label" in types else []
    if "acronym" in types:
        return [*main, NameType.ACRONYM]
    if main:
        return main
    if "alias" in types:
        return [NameType.ALIAS]
    return [NameType.DISPLAY]


def _one_display(found: dict[tuple[str, str, str], OrganisationName]) -> None:
    """A second display name is a source's slip: the first stays."""
    for key in [key for key, name in found.items() if name.is_display][1:]:
        found[key] = replace(found[key], is_display=False)


def _with_preferred(names: list[OrganisationName]) -> list[OrganisationName]:
    chosen: dict[str, OrganisationName] = {}
    for name in names:
        best = chosen.get(name.lang)
        if _merit(name) > 0 and (best is None or _merit(name) > _merit(best)):
            chosen[name.lang] = name
    return [replace(name, is_preferred=True) if chosen.get(name.lang) is name else name for name in names]


def _merit(name: OrganisationName) -> int:
    """How well the name stands for its language; 0: not at all. Simplified goes before traditional, the display name before other labels."""
    if name.lang.startswith("zh") and name.script not in {"Hans", "Hant"}:
        return 0
    if not name.is_display and name.type != NameType.LABEL:
        return 0
    if not name.lang and not name.is_display:
        return 0  # an unknown language has no shown name but the source's own
    return 1 + 2 * name.is_display + 4 * (name.script == "Hans" and name.lang.startswith("zh"))
