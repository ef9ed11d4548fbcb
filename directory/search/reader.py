"""The index open for reading: one snapshot a tier and process, renewed when the state file changes."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy

from directory.errors import IndexNotReady
from directory.search import state
from directory.search.state import TIERS
from directory.search.vocabulary import Vocabulary

REFRESH_WORDS = 60.0  # seconds after which new words are learned for spelling


@dataclass
class Snapshot:
    """One tier's index as it was at `seq`. What is computed from it once is kept in `cache`."""

    generation: str
    seq: int
    index: tantivy.Index
    searcher: tantivy.Searcher
    cache: dict[Any, Any] = field(default_factory=dict)
    words: Vocabulary | None = None
    words_at: float = 0.0

    def vocabulary(self) -> Vocabulary:
        """The words of names, for spelling and for what is being typed."""
        if self.words is None or (time.monotonic() - self.words_at > REFRESH_WORDS and self.words.num_docs != self.searcher.num_docs):
            self.words, self.words_at = Vocabulary.read(self.searcher), time.monotonic()
        return self.words


_lock = threading.Lock()
_open: dict[tuple[Path, str], Snapshot] = {}
_seen: dict[Path, tuple[tuple[int, int, int], state.State]] = {}


def snapshot(tier: int) -> Snapshot:
    """The index that a reader of this tier searches: its own, or the next lower one there is. Raises IndexNotReady without any."""
    current = _current()
    name = next((TIERS[number] for number in range(min(tier, len(TIERS) - 1), -1, -1) if TIERS[number] in current.generations), "")
    if not name:
        raise IndexNotReady
    known = _open.get((state.root(), name))
    if known and known.generation == current.generations[name] and known.seq == current.seq:
        return known
    with _lock:
        return _renewed(name)


def _current() -> state.State:
    """The state, read again only when its file has changed."""
    try:
        stat = state.path().stat()
    except FileNotFoundError:
        raise IndexNotReady from None
    mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    seen = _seen.get(state.root())
    if seen and seen[0] == mark:
        return seen[1]
    current = state.read()
    if current is None:
        raise IndexNotReady
    _seen[state.root()] = (mark, current)
    return current


def _renewed(name: str) -> Snapshot:
    """Open or reload one tier. A generation that vanishes while it is opened has a newer one behind it."""
    for last_try in (False, False, True):
        current = _current()
        key, generation = (state.root(), name), current.generations[name]
        known = _open.get(key)
        try:
            if known and known.generation == generation:
                index = known.index
                index.reload()
            else:
                known, index = None, tantivy.Index.open(str(current.folder(name)))
                index.config_reader("manual")
            fresh = Snapshot(generation, current.seq, index, index.searcher())
        except (ValueError, OSError) as error:
            _seen.pop(state.root(), None)
            if last_try:
                raise IndexNotReady from error
            continue
        if known:
            fresh.words, fresh.words_at = known.words, known.words_at
        _open[key] = fresh
        return fresh
    raise IndexNotReady
