"""How well the box finds: `python -m tests.bench.quality --data both`. Recall at 1 and at 10, and the time, for each kind of query.

The real data lies beside the checkout (../shared/data) or in --folder; each set is imported by the product's own importer, into a directory thrown
away afterwards. The weights of the affiliation comparison are fixed in the code, so the affiliation rows are all asked, not cross-validated.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETS = {"ror-cn-gb": "ror-cn-gb.jsonl.gz", "ror-full": "ror-full.jsonl.gz"}


@dataclass
class Tally:
    """Results of one kind of query."""

    first: int = 0
    ten: int = 0
    times: list[float] = field(default_factory=list)

    def line(self, kind: str) -> str:
        times, count = sorted(self.times), len(self.times)
        p50, p95 = times[count // 2], times[min(count - 1, int(count * 0.95))]
        return f"{kind:<26}{count:>6}{self.first / count:>9.3f}{self.ten / count:>9.3f}{p50:>9.1f}{p95:>9.1f}"


HEAD = f"{'kind':<26}{'n':>6}{'R@1':>9}{'R@10':>9}{'p50 ms':>9}{'p95 ms':>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", choices=(*SETS, "both"), default="ror-cn-gb")
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "data", help="where the data lies")
    parser.add_argument("--misses", type=int, default=0, help="print so many queries of each kind that were missed")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        measure(options.data, options.folder, options.misses)
        return
    for name in SETS if options.data == "both" else (options.data,):
        with tempfile.TemporaryDirectory() as home:
            environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
            environment |= {"DATA_DIR": home, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
            command = [sys.executable, "-m", "tests.bench.quality", "--inside", "--data", name, "--folder", str(options.folder)]
            subprocess.run([*command, "--misses", str(options.misses)], cwd=ROOT, env=environment, check=True)


def measure(name: str, folder: Path, misses: int) -> None:
    """Import one set, ask everything, print the table. In a process of its own: Django is set up here."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    call_command("import_ror", str(folder / SETS[name]), verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123  ends with the process
    from tests.bench import names, persons

    cards = names.bodies()
    print(f"\n{name}: {len(cards):,} organisations, imported and indexed in {time.perf_counter() - started:.1f} s\n{HEAD}", flush=True)
    by_ror = {one["value"]: key for key, body in cards.items() for one in body["identifiers"] if one["scheme"] == "ror"}
    ask(from_file(folder / "dev-org-queries.csv", by_ror), misses)
    ask(gold(folder / "affiliation-gold-cn-gb-dev.csv", by_ror), misses)
    ask(names.made(cards), misses)
    if name == "ror-cn-gb":
        ask(persons.made(), misses)


def from_file(path: Path, by_ror: dict[str, int]) -> Iterator["names.Asked"]:  # type: ignore[name-defined]  # noqa: F821  imported when Django is set up
    """The queries of the file whose answer is in the directory."""
    from tests.bench.names import Asked

    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ids = [part.rpartition("/")[2] for part in row["acceptable_ror_ids"].replace("|", " ").replace(";", " ").split()]
            right = frozenset(by_ror[one] for one in ids if one in by_ror)
            if right:
                yield Asked(row["kind_of_query"], row["query"], right)


def gold(path: Path, by_ror: dict[str, int]) -> Iterator["names.Asked"]:  # type: ignore[name-defined]  # noqa: F821
    """Affiliation strings with one organisation that is in the directory, none whose sources disagree."""
    from tests.bench.names import Asked

    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = by_ror.get(row["ror_ids"].rpartition("/")[2])
            if key and row["n_ids"] == "1" and row["conflicting_labels"] == "0":
                yield Asked("affiliation gold, all", row["affiliation"], frozenset([key]))


def ask(queries: Iterable["names.Asked"], misses: int) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Ask them all and print a line a kind."""
    from directory.search import SearchQuery, search

    tallies: dict[str, Tally] = {}
    missed: dict[str, list[str]] = {}
    for asked in queries:
        tally = tallies.setdefault(asked.kind, Tally())
        started = time.perf_counter()
        found = [hit.key for hit in search(SearchQuery(asked.text, size=10)).hits]
        tally.times.append((time.perf_counter() - started) * 1000)
        tally.first += bool(asked.right & set(found[:1]))
        tally.ten += bool(asked.right & set(found))
        if not asked.right & set(found):
            missed.setdefault(asked.kind, []).append(asked.text)
    for kind, tally in tallies.items():
        print(tally.line(kind))
        for text in missed.get(kind, [])[:misses]:
            print(f"    missed: {text}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
