"""What is written about the house is true: the map, the operator's guide, links, docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_house import ROOT, none, sources, tracked

GUIDE = ROOT / "docs/guide/operator.md"


def test_every_setting_from_the_environment_stands_in_the_operators_guide():
    settings = "".join((ROOT / "config" / name).read_text(encoding="utf-8") for name in ("settings.py", "signin.py", "elsewhere.py"))
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
