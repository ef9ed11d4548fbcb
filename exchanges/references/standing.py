"""How the letters of an application stand, as far as its applicant may know."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from exchanges.applications.models import Application
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE, due_of
from exchanges.references.states import LEFT


@dataclass(frozen=True)
class Line:
    """One referee: who, how it stands, since when, until when."""

    key: int
    name: str
    email: str
    state: str
    since: datetime | None
    due: datetime | None


@dataclass(frozen=True)
class Standing:
    """`wanted` letters, `named` people who count, `missing` to be named, `arrived` letters; `lines` one a person, those who left at the end."""

    wanted: int
    named: int
    arrived: int
    asked: str  # calls.vocabulary.LettersAsked
    due: datetime | None
    lines: tuple[Line, ...] = ()
    is_open: bool = False

    @property
    def missing(self) -> int:
        return max(self.wanted - self.named, 0)

    @property
    def is_complete(self) -> bool:
        return self.arrived >= self.wanted


def of(application: Application, now: datetime | None = None) -> Standing:
    """How they stand now. Whoever was replaced is left out: the one who stands in for them is shown."""
    call, at = application.call, now or timezone.now()
    letters = list(application.letters.order_by("created_at", "pk"))
    for letter in letters:
        letter.application = application
    replaced = {one.replaces_id for one in letters if one.replaces_id}
    live = [one for one in letters if one.state not in LEFT]
    left = [one for one in letters if one.state in LEFT and one.pk not in replaced and one.state != "cancelled"]
    wanted = call.letters_wanted if call.letters_asked != "never" else 0
    return Standing(
        wanted, len(live), sum(one.state == "submitted" for one in live), call.letters_asked, call.letters_due_at,
        tuple(line_of(one) for one in [*live, *left]),
        wanted > 0 and application.status in WANTED_WHILE and not (call.letters_due_at and at >= call.letters_due_at),
    )


def line_of(letter: Letter) -> Line:
    since = {
        "to-request": None, "requested": letter.asked_at, "willing": letter.answered_at, "submitted": letter.submitted_at,
        "declined": letter.answered_at, "expired": due_of(letter), "cancelled": None,
    }[letter.state]
    return Line(letter.pk, letter.name, letter.email, letter.state, since, due_of(letter))
