"""How the letters of an application stand, as far as its applicant may know; and what of letters waits for whom."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from accounts.actor import Actor
from accounts.hooks import Need, Work
from exchanges.applications.models import Application
from exchanges.applications.standing import call_title
from exchanges.calls.clock import takes_applications
from exchanges.programmes.rules import may_run_programmes
from exchanges.references import reading
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE, due_of
from exchanges.references.states import LEFT

NAME_ANOTHER = gettext_lazy("Name another referee for “%(call)s”: no letter comes from %(referee)s")


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
        wanted > 0 and application.status in WANTED_WHILE and not (call.letters_due_at and at >= call.letters_due_at)
        and (application.status != "draft" or takes_applications(call, at, application.stage)),
    )


def line_of(letter: Letter) -> Line:
    since = {
        "to-request": None, "requested": letter.asked_at, "willing": letter.answered_at, "submitted": letter.submitted_at,
        "declined": letter.answered_at, "expired": due_of(letter), "cancelled": None,
    }[letter.state]
    return Line(letter.pk, letter.name, letter.email, letter.state, since, due_of(letter))


def needs(actor: Actor) -> list[Need]:
    """For applicants, a referee who won't write, while another can be named; for coordinators, letters that should be in (in settings.NEEDS)."""
    return [] if actor.person is None else [*_to_name(actor), *_to_see_to(actor)]


def _to_name(actor: Actor) -> list[Need]:
    """One line an application."""
    left = Letter.objects.to_replace().filter(application__applicant=actor.person).select_related("application__call").order_by("-pk")
    found = []
    for letter in {one.application_id: one for one in left}.values():
        stands = of(letter.application, actor.now)
        if stands.is_open and stands.missing:
            words = NAME_ANOTHER % {"call": call_title(letter.application), "referee": letter.name}
            since = letter.answered_at or due_of(letter) or letter.created_at
            found.append(Need(words, reverse("application_referees", args=[letter.application.uid]), since, stands.due))
    return found


def _to_see_to(actor: Actor) -> list[Need]:
    """One line a call."""
    coordinated = [one.programme for one in actor.roles if one.role == "coordinator"]
    if not coordinated:
        return []
    late = reading.run_by(actor).overdue(actor.now).filter(application__call__programme__in=coordinated)
    calls: dict[int, list[Letter]] = {}
    for letter in late.select_related("application__call").order_by("due_at", "pk"):
        calls.setdefault(letter.application.call_id, []).append(letter)
    return [
        Need(
            ngettext("%(num)s letter of reference for “%(call)s” is overdue", "%(num)s letters of reference for “%(call)s” are overdue", len(rows))
            % {"num": len(rows), "call": call_title(rows[0].application)},
            reverse("call_letters", args=[rows[0].application.call.uid]) + "?state=overdue", due_of(rows[0]) or rows[0].created_at,
        )
        for rows in calls.values()
    ]


def work(actor: Actor) -> list[Work]:
    """For staff: letters that should be in, in every programme (named in settings.STAFF_WORK)."""
    if not may_run_programmes(actor):
        return []
    late = list(reading.run_by(actor).overdue(actor.now).order_by("due_at").values_list("due_at", flat=True))
    return [Work(gettext_lazy("Overdue letters of reference"), len(late), late[0] if late else None, reverse("staff_programmes"))]
