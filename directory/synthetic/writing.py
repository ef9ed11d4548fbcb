"""Writes the synthetic bulk: thousands of profiles a transaction, straight into the tables, with their cards and numbered changes.

What a service would write row by row is written here table by table; cards come from `directory.cards` itself, fed with the rows in hand
instead of reading them back. There is no Assertion: the profiles have no source, they are marked as invented."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from directory import cards, changes, subjects
from directory.card_facts import Facts
from directory.models import (
    Affiliation,
    Card,
    Change,
    Company,
    Identifier,
    ImportBatch,
    Interest,
    Location,
    Name,
    Organisation,
    Place,
    Profile,
    ProfileSubject,
    Researcher,
)
from directory.names import shown_names
from directory.synthetic.profiles import HOMES, Homes, Maker, Page, uid_of
from directory.synthetic.words import Words, words

PAGE = 10_000  # profiles a transaction: an interruption loses no more
Progress = Callable[[str, int, int], None]
Row = tuple[Any, ...]


def make(count: int, *, seed: int = 7, progress: Progress | None = None) -> int:
    """Add synthetic profiles until there are `count` of this seed; returns how many were added. Interrupted, it goes on where it was."""
    batch, _created = ImportBatch.objects.get_or_create(importer="synthetic", filename=f"seed {seed}", defaults={"report": {"made": 0}})
    start = done = int(batch.report["made"])
    if done >= count:
        return 0
    vocabulary = words(seed)
    maker = Maker(vocabulary, _places(vocabulary), _homes(seed, done), timezone.now().date())
    codes = subjects.load()
    while done < count:
        size = min(PAGE, count - done)
        with transaction.atomic():
            _write_page(maker, Random(f"synthetic {seed} {done}"), seed, range(done, done + size), codes, batch)  # noqa: S311 (nothing is secret)
            done += size
            finished = timezone.now() if done == count else None
            ImportBatch.objects.filter(pk=batch.pk).update(report={"made": done}, state="done" if finished else "running", finished_at=finished)
        if progress:
            progress("Making profiles", done, count)
    return done - start


def _places(vocabulary: Words) -> dict[str, int]:
    """Slug → primary key of every city, those missing written first."""
    Place.objects.bulk_create([Place(**city) for city in vocabulary.cities.items], ignore_conflicts=True, batch_size=1000)
    return dict(Place.objects.filter(slug__in=[city["slug"] for city in vocabulary.cities.items]).values_list("slug", "pk"))


def _homes(seed: int, done: int) -> Homes:
    """The institutes that an earlier run made first, so that people go on working there."""
    homes = Homes()
    if done:
        uids = [uid_of(seed << 32 | number) for number in range(min(done, HOMES * 6))]
        rows: dict[int, tuple[int, str]] = {}
        for cut in range(0, len(uids), 500):
            found = Profile.objects.filter(uid__in=uids[cut : cut + 500], kind="institute")
            rows |= {pk: (pk, uid) for pk, uid in found.order_by("pk").values_list("pk", "uid")}
        kept = sorted(rows)[:HOMES]
        named: dict[int, list[Name]] = {pk: [] for pk in kept}
        for name in Name.objects.filter(profile__in=kept):
            named[name.profile_id].append(name)
        homes.rows = [(*rows[pk], shown_names(named[pk])) for pk in kept]
    return homes


def _write_page(maker: Maker, random: Random, seed: int, numbers: range, codes: dict[str, int], batch: ImportBatch) -> None:
    first_seq, now = changes.reserve(len(numbers)), timezone.now()
    first_pk = _reserve_keys(len(numbers))
    maker.moments[0] = now
    page = maker.page(random, first_pk, range(seed << 32 | numbers.start, seed << 32 | numbers.stop), first_seq)
    for model, columns, rows in _tables(page, codes, now, batch):
        _insert(model, columns, rows)


Table = tuple[type[Any], str, list[Row]]  # model, columns, rows


def _tables(page: Page, codes: dict[str, int], now: datetime, batch: ImportBatch) -> Iterable[Table]:
    """Table by table, parents first."""
    facts, at = page.facts, _stamp(now)
    rows = facts.profiles.values()
    yield _profiles(facts, at)
    yield from _details(facts)
    yield Name, "profile_id value lang script type is_preferred is_display given family order tier assertion_id", [
        (pk, name.value, name.lang, name.script, name.type, name.is_preferred, name.is_display, name.given, name.family, name.order, 0, None)
        for pk, names in facts.names.items() for name in names
    ]
    yield Location, "profile_id place_id position tier assertion_id", [
        (pk, own[0]["place_id"], 0, 0, None) for pk, own in facts.tiered["locations"].items()
    ]
    yield ProfileSubject, "profile_id subject_id rank", [
        (pk, codes[code], rank) for pk, own in facts.subjects.items() for rank, code in enumerate(own)
    ]
    yield from _tiered_tables(facts.tiered, at)
    yield Card, "profile_id tier body extra", [
        (row["id"], 0, _json(cards.body_of(row, facts, 0)), _json(cards.extra_of(row, facts, 0))) for row in rows
    ]
    yield Change, "seq profile_id uid operation fields before after actor_id reason request_id batch_id at", [
        (row["seq"], row["id"], row["uid"], "upsert", '["profile"]', None, None, None, "synthetic", "", batch.pk, at) for row in rows
    ]


def _profiles(facts: Facts, at: str | None) -> Table:
    columns = (
        "id uid kind status merged_into_id owner_id verification verified_at summary_en summary_zh keywords_en keywords_zh working_languages website "
        "links field_tiers is_demo created_at updated_at seq"
    )
    return Profile, columns, [
        (
            row["id"], row["uid"], row["kind"], "published", None, None, row["verification"], _stamp(row["verified_at"]),
            row["summary_en"], row["summary_zh"], _json(row["keywords_en"]), _json(row["keywords_zh"]), _json(row["working_languages"]), "",
            "[]", "{}", True, _stamp(row["created_at"]), at, row["seq"],
        ) for row in facts.profiles.values()
    ]


def _details(facts: Facts) -> Iterable[Table]:
    details = facts.details
    people = [pk for pk, row in facts.profiles.items() if row["kind"] == "researcher"]
    others = [pk for pk, row in facts.profiles.items() if row["kind"] != "researcher"]
    yield Researcher, "profile_id career_stage title_en title_zh", [(pk, *details[pk].values()) for pk in people]
    yield Organisation, "profile_id types established domains", [
        (pk, _json(details[pk]["types"]), details[pk]["established"], _json(details[pk]["domains"])) for pk in others
    ]
    yield Company, "profile_id staff", [(pk, details[pk]["staff"]) for pk in others if "staff" in details[pk]]


def _tiered_tables(tiered: dict[str, Any], at: str | None) -> Iterable[Table]:
    yield Affiliation, (
        "person_id organisation_id organisation_text type unit_en unit_zh role_en role_zh start end is_primary confirmed_at tier assertion_id"
    ), [(
        pk, row["organisation_id"], "", row["type"], "", "", row["role_en"], row["role_zh"], row["start"], "", True, None, 0, None,
    ) for pk, own in tiered["affiliations"].items() for row in own]
    yield Identifier, "profile_id scheme value checksum_ok verified_by verified_at status is_preferred tier assertion_id", [
        (pk, row["scheme"], row["value"], row["scheme"] == "orcid" or None, "", None, "active", False, 0, None)
        for pk, own in tiered["identifiers"].items() for row in own
    ]
    yield Interest, "profile_id direction type title_en title_zh text_en text_zh expires_on tier assertion_id created_at", [
        (pk, row["direction"], row["type"], row["title_en"], row["title_zh"], "", "", _day(row["expires_on"]), 0, None, at)
        for pk, own in tiered["interests"].items() for row in own
    ]


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _day(day: date) -> str:
    return day.isoformat()


def _stamp(moment: datetime | None) -> str | None:
    """As both databases read it from text: SQLite keeps UTC without an offset."""
    if moment is None:
        return None
    return moment.isoformat(" ", "microseconds") if connection.vendor == "postgresql" else moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _reserve_keys(count: int) -> int:
    """The first of `count` primary keys that no profile has; the change counter's lock keeps other writers of bulk away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence('directory_profile', 'id')")
            sequence = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", [sequence, sequence, count])
            return int(cursor.fetchone()[0]) - count
        cursor.execute("SELECT MAX(COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'directory_profile'), 0), "
                       "COALESCE((SELECT MAX(id) FROM directory_profile), 0)) + 1")
        return int(cursor.fetchone()[0])


def _insert(model: type[Any], columns: str, rows: Sequence[Row]) -> None:
    """COPY on PostgreSQL, one prepared INSERT elsewhere."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 (public in all but name)
    names = ", ".join(map(connection.ops.quote_name, columns.split()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns.split()))})", rows)
