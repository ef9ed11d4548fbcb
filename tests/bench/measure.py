"""Measures one installation: one database, one number of profiles. Writes what it measured as JSON; tests/bench/speed.py runs it and prints."""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from directory import search, services, synthetic  # noqa: E402
from directory.changes import last_seq  # noqa: E402
from directory.management.assets import collect_when_older  # noqa: E402
from directory.management.catalogues import compile_catalogues  # noqa: E402
from directory.models import Card, Profile  # noqa: E402
from directory.search import SearchQuery, index, reader  # noqa: E402
from tests.bench import asking, load  # noqa: E402

Figures = dict[str, Any]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def progress(what: str, done: int, total: int | None = None) -> None:
    now = time.monotonic()
    if now - getattr(progress, "said", 0.0) > 10:
        progress.said = now  # type: ignore[attr-defined]
        say(f"  {what}: {done:,} of {total:,}" if total else f"  {what}: {done:,}")


def folder_size(folder: Path) -> float:
    """MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def make_data(profiles: int) -> Figures:
    """The database with so many profiles, and how long that took; what is there from an earlier run is used again."""
    call_command("migrate", verbosity=0, interactive=False)
    compile_catalogues()
    collect_when_older()
    there = Profile.objects.count()
    start = time.monotonic()
    if there < profiles:
        say(f"making {profiles:,} profiles")
        synthetic.make(profiles, progress=progress)
    seconds = time.monotonic() - start
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0] / 1e6
    else:
        size = folder_size(Path(settings.DATABASES["default"]["NAME"]).parent) - folder_size(Path(settings.INDEX_DIR))
    return {"profiles": Profile.objects.count(), "cards": Card.objects.count(), "made_s": seconds if there < profiles else None, "database_mb": size}


def build_index() -> Figures:
    """Built anew by the command that operators use, in a process of its own so that its memory can be told."""
    say("building the index")
    start = time.monotonic()
    subprocess.run([*load.MANAGE, "search", "rebuild"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - start
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"build_s": seconds, "index_mb": folder_size(Path(settings.INDEX_DIR)), "build_largest_process_mb": largest}


def quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50": statistics.median(ordered), "p95": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], "max": ordered[-1], "n": len(ordered)}


def time_questions(questions: list[asking.Question], rounds: int) -> Figures:
    """Every way of every question, `rounds` times after one untimed round, all mixed; the median of each is its time."""
    say(f"asking {len(questions)} questions in {len(asking.WAYS)} ways, {rounds} rounds")
    for question in questions:
        for way in asking.WAYS.values():
            way(question)
    times: dict[tuple[int, str], list[float]] = {}
    turns = [(number, way) for number in range(len(questions)) for way in asking.WAYS]
    for turn in range(rounds):
        random.Random(turn).shuffle(turns)
        for done, (number, way) in enumerate(turns):
            times.setdefault((number, way), []).append(asking.timed(lambda: asking.WAYS[way](questions[number])))  # noqa: B023
            progress(f"round {turn + 1}", done, len(turns))
    middle = {key: statistics.median(values) for key, values in times.items()}
    # "with text": the engine remembers answers without text, raw Tantivy doesn't; only the others compare like with like.
    groups = {"all": lambda one: True, "with text": lambda one: one.kind not in asking.WITHOUT_TEXT}
    groups |= {kind: lambda one, kind=kind: one.kind == kind for kind in dict.fromkeys(question.kind for question in questions)}
    return {
        name: {way: quantiles([middle[number, way] for number, one in enumerate(questions) if belongs(one)]) for way in asking.WAYS}
        for name, belongs in groups.items()
    }


def time_first_answers(questions: list[asking.Question]) -> Figures:
    """Filters without text and the landing page, when nothing is remembered: what the first reader after a change waits for."""
    times: dict[str, list[float]] = {"json": [], "html": []}
    for question in (one for one in questions if not one.query.q):
        for way, measured in times.items():
            asking.forget()
            measured.append(asking.timed(lambda: asking.WAYS[way](question)))  # noqa: B023
    return {way: quantiles(measured) for way, measured in times.items() if measured}


def time_deep_pages(common: asking.Parameters) -> Figures:
    """Page 1 and the last of up to 1,000 pages, reached by the cursor, for the list in order of names and for a common word."""
    found = {}
    for name, parameters in (("by name", {"sort": "name"}), ("by relevance", common)):
        query = asking.Question(name, parameters).prepare().query
        first = query = SearchQuery(q=query.q, sort=query.sort, lang=query.lang)
        pages = 1
        while pages < 1000:
            answer = search.search(query)
            if not answer.next_cursor or not answer.hits:
                break
            query = SearchQuery(q=query.q, sort=query.sort, lang=query.lang, after=answer.next_cursor)
            pages += 1
        pairs = [(asking.timed(lambda: search.search(first)), asking.timed(lambda: search.search(query))) for _turn in range(30)]  # noqa: B023
        found[name] = {"pages": pages, "first": statistics.median(one for one, _ in pairs), "deep": statistics.median(other for _, other in pairs)}
    return found


def time_edits(edits: int) -> Figures:
    """From the return of the service that made a change until a search finds it, with the worker running."""
    say("editing while the worker runs")
    seconds = []
    with load.running("worker"):
        waiting = time.monotonic() + 60
        while index.status()["behind"] and time.monotonic() < waiting:
            time.sleep(0.1)
        # The first edit waits for the worker to start and isn't counted.
        for number, profile in enumerate(Profile.objects.filter(status="published").order_by("?")[: edits + 1]):
            word = f"zz{random.randrange(10**9):09d}q"
            services.revise(profile, by=None, summary_en=f"Found at once by {word}.")
            start = time.perf_counter()
            while not any(hit.key == profile.pk for hit in search.search(SearchQuery(q=word, literal=True)).hits):
                if time.perf_counter() - start > 30:
                    raise TimeoutError(f"edit {number} was not found within 30 s")
                time.sleep(0.005)
            if number:
                seconds.append(time.perf_counter() - start)
    return quantiles(seconds) | {"seq": last_seq(), "reached": reader.snapshot(0).seq}


def time_load(questions: list[asking.Question], seconds: float) -> Figures:
    """Two Granian workers on loopback, four connections."""
    say("load on two workers")
    port = 8917
    with load.running("serve", "--port", str(port), "--workers", "2") as server:
        load.wait_until_up(port)
        found: Figures = {}
        for way in ("json", "html"):
            paths = [getattr(question, way) for question in questions]
            load.ask(port, paths, 3)
            found[way] = load.ask(port, paths, seconds)
        found["memory_mb"] = load.memory(server)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profiles", type=int, required=True)
    parser.add_argument("--queries", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    say(f"{connection.vendor}, {options.profiles:,} profiles")
    figures: Figures = {"database": connection.vendor, "version": ".".join(map(str, connection.Database.sqlite_version_info))
                        if connection.vendor == "sqlite" else str(connection.pg_version)}  # type: ignore[attr-defined]
    figures |= {"data": make_data(options.profiles), "index": build_index()}
    questions = [asking.Question(kind, parameters).prepare() for kind, parameters in synthetic.queries(options.queries)]
    figures["load_before"] = os.getloadavg()[0]
    figures["times"] = time_questions(questions, options.rounds)
    figures["first"] = time_first_answers(questions)
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["deep"] = time_deep_pages(next(one.parameters for one in questions if one.kind == "common"))
    connections.close_all()
    figures["load"] = time_load(questions, options.seconds)
    figures["edits"] = time_edits(20)
    options.out.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
