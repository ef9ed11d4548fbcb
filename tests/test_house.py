"""The laws of the house (CONTRIBUTING.md), held by reading the source."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "directory", "exchanges")

# Import order: a room imports from its own layer and those above it in this list, never from below.
LAYERS = {
    "rules and words": {
        "addresses", "apps", "checklist", "client", "clock", "deadlines", "errors", "identifiers", "rules", "trace", "vocabulary", "wording", "zones",
        "icalendar",
    },
    "records": {"actor", "hooks", "models", "querysets", "second_factor"},
    "acts": {
        "answers", "applicant", "applying", "assigning", "assignment", "audit", "belonging", "budgets", "building", "bulk", "calls", "card_facts",
        "cards", "certificate", "changes", "classification", "completeness", "conflicts", "consents", "contents", "cursors", "dashboard",
        "datamap", "deciding", "decision_letters", "demo", "detail", "disk", "drafts", "editing", "eligibility", "ending", "faults", "figures",
        "frozen", "funnel", "gaps", "glyphs", "hierarchy", "importers", "inputs", "inviting", "judges", "judging", "labels", "lengths", "links",
        "listing", "locking", "membership", "merging", "missing", "moves", "names", "notices", "outbox", "packed", "pairs", "panel", "people",
        "periodic", "picking", "places", "placing", "plots", "preferences", "readiness", "reading", "reasons", "receipts", "receiving",
        "release_page", "releasing", "revisions", "running", "scoring", "sealing", "search", "seen", "services", "serving", "shapes", "sheet",
        "sheets", "signin", "standing", "states", "statistics", "stays", "subjects", "submitting", "surveyed", "synthetic", "tables", "telling",
        "texts", "ties", "together", "trying", "upkeep", "versions", "waiting", "withdrawing", "work", "working_days",
    },
    "filters": {"facets", "filters", "forms"},
    "doors": {"admin", "api", "exports", "feeds", "pages", "sitemap", "views"},
    "addresses": {"urls"},
    "commands": {"commands", "management"},
}
# Longer than 250 lines, each with its reason.
LONG = {
    "directory/identifiers.py": "ten schemes, each with its shape and its check digits",
    "directory/filters/values.py": "each kind of value with its own refusal",
    "directory/importers/ror/records.py": "the quirks of the source, one after another",
}
# Writes a status outside services.py, each with its reason.
STATUS_WRITERS = {"directory/importers/profiles/undoing.py": "takes a whole batch back at once, and records the changes of all its profiles together"}
# Doors that read more than visible_to, each with its reason.
DOORS_THAT_QUERY = {"directory/sitemap.py": "counts and lists public cards, which are what anybody may see"}


def tracked(*suffixes: str) -> list[Path]:
    """The files of the project, as git knows them (committed or new), with one of the endings."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        files = [ROOT / name for name in listed.stdout.splitlines()]
    else:  # an unpacked archive
        made = {"data", "__pycache__", "artifacts"}
        files = [path for path in ROOT.rglob("*") if not any(part in made or part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])]
    return [path for path in files if path.is_file() and (not suffixes or path.suffix in suffixes)]


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of our own, migrations apart, by its path."""
    files = {path.relative_to(ROOT).as_posix(): path for path in tracked(".py")}
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in sorted(files.items()) if "/migrations/" not in name}


def app_sources() -> dict[str, ast.Module]:
    return {name: tree for name, tree in sources().items() if name.split("/")[0] in APPS}


def noun(module: str) -> str:
    """directory.search.index → search; directory → ''; in exchanges, where each room has the same files, exchanges.offers.models → models."""
    parts = module.split(".")
    return parts[2] if parts[0] == "exchanges" and len(parts) > 2 else [*parts, ""][1]


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every module of ours that a tree imports, with its line; imports for types alone do not count."""
    for_types = {
        inner for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module in APPS else [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from ((name, node.lineno) for name in names)


def none(findings: list[str]) -> None:
    """Fail with the findings, one a line."""
    assert not findings, "\n" + "\n".join(findings)


def room(name: str) -> str:
    """directory/search/index.py → search; exchanges/offers/models.py → models."""
    return noun(name.removesuffix(".py").replace("/", "."))


def dotted(node: ast.AST) -> str:
    """request.user.is_staff as it is written; nothing for what is no plain chain of names."""
    return ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""


def test_every_module_says_in_one_sentence_what_lives_in_it():
    none([name for name, tree in sources().items() if not ast.get_docstring(tree)])


def test_every_room_has_its_place_in_the_import_order():
    known = set().union(*LAYERS.values())
    none(sorted({room(name) for name in app_sources()} - known - {"__init__"}))  # give these their place in LAYERS


def test_imports_only_go_up_the_order():
    rank = {room: level for level, rooms in enumerate(LAYERS.values()) for room in rooms}
    wrong = []
    for name, tree in app_sources().items():
        app, here = name.split("/")[0], room(name)
        for module, line in imports(tree):
            other = module.split(".")[0]
            if other == app and rank.get(noun(module), 0) > rank.get(here, 9):
                wrong.append(f"{name}:{line} imports {module}")
            if APPS.index(app) < (APPS.index(other) if other in APPS else 0):
                wrong.append(f"{name}:{line} imports {module}: {app} knows nothing of {other}")
    none(wrong)


def test_nobody_imports_the_frame():
    none([f"{name}:{line}" for name, tree in app_sources().items() for module, line in imports(tree) if module.split(".")[0] == "config"])


def test_effects_are_calls_not_signals():
    banned = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")
    none([f"{name}:{line}" for name, tree in app_sources().items() for module, line in imports(tree) if module.startswith(banned)])


def status_writes(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "status" and dotted(target.value) != "self":
                yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            yield from (node.lineno for keyword in node.keywords if keyword.arg == "status")


def test_only_services_write_a_status():
    allowed = {name for name in app_sources() if "/services" in name} | STATUS_WRITERS.keys()
    none([f"{name}:{line}" for name, tree in app_sources().items() if name not in allowed for line in status_writes(tree)])


def service_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for name, tree in app_sources().items():
        if "/services" in name:
            yield from ((name, node) for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def test_services_say_by_whom_and_never_see_the_request():
    for name, function in service_functions():
        every = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
        assert "request" not in every, f"{name}: {function.name}"
        if name.endswith("services.py"):
            assert "by" in {argument.arg for argument in function.args.kwonlyargs}, f"{name}: {function.name} needs a keyword-only by="


DOORS = ("views", "api", "exports", "feeds", "sitemap", "pages")


def test_doors_ask_nobody_who_they_are():
    asked = re.compile(r"(^|\.)user\.(is_|has_perm|groups)|^self\.request\.user$")
    doors = {name: tree for name, tree in app_sources().items() if room(name) in DOORS}
    assert doors
    none([f"{name}:{node.lineno} {dotted(node)}" for name, tree in doors.items() for node in ast.walk(tree)
          if isinstance(node, ast.Attribute) and asked.search(dotted(node))])


def test_doors_query_profiles_only_through_visible_to():
    wrong = []
    for name, tree in app_sources().items():
        if room(name) not in DOORS or name in DOORS_THAT_QUERY:
            continue
        asked = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and dotted(node.value).endswith(".objects")]
        wrong += [f"{name}:{node.lineno} {ast.unparse(node)}" for node in asked if node.attr != "visible_to"]
    none(wrong)


def test_files_are_about_one_noun_and_rarely_pass_250_lines():
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in sources()}
    most = {name: 350 if name.startswith("tests/") else 250 for name in lengths}  # a test file is a list of sentences
    none([f"{name}: {length} lines" for name, length in lengths.items() if length > most[name] and name not in LONG])
    none([f"{name} is no longer long: take it off the list" for name in LONG if lengths.get(name, 0) <= 250])


def test_functions_rarely_pass_30_lines():
    lengths = {
        f"{name}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in app_sources().items() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    long = {name: length for name, length in lengths.items() if length > 30}
    assert len(long) <= len(lengths) / 25, long
    assert not {name: length for name, length in long.items() if length > 60}


def test_no_drawer_for_everything():
    none([name for name in sources() if re.search(r"\b(utils?|helpers?|misc|common)\b", name)])


# Put together here, so that this file does not name them.
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb", "debian", "org"), ("crates", "io"))]
FOLDERS = ["/".join(["", *parts, ""]) for parts in (["work", "main"], ["work", "shared"], ["root"], ["tmp"], ["opt", "pypi"])]


@pytest.mark.parametrize("word", [*HOSTS, *FOLDERS])
def test_no_file_names_a_registry_or_a_folder_of_somebodys_machine(word: str):
    text = (path for path in tracked() if path.suffix not in {".png", ".ico", ".woff2", ".gz", ".zip", ".xlsx", ".bin"})
    none([path.relative_to(ROOT).as_posix() for path in text if word in path.read_text(encoding="utf-8", errors="ignore")])


TEMPLATES = [path for path in tracked(".html", ".svg", ".xml") if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in {"config", *APPS}]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_hold_no_script_no_style_no_role_and_no_other_host(template: Path):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"""<script(?![^>]*(\bsrc=|type="application/(ld\+)?json"))""", text), "an inline script"
    styled = "<style|" if "mail" in template.parts else r"<style|\sstyle=|"  # mail programs read no style but that in a tag
    assert not re.search(styled + r"\son\w+=[\"']", text), "an inline style or handler"
    assert not re.search(r"""\b(src|srcset|action)=["']?(https?:)?//|<link[^>]+href=["']?(https?:)?//""", text), "something loaded from another host"
    assert not re.search(r"\buser\.(is_|has_perm)|\brequest\.user", text), "a question who is reading"
