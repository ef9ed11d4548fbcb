"""Whether the property tests would notice: each comparison, operator, constant, call and answer of the rules is turned wrong, one at a time.

`python -m tests.permissions.mutants` prints the survivors; none is the goal. It runs test_actor.py and test_rows.py against each mutant in a process
of its own, on a database of its own, and takes some minutes (`--only accounts/actor.py` for one file). Not part of CI.
"""

import argparse
import ast
import copy
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    "accounts/actor.py", "accounts/rules.py", "directory/rules.py", "directory/querysets.py", "exchanges/programmes/querysets.py",
    "exchanges/programmes/rules.py",
)
SWAPPED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Lt: ast.LtE,
    ast.LtE: ast.Gt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}
CALLS = {"filter": "exclude", "exclude": "filter", "all": "none", "none": "all", "any": "all", "min": "max", "max": "min"}
# A mutant that changes nothing anybody could see: where it is → why.
EQUIVALENT = {
    "actor.person is not None and profile.kind != Kind.RESEARCHER and actor.manages(profile.pk) → "
    "profile.kind != Kind.RESEARCHER and actor.manages(profile.pk)": "an actor with belongings is here in person: Actor refuses to be anything else",
}


def turned(node: ast.AST) -> Iterator[Callable[[Any], Any]]:
    """The ways in which one node can be wrong."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        yield lambda n: setattr(n, "ops", [SWAPPED[type(n.ops[0])]()])
    if isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign) and type(node.op) in SWAPPED:
        yield lambda n: setattr(n, "op", SWAPPED[type(n.op)]())
    if isinstance(node, ast.BoolOp):  # each part left out
        for index in range(len(node.values)):
            yield lambda n, index=index: n.values.pop(index)
    if isinstance(node, ast.If | ast.IfExp):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield lambda n: setattr(n, "operand", ast.UnaryOp(copy.deepcopy(n.op), n.operand))
    if isinstance(node, ast.Return) and node.value is not None:
        yield lambda n: setattr(n, "value", ast.Constant(None))
    yield from turned_calls(node)
    yield from turned_values(node)


def turned_calls(node: ast.AST) -> Iterator[Callable[[Any], Any]]:
    """filter for exclude, any for all; a condition of a query left out."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS:
            yield lambda n: setattr(n.func, "attr" if isinstance(n.func, ast.Attribute) else "id", CALLS[name])
        if name == "Q" and len(node.keywords) > 1:
            for index in range(len(node.keywords)):
                yield lambda n, index=index: n.keywords.pop(index)


def turned_values(node: ast.AST) -> Iterator[Callable[[Any], Any]]:
    """True for False, another word, another tier."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in {"manager", "coordinator", "open", "members:read"}:
        yield lambda n: setattr(n, "value", "other")
    if isinstance(node, ast.Attribute) and node.attr in {"PARTNERS", "MEMBERS", "PUBLIC"}:
        yield lambda n: setattr(n, "attr", {"PARTNERS": "PRIVATE", "MEMBERS": "PUBLIC", "PUBLIC": "MEMBERS"}[n.attr])


def functions(tree: ast.Module) -> Iterator[tuple[list[str], ast.FunctionDef]]:
    """Every function of a module, with the names that lead to it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield [node.name], node
        elif isinstance(node, ast.ClassDef):
            yield from (([node.name, inner.name], inner) for inner in node.body if isinstance(inner, ast.FunctionDef))


def mutants(source: str) -> Iterator[tuple[str, list[str], ast.FunctionDef]]:
    """(where and what, the way to the function, the function gone wrong)."""
    for path, function in functions(ast.parse(source)):
        nodes = list(ast.walk(function))
        for place, node in enumerate(nodes):
            for number, _turn in enumerate(turned(node)):
                wrong = copy.deepcopy(function)
                mutated = list(ast.walk(wrong))[place]
                before = ast.unparse(mutated)
                list(turned(mutated))[number](mutated)
                wrong.decorator_list = []
                try:
                    after = ast.unparse(ast.fix_missing_locations(mutated))
                except Exception:  # noqa: BLE001 - a node that can't be written any more is no mutant
                    continue
                if after != before:
                    yield f"{getattr(node, 'lineno', function.lineno)}: {before.splitlines()[0][:90]} → {after.splitlines()[0][:90]}", path, wrong


def infect(module: Any, path: list[str], function: ast.FunctionDef) -> None:
    """Put the wrong code into the function where it stands, so that everybody who imported it has it."""
    tree = ast.Module([function], [])
    names: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(tree), "mutant", "exec"), vars(module), names)  # our own code, turned wrong
    target = module
    for name in path:
        target = vars(target)[name]
    while not isinstance(target, FunctionType):
        target = target.fget if isinstance(target, property) else target.__wrapped__ if hasattr(target, "__wrapped__") else target.__func__
    wrong = names[path[-1]]
    target.__code__, target.__kwdefaults__, target.__defaults__ = wrong.__code__, wrong.__kwdefaults__, wrong.__defaults__


def notices(tests: list[Callable[[], None]]) -> str:
    """The test that fails, or nothing."""
    from django.db import transaction

    for test in tests:
        try:
            with transaction.atomic():
                test()
                transaction.set_rollback(True)
        except Exception:  # noqa: BLE001 - whatever goes wrong is what we look for
            return test.__name__
    return ""


def in_a_child(work: Callable[[], str]) -> bool:
    """Whether `work`, done in a process of its own, came back with something."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        sys.stderr = sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the child ends with it
        try:
            os._exit(1 if work() else 0)
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="one file")
    only = parser.parse_args().only
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    from importlib import import_module

    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    rooms = [import_module(f"tests.permissions.{name}") for name in ("test_actor", "test_rows")]
    tests = [test for room in rooms for name, test in vars(room).items() if name.startswith("test_") and not test.__code__.co_argcount]
    assert not in_a_child(lambda: notices(tests)), "the tests fail without a mutant"
    started, made, survivors = time.monotonic(), 0, []
    for file in FILES:
        if only and file != only:
            continue
        module = import_module(file.removesuffix(".py").replace("/", "."))
        for what, path, function in mutants((ROOT / file).read_text(encoding="utf-8")):
            made += 1

            def work(module: Any = module, path: list[str] = path, function: ast.FunctionDef = function) -> str:
                infect(module, path, function)
                return notices(tests)

            if not in_a_child(work) and what.partition(": ")[2] not in EQUIVALENT:
                survivors.append(f"{file}:{what}")
                print(survivors[-1], flush=True)
    print(f"{made} mutants, {len(survivors)} survived, {time.monotonic() - started:.0f} s")
    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
