"""How fast finding is: `python -m tests.bench.speed --profiles 10000,100000,1000000 --database both`.

Every figure is a ratio within one run or stands beside the figures it is to be read with: raw Tantivy with the same work is the limit, a page of rows
without search the floor. Data, index and database are made by the project; --folder keeps them for the next run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench import report

ROOT = Path(__file__).resolve().parents[2]


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in cpu.read_text().splitlines() if line.startswith("model name")] if cpu.exists() else []
    packages = ("django", "djangorestframework", "tantivy", "granian", "orjson", "jinja2")
    return {
        "cores": os.cpu_count(), "cpu": names[0] if names else platform.processor(), "system": platform.system(), "python": platform.python_version(),
        "packages": {name: version(name) for name in packages}, "load": os.getloadavg()[0],
    }


def postgres_database(address: str, name: str) -> str:
    """The address of a database of that name beside `address`, made if it is missing."""
    import psycopg  # only a run on PostgreSQL needs it

    with psycopg.connect(address.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    return f"{address.rpartition('/')[0]}/{name}"


def measure(database: str, profiles: int, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One installation, measured in a process of its own."""
    home = folder / f"{database}-{profiles}"
    home.mkdir(parents=True, exist_ok=True)
    out = home / "figures.json"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR", "CACHE_URL"}}
    environment |= {"DATA_DIR": str(home / "data"), "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
    if database == "postgres":
        environment["DATABASE_URL"] = postgres_database(options.postgres, f"qiao_bench_{profiles}")
    command = [sys.executable, "-m", "tests.bench.measure", "--profiles", str(profiles), "--queries", str(options.queries)]
    command += ["--rounds", str(options.rounds), "--seconds", str(options.seconds), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return dict(json.loads(out.read_text()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", default="10000", help="sizes with commas between (default 10000)")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="sqlite")
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432/postgres", help="a server that lets us make databases")
    parser.add_argument("--queries", type=int, default=360, help="how many different questions (default 360)")
    parser.add_argument("--rounds", type=int, default=3, help="timed rounds of all of them (default 3)")
    parser.add_argument("--seconds", type=float, default=10, help="of load for each kind of answer (default 10)")
    parser.add_argument("--folder", type=Path, help="keep data and figures here, and use what is there")
    parser.add_argument("--json", type=Path, help="write all figures to this file as well")
    options = parser.parse_args()
    sizes = [int(size) for size in options.profiles.replace("_", "").split(",")]
    databases = ["sqlite", "postgres"] if options.database == "both" else [options.database]
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as spare:
        folder = (options.folder or Path(spare)).resolve()
        runs = [measure(database, size, folder, options) for database in databases for size in sizes]
    figures = {"machine": machine(), "runs": runs}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    print(report.text(figures))


if __name__ == "__main__":
    main()
