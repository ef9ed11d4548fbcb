"""What a large call costs: its panel page, list, exports, matching runs, publishing one and the release of decisions, as times, as time of this
process on a processor (the database of PostgreSQL not counted), and as growth from a smaller call.

    python -m tests.bench.exchanges [--applications 500 5000] [--times 5]

Uses a database of its own in a temporary DATA_DIR (or DATABASE_URL, which must be empty). Pages are asked through the whole stack in this process;
matching runs, their publishing and a release are done once. On a busy machine the time on a processor tells more than the time that passed.
"""

import argparse
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django

from tests.bench.speed import machine

if TYPE_CHECKING:
    from tests.bench.calls import Made

HOST = "127.0.0.1:8000"


@dataclass(frozen=True)
class Cost:
    """Medians in ms: what passed, and what this process was on a processor; queries of one time, 0 where it was done only once."""

    passed: float
    cpu: float
    queries: int


Table = dict[str, dict[int, Cost]]


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
    with connection.cursor() as cursor:
        database = f"SQLite {sqlite3.sqlite_version}"
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            database = f"PostgreSQL {cursor.fetchone()[0]}"
    here = machine()
    versions = f"Python {platform.python_version()}, Django {django.__version__}, {database}"
    print(f"{here['cpu']}, {here['cores']} cores, {versions}, {time.strftime('%Y-%m-%d')}")
    made = {count: calls.call_with(count) for count in sorted(options.applications)}
    reviews = ", ".join(f"{count:,} applications with {count * calls.REVIEWS:,} reviews" for count in made)
    print(f"all calls in one database: {reviews}; load before: {os.getloadavg()[0]:.1f}; median of {options.times}")
    table: Table = {}
    for count, one in made.items():
        for what, act, times in acts(one, options.times):
            table.setdefault(what, {})[count] = timed(act, times)
    print(f"load after: {os.getloadavg()[0]:.1f}")
    report(table, list(made))


def acts(made: "Made", times: int) -> list[tuple[str, Callable[[], Any], int]]:
    """What is measured of one call, in this order: the release comes last, because it changes everything."""
    from exchanges.offers import running
    from exchanges.offers.vocabulary import RunMethod
    from exchanges.reviews import deciding, readiness
    from tests import make
    from tests.bench import calls

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
        ("matching, publishing a run", lambda: running.publish(call.match_runs.latest("pk"), by=actor), 1),
        ("last check before a release", lambda: (calls.decided(call), readiness.obstacles(call, 1), readiness.digest(call, 1)), times),
        ("release of all decisions", lambda: deciding.release(call, by=actor), 1),
    ]


def ask(client: Any, path: str) -> int:
    """One GET through the whole stack; the length of what came."""
    answer = client.get(path, HTTP_HOST=HOST)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} at {path}")
    return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def timed(act: Callable[[], Any], times: int) -> Cost:
    """What an act costs. Where it is done several times, one goes before that doesn't count, and one more counts the queries."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    passed, cpu = [], []
    for _turn in range(times + 1 if times > 1 else 1):
        start, busy = time.perf_counter(), time.process_time()
        act()
        passed.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
    if times == 1:
        return Cost(passed[0], cpu[0], 0)  # counting would do it twice
    reset_queries()
    with CaptureQueriesContext(connection) as said:
        act()
    return Cost(statistics.median(passed[1:]), statistics.median(cpu[1:]), len(said))


def report(table: Table, counts: list[int]) -> None:
    """A line for each act: time passed and on a processor, queries, growth of both from the smallest call to the largest."""
    print(f"{'':<30}" + "".join(f"{count:>12,}{'cpu':>12}" for count in counts) + f"{'growth':>9}{'cpu':>8}  queries")
    for what, found in table.items():
        few, many = found[counts[0]], found[counts[-1]]
        queries = " → ".join(str(found[count].queries) for count in counts if found[count].queries)
        costs = "".join(f"{found[count].passed:>9,.0f} ms{found[count].cpu:>9,.0f} ms" for count in counts)
        print(f"{what:<30}{costs}{many.passed / few.passed:>8.1f}×{many.cpu / max(few.cpu, 0.001):>7.1f}×  {queries}")
    last = list(table)[-1]
    each = [f"{table[last][count].passed / count:.1f} ms, {table[last][count].cpu / count:.1f} of them on a processor" for count in counts]
    print(f"{last}, for each application: " + "; ".join(each))


if __name__ == "__main__":
    main()
