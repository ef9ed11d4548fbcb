"""Changing a form's sections one at a time, as data: put, remove and shift a section, a question, or a question of a group.

A path names a thing by keys: ("project",), ("project", "aim"), ("team", "people", "name"). Nothing here is saved; services.save_form checks it."""

import re
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy as _

from exchanges.errors import ExchangeError

Shape = dict[str, Any]
Path = tuple[str, ...]
GONE = _("This part of the form is no longer there. Nothing was changed; look at the form as it stands.")


def found(sections: list[Shape], path: Path) -> Shape:
    """The section or question at a path. Raises ExchangeError where there is none."""
    here = next((one for one in _siblings(sections, path) if one["key"] == path[-1]), None)
    if here is None:
        raise ExchangeError(GONE)
    return here


def put(sections: list[Shape], path: Path, thing: Shape) -> tuple[list[Shape], Path]:
    """The sections with `thing` in place of the one at `path`, or at the end where the path ends with "" (it then gets a key); and its path."""
    sections = deepcopy(sections)
    siblings = _siblings(sections, path)
    if path[-1]:
        number = siblings.index(found(sections, path))
        kept = {name: siblings[number][name] for name in ("questions",) if name in siblings[number] and "questions" not in thing}
        siblings[number] = {**thing, **kept, "key": path[-1]}
        return sections, path
    key = new_key(thing["title"]["en"], {one["key"] for one in siblings})
    siblings.append({**thing, "key": key})
    return sections, (*path[:-1], key)


def without(sections: list[Shape], path: Path) -> list[Shape]:
    """The sections without the thing at the path, and without conditions that asked about it."""
    sections = deepcopy(sections)
    siblings = _siblings(sections, path)
    siblings.remove(found(sections, path))
    for one in siblings:
        if one.get("shown_if", {}).get("question") == path[-1] and len(path) > 1:
            del one["shown_if"]
    return sections


def shifted(sections: list[Shape], path: Path, steps: int) -> list[Shape]:
    """The sections with the thing moved up (−1) or down (1) among its own; at the end it stays."""
    sections = deepcopy(sections)
    siblings = _siblings(sections, path)
    number = siblings.index(found(sections, path))
    other = number + steps
    if 0 <= other < len(siblings):
        siblings[number], siblings[other] = siblings[other], siblings[number]
    return sections


def askable(sections: list[Shape], path: Path) -> list[Shape]:
    """The questions with choices that come before the one at the path (before the end, for a new one), for its condition."""
    before = []
    for one in _siblings(sections, path):
        if one["key"] == path[-1]:
            break
        if one.get("choices"):
            before.append(one)
    return before


def _siblings(sections: list[Shape], path: Path) -> list[Shape]:
    """The list in which the thing at the path stands. Raises ExchangeError where what holds it is gone."""
    if not 1 <= len(path) <= 3:
        raise ExchangeError(GONE)
    here = sections
    for key in path[:-1]:
        holder = next((one for one in here if one["key"] == key), None)
        if holder is None or "questions" not in holder:
            raise ExchangeError(GONE)
        here = holder["questions"]
    return here


def new_key(text: str, taken: set[str]) -> str:
    """A key after the English text, the only one of its kind; it joins `taken`."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:30].strip("-")
    plain = plain if re.match(r"[a-z]", plain) else f"k-{plain}".rstrip("-")
    key = next(name for name in (plain, *(f"{plain}-{number}" for number in range(2, 500))) if name not in taken)
    taken.add(key)
    return key
