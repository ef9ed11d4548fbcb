"""What is written about the house is true: the map, the operator's guide, the list of addresses that the leak tests visit."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

from tests import test_leaks
from tests.test_house import ROOT, none, sources, tracked

GUIDE = ROOT / "docs/guide/operator.md"
# Addresses that show nothing of the directory, each with its reason; every other needs a row in tests/test_leaks.py.
SHOWS_NO_PROFILE = {
    "healthz": "says ok",
    "readyz": "says which part fails",
    "about": "a text",
    "robots": "a text",
    "developers": "a text",
    "theme": "sets a cookie",
    "api:index": "addresses only",
    "api:schema": "the shape, no data",
    "api:subjects": "the classification",
}
# Rooms of others, with permissions of their own.
FOREIGN = ("admin", "account_", "set_language", "javascript-catalog")


def test_every_setting_from_the_environment_stands_in_the_operators_guide():
    settings = (ROOT / "config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", settings))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert read == told


def rooms() -> Iterator[str]:
    """Every module and package of the apps and the frame, by the name a reader looks for."""
    for name in sources():
        parts = Path(name).parts
        if parts[0] in {"accounts", "config", "directory"} and parts[1:] not in {("__init__.py",), ("apps.py",)}:
            yield parts[1] if len(parts) == 2 else f"{parts[1]}/"


def test_the_map_names_every_room():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    none(sorted(room for room in set(rooms()) if f"`{room}" not in text and f"/{room}" not in text))


def commands() -> list[str]:
    folder = ROOT / "directory/management/commands"
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def test_every_command_is_written_about():
    written = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", GUIDE])
    none([command for command in commands() if not re.search(rf"manage\.py {command}\b", written)])


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses; a nameless one by its route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def visited() -> set[str]:
    """The names of the addresses that the leak tests look at."""
    names = set()
    for pattern in (*test_leaks.LISTS, *test_leaks.SINGLE, *test_leaks.PLAIN, *test_leaks.SUGGEST):
        path = pattern.format(q="", uid="7k2m9qxw3tab", word="a").partition("?")[0]
        try:
            with translation.override("zh-hans" if path.startswith("/zh-hans/") else "en"):
                names.add(resolve(path).view_name)
        except Resolver404:
            names.add(f"nothing is at {path}")
    return names


def test_the_leak_tests_visit_every_address_that_shows_the_directory():
    known = {name for name in addresses(get_resolver().url_patterns) if not name.startswith(FOREIGN)}
    none(sorted(f"{name} has no row in tests/test_leaks.py" for name in known - visited() - SHOWS_NO_PROFILE.keys()))
    none(sorted(f"{name}: a row without an address" for name in visited() - known))
    none(sorted(f"{name} is gone" for name in SHOWS_NO_PROFILE.keys() - known))


def links(text: str) -> Iterator[str]:
    yield from (target for target in re.findall(r"\]\(([^)#\s]+)", text) if not re.match(r"[a-z]+:", target))


@pytest.mark.parametrize("document", tracked(".md"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_inside_the_documents_lead_somewhere(document: Path):
    none([target for target in links(document.read_text(encoding="utf-8")) if not (document.parent / target).exists()])


def test_modules_named_in_the_map_exist():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:config|accounts|directory|tests)/[\w/]+\.py)`", text))
    none(sorted(name for name in named if not (ROOT / name).exists()))


def test_public_functions_of_the_acts_are_documented():
    quiet = []
    for name in ("directory/services.py", "directory/changes.py", "directory/cards.py"):
        tree = sources().get(name, ast.parse(""))
        public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
        quiet += [f"{name}: {node.name}" for node in public if not ast.get_docstring(node)]
    none(quiet)
