"""The rows themselves: a programme, a call, a profile that takes part, each as everybody sees it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from exchanges.calls import clock
from exchanges.calls.vocabulary import Phase
from exchanges.finding.search import Text

Both = dict[str, str]


@dataclass(frozen=True, slots=True)
class Partner:
    """A published profile, as everybody sees it."""

    pk: int
    uid: str
    kind: str
    name: dict[str, str | None] = field(compare=False)
    country: str = ""


@dataclass(slots=True, eq=False)
class ProgrammeCard:
    """A programme. `partners` are (part, profile) in the order of the programme; `calls` its calls."""

    row: dict[str, Any]
    partners: tuple[tuple[str, Partner], ...]
    calls: list["CallCard"] = field(default_factory=list)
    values: dict[str, frozenset[str]] = field(default_factory=dict)
    text: Text | None = None

    @property
    def pk(self) -> int:
        return int(self.row["pk"])

    @property
    def uid(self) -> str:
        return str(self.row["uid"])

    @property
    def name(self) -> Both:
        return {"en": self.row["name_en"], "zh": self.row["name_zh"]}

    @property
    def newest(self) -> datetime:
        """When it came."""
        return self.row["created_at"]  # type: ignore[no-any-return]

    def those(self, *parts: str) -> list[Partner]:
        """The profiles that take part as one of these, each once."""
        return list(dict.fromkeys(one for part, one in self.partners if part in parts))


@dataclass(slots=True, eq=False)
class CallCard:
    """A call. It has the columns that the clock asks for; `hosts` are those of its positions, else those of its programme."""

    row: dict[str, Any]
    programme: ProgrammeCard
    hosts: tuple[Partner, ...]
    partners: tuple[Partner, ...]
    values: dict[str, frozenset[str]] = field(default_factory=dict)
    text: Text | None = None
    status: str = ""
    is_rolling: bool = False
    grace: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    full_closes_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("status", "is_rolling", "grace", "opens_at", "closes_at", "full_closes_at"):
            setattr(self, name, self.row[name])

    @property
    def pk(self) -> int:
        return int(self.row["pk"])

    @property
    def uid(self) -> str:
        return str(self.row["uid"])

    @property
    def name(self) -> Both:
        return {"en": self.row["title_en"], "zh": self.row["title_zh"]}

    @property
    def newest(self) -> datetime:
        """When it was published."""
        return self.row["published_at"]  # type: ignore[no-any-return]

    @property
    def subjects(self) -> list[str]:
        """Its own fields of research, else those of its programme."""
        return self.row["subjects"] or self.programme.row["subjects"]  # type: ignore[no-any-return]

    def phase(self, now: datetime) -> Phase:
        """What it is at that moment, by the clock."""
        return clock.phase(self, now)  # type: ignore[arg-type]


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def instant(value: datetime | None) -> str | None:
    """2027-01-15T17:00:00Z."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None
