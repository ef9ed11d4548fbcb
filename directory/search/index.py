"""The index of this node: built anew beside the old one, brought up to the last change, and what it has reached."""

import contextlib
import itertools
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal, Self

import django
import orjson
import tantivy
from django.db.models import F

from directory.changes import last_seq
from directory.models import Card
from directory.search import state, writer
from directory.search.collation import MOST_KNOTS, Positions
from directory.search.document import order_keys
from directory.search.state import TIERS, State
from directory.vocabulary import Status

Progress = Callable[[int, int], None]
Rows = list[tuple[int, str, str]]
POOL_FROM = 4000  # cards from which a second process pays for its start
FEW = 300  # changes that are never too many to follow
CHUNK = 400
BUILD_HEAP = 256_000_000


def catch_up(timeout: float = 60) -> int:
    """Bring the index up to the last committed change and return its number; build it when there is none.

    While the worker holds the index, wait until the worker is there. Raises IndexBusy after `timeout` seconds.
    """
    until, wanted = time.monotonic() + timeout, last_seq()
    while True:
        current = state.read()
        if current is None or is_far_behind(current, wanted):
            return rebuild(wanted=wanted)
        if current.seq >= wanted:
            return current.seq
        indexer = writer.Indexer()
        try:
            return indexer.follow(timeout=0.2)
        except state.IndexBusy:
            if time.monotonic() >= until:
                raise
            time.sleep(0.05)
        finally:
            indexer.close()


def is_far_behind(current: State, wanted: int) -> bool:
    """Whether so much has changed that building anew is faster."""
    return wanted - current.seq > FEW and (wanted - current.seq) * 2 > Card.objects.filter(tier=0).count()


def rebuild(progress: Progress | None = None, timeout: float = 600, wanted: int | None = None) -> int:
    """Build every tier's index in new folders, while searches and the worker go on with the old, then put them in their place.

    With `wanted`, only if the index is still far behind that change when no other process is building any more.
    """
    with state.locked("rebuild", timeout):
        current = state.read()
        if wanted is None or current is None or is_far_behind(current, wanted):
            _rebuild(progress or _silent, timeout)
    return catch_up()


def _rebuild(progress: Progress, timeout: float) -> None:
    with state.locked("state", timeout):  # whoever begins a tier's index holds this lock: its folder isn't swept away
        _sweep()
    seq = last_seq()
    folder = _build_public(progress)
    fresh = State(seq, {"public": folder.name})
    for number in sorted(set(Card.objects.filter(tier__gt=0).values_list("tier", flat=True))):
        below = next(TIERS[lower] for lower in range(number - 1, -1, -1) if TIERS[lower] in fresh.generations)
        copy = writer.copy_tier(fresh.folder(below), TIERS[number])
        fresh = replace(fresh, generations=fresh.generations | {TIERS[number]: copy.name})
        tier = writer.Tier.open(TIERS[number], copy)
        writer.put_tier_cards(tier, number)
        tier.writer.commit()
        tier.close()
    with state.locked("state", timeout):
        state.write(fresh)
        _sweep()


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _sweep() -> None:
    """Remove folders that nobody goes by: older generations, and what a killed build left."""
    current = state.read()
    for tier in TIERS:
        used = current.generations.get(tier) if current else None
        folder = state.root() / tier
        for old in folder.iterdir() if folder.is_dir() else ():
            if old.name != used:
                shutil.rmtree(old, ignore_errors=True)


def _build_public(progress: Progress) -> Path:
    cards = Card.objects.filter(tier=0, profile__status=Status.PUBLISHED)
    total = cards.count()
    with Lines(total >= POOL_FROM) as lines:
        positions = _positions(lines, total)
        folder = writer.new_folder("public")
        writer.create(folder, positions)
        writing = tantivy.Index.open(str(folder)).writer(BUILD_HEAP, num_threads=1)
        done = 0
        for chunk in lines.map(_documents, _chunks(cards.order_by("profile_id")), folder):
            for text in chunk:
                writing.add_json(text)
            done += len(chunk)
            progress(done, total)
        writing.commit()
        writing.wait_merging_threads()
    return folder


def _positions(lines: "Lines", total: int) -> dict[str, Positions]:
    """The order of names, from all cards or, of very many, an even sample."""
    cards = Card.objects.filter(tier=0)
    step = max(1, total // MOST_KNOTS)
    if step > 1:
        cards = cards.annotate(part=F("profile_id") % step).filter(part=0)
    keys: list[list[bytes]] = [[], []]
    for chunk in lines.map(_order_keys, _chunks(cards), None):
        for pair in chunk:
            for of, key in zip(keys, pair, strict=True):
                of.append(key)
    return dict(zip(writer.LANGS, map(Positions.of, keys), strict=True))


def _chunks(cards: Any) -> Iterator[Rows]:
    rows = cards.values_list("profile_id", "body", "extra").iterator(chunk_size=2000)
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk


def _documents(rows: Rows, folder: Path) -> list[str]:
    positions = _kept_positions(folder)
    return [writer.line(key, body, extra, positions) for key, body, extra in rows]


@lru_cache(maxsize=1)
def _kept_positions(folder: Path) -> dict[str, Positions]:
    """Read once a process: knots are too many to send with every chunk."""
    return writer.read_positions(folder)


def _order_keys(rows: Rows, _shared: None) -> list[tuple[bytes, bytes]]:
    return [order_keys(key, orjson.loads(body)) for key, body, _extra in rows]


class Lines:
    """Runs the analysis of text in this process or, for many cards, in two more."""

    def __init__(self, many: bool) -> None:
        self.pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=django.setup) if many else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> Literal[False]:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
        return False

    def map(self, work: Callable[[Rows, Any], list[Any]], chunks: Iterable[Rows], shared: Any) -> Iterator[list[Any]]:
        """`work` on every chunk, in order, a few chunks ahead of the reader."""
        if not self.pool:
            yield from (work(chunk, shared) for chunk in chunks)
            return
        ahead: list[Future[list[Any]]] = []
        for chunk in chunks:
            ahead.append(self.pool.submit(work, chunk, shared))
            if len(ahead) > 8:
                yield ahead.pop(0).result()
        yield from (future.result() for future in ahead)


def status() -> dict[str, Any]:
    """What the index has reached: {"seq", "last", "behind", "tiers": {name: {"generation", "profiles", "bytes"}}}; tiers is empty without one."""
    current, last = state.read(), last_seq()
    tiers = {}
    for name in current.generations if current else ():
        folder = current.folder(name) if current else Path()
        searcher = tantivy.Index.open(str(folder)).searcher()
        tiers[name] = {"generation": folder.name, "profiles": searcher.num_docs, "segments": searcher.num_segments, "bytes": _size(folder)}
    seq = current.seq if current else 0
    return {"seq": seq, "last": last, "behind": max(last - seq, 0), "tiers": tiers}


def _size(folder: Path) -> int:
    """The bytes of a folder. Files that a merge ends meanwhile don't count."""
    size = 0
    for file in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            size += file.stat().st_size
    return size
