"""Writing the index: one writer a tier, changes in their order, and the state after each commit."""

import contextlib
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson
import tantivy

from directory.models import Card, Change
from directory.search import state
from directory.search.collation import Positions
from directory.search.document import Document, document, order_keys
from directory.search.schema import schema
from directory.search.state import TIERS, State
from directory.vocabulary import Status

HEAP = 64_000_000  # bytes a writer may fill before it writes a segment
BATCH = 2000  # changes, or cards, at a time
LANGS = ("en", "zh")


@dataclass
class Tier:
    """One tier's index, open for writing."""

    name: str
    folder: Path
    writer: tantivy.IndexWriter
    positions: dict[str, Positions]

    @classmethod
    def open(cls, name: str, folder: Path, heap: int = HEAP) -> "Tier":
        """Raises ValueError while another process writes the same folder."""
        writing = tantivy.Index.open(str(folder)).writer(heap, num_threads=1)
        writing.garbage_collect_files()  # what a killed writer left half-written would stand in the way of files of the same name
        # A writer gives its first operation the number of the last commit. A merge that a killed writer left to us begins before our first
        # commit and goes up to that number: of a first deletion it would skip the segments that were last changed by that very commit, and
        # their old documents would stay beside the new ones. So the first operation is one that deletes nothing.
        writing.delete_documents_by_query(tantivy.Query.empty_query())
        return cls(name, folder, writing, read_positions(folder))

    def put(self, ids: list[int], cards: dict[int, tuple[str, str]]) -> None:
        """Replace these profiles by their cards; those without one go."""
        # By query: `delete_documents_by_term` takes a whole number for a signed one and so deletes nothing from an unsigned field.
        if ids:
            self.writer.delete_documents_by_query(tantivy.Query.term_set_query(schema(), "key", ids))
        for key, (body, extra) in cards.items():
            self.writer.add_json(line(key, body, extra, self.positions))

    def close(self) -> None:
        """Let merges end and give the folder free. A folder that a rebuild has removed meanwhile has nothing left to lose."""
        with contextlib.suppress(ValueError, OSError):
            self.writer.wait_merging_threads()


def line(key: int, body: str, extra: str, positions: dict[str, Positions]) -> str:
    """A card as the writer takes it."""
    card = orjson.loads(body)
    found: Document = document(key, card, orjson.loads(extra))
    for lang, order in zip(LANGS, order_keys(key, card), strict=True):
        found[f"by_name_{lang}"] = positions[lang].position(order)
    return orjson.dumps(found).decode()


def read_positions(folder: Path) -> dict[str, Positions]:
    """The order of names of a generation."""
    return {lang: Positions.read(folder / f"names-{lang}.json") for lang in LANGS}


def new_folder(tier: str) -> Path:
    """An empty folder for a new generation."""
    folder = state.root() / tier / f"{int(time.time()):x}-{secrets.token_hex(3)}"
    folder.mkdir(parents=True)
    return folder


def cards_of(ids: list[int], tier: int) -> dict[int, tuple[str, str]]:
    """Profile → the body and extra of the highest card that the tier reads; nothing for what isn't published."""
    rows = Card.objects.filter(profile__in=ids, profile__status=Status.PUBLISHED, tier__lte=tier).order_by("tier")
    return {key: (body, extra) for key, body, extra in rows.values_list("profile_id", "body", "extra")}


def changed_since(seq: int) -> Iterator[tuple[int, list[int]]]:
    """(last number, profiles) of the changes after `seq`, a batch at a time."""
    while True:
        rows = list(Change.objects.filter(seq__gt=seq).order_by("seq").values_list("seq", "profile_id")[:BATCH])
        if not rows:
            return
        seq = rows[-1][0]
        yield seq, sorted({profile for _seq, profile in rows})


@dataclass
class Indexer:
    """Follows the changes. The worker keeps one open; a call from elsewhere opens one, follows once and closes it."""

    tiers: dict[str, Tier] = field(default_factory=dict)

    def follow(self, timeout: float = 30) -> int:
        """Bring the index up to the last change and return its number. Raises IndexBusy while another process holds it."""
        with state.locked("state", timeout):
            current = state.read()
            if current is None:
                return 0
            self._open(current)
            for seq, ids in changed_since(current.seq):
                current = self._apply(current, seq, ids)
            return current.seq

    def _open(self, current: State) -> None:
        for name, tier in list(self.tiers.items()):
            if current.generations.get(name) != tier.folder.name:
                self.tiers.pop(name).close()
        for name in current.generations.keys() - self.tiers.keys():
            try:
                self.tiers[name] = Tier.open(name, current.folder(name))
            except ValueError as error:
                if "lock" in str(error).lower():
                    raise state.IndexBusy from error
                raise

    def _apply(self, current: State, seq: int, ids: list[int]) -> State:
        """Write one batch to every tier, then say so. Killed in between, the batch is written again: that changes nothing."""
        for number in missing_tiers(current, ids):
            current = self._begin(current, number)
        for name, tier in self.tiers.items():
            tier.put(ids, cards_of(ids, TIERS.index(name)))
            tier.writer.commit()
        current = replace(current, seq=seq)
        state.write(current)
        return current

    def _begin(self, current: State, number: int) -> State:
        """The first card of a tier has come: its index begins as a copy of the next lower one."""
        below = next(TIERS[lower] for lower in range(number - 1, -1, -1) if TIERS[lower] in self.tiers)
        self.tiers.pop(below).close()  # no merge may run while the folder is copied
        folder = copy_tier(current.folder(below), TIERS[number])
        current = replace(current, generations=current.generations | {TIERS[number]: folder.name})
        self._open(current)
        put_tier_cards(self.tiers[TIERS[number]], number)
        return current

    def close(self) -> None:
        """Let merges end and give the index free."""
        while self.tiers:
            self.tiers.popitem()[1].close()


def missing_tiers(current: State, ids: list[int]) -> list[int]:
    """Tiers above public that get their first cards with these profiles."""
    without = [number for number in range(1, len(TIERS)) if TIERS[number] not in current.generations]
    return sorted(set(Card.objects.filter(profile__in=ids, tier__in=without).values_list("tier", flat=True))) if without else []


def copy_tier(folder: Path, tier: str) -> Path:
    """A copy of an index that nobody is writing, as a new generation of another tier."""
    copy = new_folder(tier)
    shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock"))
    return copy


def put_tier_cards(tier: Tier, number: int) -> None:
    """Write the cards that this tier sees otherwise than the public, after its index was copied from a lower tier's."""
    ids = list(Card.objects.filter(tier__range=(1, number)).order_by("profile_id").values_list("profile_id", flat=True).distinct())
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        tier.put(batch, cards_of(batch, number))


def create(folder: Path, positions: dict[str, Positions]) -> None:
    """An empty index with its order of names."""
    tantivy.Index(schema(), path=str(folder))
    for lang, order in positions.items():
        order.write(folder / f"names-{lang}.json")
