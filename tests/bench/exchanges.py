"""What a large call costs: its panel page, list, exports, matching run and release of decisions, as times and as growth from a smaller call.

    python -m tests.bench.exchanges [--applications 500 5000] [--times 5]

Uses a database of its own in a temporary DATA_DIR (or DATABASE_URL, which must be empty). Pages are asked through the whole stack in this process; a
matching run and a release are done once.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tests.bench.calls import Made

HOST = "127.0.0.1:8000"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qiao-exchanges-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings", "SITE_URL": f"http://{HOST}"}
        django.setup()
        measure(options)


def measure(options: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection

    from directory.management.assets import collect_when_older
    from directory.management.catalogues import compile_catalogues
    from tests.bench import calls

    call_command("migrate", verbosity=0, interactive=False)
    compile_catalogues()
    collect_when_older()
    if calls.programmes():
        raise SystemExit("This database has programmes already; name an empty one in DATABASE_URL.")
    versions = f"Python {platform.python_version()}, Django {django.__version__}, {connection.vendor}"
    print(f"{os.cpu_count()} cores, {versions}, {time.strftime('%Y-%m-%d')}")
    made = {count: calls.call_with(count) for count in sorted(options.applications)}
    reviews = ", ".join(f"{count:,} applications with {count * calls.REVIEWS:,} reviews" for count in made)
    print(f"all calls in one database: {reviews}; load before: {os.getloadavg()[0]:.1f}; median of {options.times}")
    table: dict[str, dict[int, tuple[float, int]]] = {}
    for count, one in made.items():
        for what, act, times in acts(one, options.times):
            table.setdefault(what, {})[count] = timed(act, times)
    report(table, list(made))


def acts(made: "Made", times: int) -> list[tuple[str, Callable[[], Any], int]]:
    """What is measured of one call, in this order: the release comes last, because it changes everything."""
    from exchanges.offers import running
    from exchanges.offers.vocabulary import RunMethod
    from exchanges.reviews import deciding, readiness
    from tests import make

    call, actor, client = made.call, make.acting(made.coordinator), make.sign_in(made.coordinator)

    def page(tail: str) -> Callable[[], Any]:
        return lambda: ask(client, f"/en/account/calls/{call.uid}/{tail}")

    return [
        ("panel, HTML", page("panel"), times), ("panel, the last page", page("panel?page=9999"), times),
        ("decisions, HTML", page("decisions"), times),
        ("list, HTML", page("applications"), times), ("overview, HTML", page("overview"), times),
        ("export, CSV", page("applications.csv"), times), ("export, XLSX", page("applications.xlsx"), times),
        *((f"matching, {method}", lambda method=method: running.compute(call, method=method, seed="bench", reason=method, by=actor), 1)
          for method in RunMethod.values), ("matching, HTML", page("matching"), times),
        ("last check before a release", lambda: (readiness.obstacles(call, 1), readiness.digest(call, 1)), times),
        ("release of all decisions", lambda: deciding.release(call, by=actor), 1),
    ]


def ask(client: Any, path: str) -> int:
    """One GET through the whole stack; the length of what came."""
    answer = client.get(path, HTTP_HOST=HOST)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} at {path}")
    return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def timed(act: Callable[[], Any], times: int) -> tuple[float, int]:
    """The median time (ms) of an act, and how many queries its last time took. Where there are several times, one goes before that doesn't count."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    taken = []
    for _turn in range(times + 1 if times > 1 else 1):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    if times == 1:
        return taken[0], 0  # counting would do it twice
    reset_queries()
    with CaptureQueriesContext(connection) as said:
        act()
    return statistics.median(taken[1:]), len(said)


def report(table: dict[str, dict[int, tuple[float, int]]], counts: list[int]) -> None:
    """A line for each act: times, queries, growth from the smallest call to the largest."""
    print(f"{'':<30}" + "".join(f"{count:>12,}" for count in counts) + f"{'growth':>9}  queries")
    for what, found in table.items():
        few, many = found[counts[0]][0], found[counts[-1]][0]
        queries = " → ".join(str(found[count][1]) for count in counts if found[count][1])
        print(f"{what:<30}" + "".join(f"{found[count][0]:>9,.0f} ms" for count in counts) + f"{many / few:>8.1f}×  {queries}")
    last = list(table)[-1]
    print(f"{last}, for each application: " + ", ".join(f"{table[last][count][0] / count:.1f} ms" for count in counts))


if __name__ == "__main__":
    main()
