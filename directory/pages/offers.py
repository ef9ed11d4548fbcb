"""What a profile offers and seeks, as long as it holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directory import wording
from directory.models import Interest
from directory.pages.sources import Sources
from directory.pages.texts import Said, say


@dataclass(frozen=True)
class Offer:
    direction: str
    type: str
    title: Said | None  # None: the type says it all
    text: Said | None
    until: str
    expires_on: date
    note: int | None


def offers(rows: Iterable[Interest], lang: str, sources: Sources) -> list[Offer]:
    """Offers before needs, the soonest to end first. `rows` hold none that is over."""
    return [
        Offer(
            row.get_direction_display(), row.get_type_display(), say(row.title_en, row.title_zh, lang), say(row.text_en, row.text_zh, lang),
            wording.day(row.expires_on, lang), row.expires_on, sources.number(row.assertion_id) or sources.of_field("interests"),
        )
        for row in sorted(rows, key=lambda row: (row.direction, row.expires_on, row.pk))
    ]
