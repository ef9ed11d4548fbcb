"""How the demo's profiles are put together and written: each as a Draft, all of them in a few bulk inserts."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import models

from directory import names
from directory.models import (
    Affiliation,
    Assertion,
    Company,
    Identifier,
    Interest,
    Location,
    Name,
    Organisation,
    OrganisationLink,
    Place,
    Profile,
    ProfileSubject,
    Researcher,
)
from directory.models.profiles import UID_ALPHABET, UID_LENGTH

# Parents first: a row is written after the rows that it points to.
ORDER: tuple[type[models.Model], ...] = (
    Profile, Assertion, Researcher, Organisation, Company, Name, Identifier, Location, ProfileSubject, OrganisationLink, Affiliation, Interest,
)


@dataclass
class Draft:
    """A profile of the demo before it is written, with the rows that hang on it."""

    key: str  # stable for ever: the uid is made from it
    profile: Profile
    assertion: Assertion
    rows: list[models.Model] = field(default_factory=list)
    at: Place | None = None

    @property
    def shown(self) -> tuple[str, str]:
        """The names shown in English and in Chinese, "" where there is none."""
        written = [row for row in self.rows if isinstance(row, Name)]
        chinese = next((row.value for row in written if row.is_preferred and row.lang.startswith("zh")), "")
        return next(row.value for row in written if row.is_display), chinese

    def add(self, model: type[models.Model], **values: Any) -> None:
        """One more row of this profile, said by its source unless `assertion` says otherwise."""
        owner = "organisation" if model is OrganisationLink else "person" if model is Affiliation else "profile"
        if hasattr(model, "assertion"):
            values.setdefault("assertion", self.assertion)
        self.rows.append(model(**{owner: self.profile} | values))

    def name(self, value: str, lang: str, **values: Any) -> None:
        self.add(Name, value=value, lang=lang, script=names.script_of(value), **values)

    def place(self, place: Place, tier: int = 0) -> None:
        self.at = place
        self.add(Location, place=place, tier=tier)

    def subjects(self, codes: Iterable[str], known: dict[str, int]) -> None:
        for rank, code in enumerate(codes):
            self.add(ProfileSubject, subject_id=known[code], rank=rank)


def uid_for(key: str) -> str:
    """The same uid on every machine: 60 bits of the SHA-256 of the key."""
    number = int.from_bytes(hashlib.sha256(f"qiao demo {key}".encode()).digest()[:8], "big")
    return "".join(UID_ALPHABET[number >> 5 * place & 31] for place in range(UID_LENGTH))


def moment(today: date, days_ago: int, minutes: int = 0) -> datetime:
    """A moment on an earlier day, in working hours (UTC)."""
    return datetime.combine(today - timedelta(days=days_ago), time(7), tzinfo=UTC) + timedelta(minutes=minutes % 600)


def write(drafts: Sequence[Draft]) -> None:
    """Insert all rows of the drafts, parents before children."""
    rows: dict[type[models.Model], list[models.Model]] = {model: [] for model in ORDER}
    for draft in drafts:
        rows[Profile].append(draft.profile)
        rows[Assertion].append(draft.assertion)
        for row in draft.rows:
            rows[type(row)].append(row)
    for model in ORDER:
        model._default_manager.bulk_create(rows[model], batch_size=500)  # noqa: SLF001 (the public name of any model's manager)
