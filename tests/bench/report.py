"""The figures as tables, each goal with its ratio."""

from collections.abc import Iterator
from typing import Any

Run = dict[str, Any]
HEADS = {
    "raw": "raw Tantivy", "engine": "engine, 5 facets", "rows": "JSON, no search", "json": "JSON, 5 facets", "plain": "JSON, no facets",
    "html": "HTML page",
}


def text(figures: dict[str, Any]) -> str:
    return "\n".join(lines(figures))


def lines(figures: dict[str, Any]) -> Iterator[str]:
    machine = figures["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    yield f"{machine['cores']} cores, {machine['cpu']}, Python {machine['python']}, {packages}; load {machine['load']:.1f}"
    for run in figures["runs"]:
        yield from about(run)
        yield from table(run)
        yield from around(run)
        yield from (f"  {'✓' if holds else '✗'} {sentence}" for holds, sentence in goals(run))
    for small, large in grown(figures["runs"]):
        ratio = large["times"]["all"]["json"]["p50"] / small["times"]["all"]["json"]["p50"]
        yield ""
        yield (
            f"  {'✓' if ratio <= 4 else '✗'} whole JSON request, p50, {small['data']['profiles']:,} → {large['data']['profiles']:,} profiles "
            f"({large['database']}): {ratio:.2f} × (goal 4 ×)"
        )


def about(run: Run) -> Iterator[str]:
    data, index = run["data"], run["index"]
    made = f", made in {data['made_s']:.0f} s" if data["made_s"] else ""
    yield ""
    yield f"{run['database']} {run['version']}: {data['profiles']:,} profiles{made}, database {data['database_mb']:,.0f} MB"
    yield (
        f"index built in {index['build_s']:.1f} s ({data['profiles'] / index['build_s']:,.0f} a second), {index['index_mb']:,.1f} MB, "
        f"largest building process {index['build_largest_process_mb']:,.0f} MB"
    )


def table(run: Run) -> Iterator[str]:
    """A row a kind of question: p50 / p95 in ms."""
    yield ""
    yield f"{'ms, p50 / p95':<18}{'n':>5}" + "".join(f"{head:>19}" for head in HEADS.values())
    for kind, ways in run["times"].items():
        cells = "".join(f"{ways[way]['p50']:>10.2f} /{ways[way]['p95']:>7.2f}" for way in HEADS)
        yield f"{kind:<18}{ways['raw']['n']:>5}{cells}"
    first = run["first"]
    if first:
        yield (
            f"{'first answers':<18}{first['json']['n']:>5}{'':>57}{first['json']['p50']:>10.2f} /{first['json']['p95']:>7.2f}"
            f"{'':>19}{first['html']['p50']:>10.2f} /{first['html']['p95']:>7.2f}   (no text, nothing remembered)"
        )


def around(run: Run) -> Iterator[str]:
    yield ""
    for way in ("json", "html"):
        load = run["load"][way]
        yield f"two workers, four connections, {way}: {load['per_second']:,.0f} a second, p50 {load['p50']:.1f} ms, p95 {load['p95']:.1f} ms"
    shares = ", ".join(f"{size:,.0f}" for size in run["load"]["memory_mb"])
    yield f"memory of the web processes under load (own share): {shares} MB; of the measuring process at most: {run['memory_mb']:,.0f} MB"
    for name, deep in run["deep"].items():
        yield f"page {deep['pages']:,} {name}: {deep['deep']:.2f} ms, page 1: {deep['first']:.2f} ms ({deep['deep'] / deep['first']:.2f} ×)"
    edits = run["edits"]
    yield f"an edit is found after {edits['p50']:.2f} s (p50), {edits['max']:.2f} s (longest of {edits['n']})"
    yield ""


def goals(run: Run) -> Iterator[tuple[bool, str]]:
    """Whether each goal holds, and in what figures."""
    every, text, first = run["times"]["all"], run["times"]["with text"], run["first"]
    ratio = text["engine"]["p95"] / text["raw"]["p95"]
    yield ratio <= 1.3, f"engine with five facets / raw Tantivy with the same work, questions with text, p95: {ratio:.2f} × (goal 1.3 ×)"
    for way, work in (("plain", "hits and total"), ("json", "and five facets")):
        ratio = every[way]["p50"] / every["rows"]["p50"]
        yield ratio <= 1.5, f"JSON search request ({work}) / the same page of rows without search, p50: {ratio:.2f} × (goal 1.5 ×)"
    for quantile in ("p50", "p95"):
        ratio = every["html"][quantile] / every["json"][quantile]
        yield ratio <= 2, f"HTML results page / JSON answer, {quantile}: {ratio:.2f} × (goal 2 ×)"
    slowest = max(((ways[way]["p95"], f"{kind}, {HEADS[way]}") for kind, ways in run["times"].items() for way in ("json", "html")), default=(0.0, ""))
    if first:
        slowest = max(slowest, *((first[way]["p95"], f"first answer, {HEADS[way]}") for way in ("json", "html")))
    yield slowest[0] <= 150, f"slowest kind at p95: {slowest[0]:.0f} ms ({slowest[1]}; goal 150 ms with 1,000,000 profiles)"
    deep = max(run["deep"].values(), key=lambda one: one["deep"] / one["first"])
    yield deep["deep"] <= deep["first"] * 1.5, f"page {deep['pages']:,} / page 1: {deep['deep'] / deep['first']:.2f} × (as fast: 1.5 × at most)"
    yield run["edits"]["max"] <= 1, f"an edit is found within {run['edits']['max']:.2f} s (goal 1 s)"


def grown(runs: list[Run]) -> Iterator[tuple[Run, Run]]:
    """The smallest and the largest run of each database."""
    for database in dict.fromkeys(run["database"] for run in runs):
        of = sorted((run for run in runs if run["database"] == database), key=lambda run: int(run["data"]["profiles"]))
        if len(of) > 1:
            yield of[0], of[-1]
