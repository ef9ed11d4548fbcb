"""What reviewers and coordinators read of an application and its reviews, each as far as they may."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from accounts import audit
from accounts.actor import Actor
from directory.wording import spoken
from exchanges.applications import reading as applications
from exchanges.applications.models import Application, Attachment
from exchanges.calls.vocabulary import ReviewMode
from exchanges.events.models import Event
from exchanges.references import reading as letters
from exchanges.reviews.models import Assignment, Decision
from exchanges.reviews.scoring import Rubric, short
from exchanges.reviews.states import BEING_WRITTEN, WAITING
from exchanges.reviews.vocabulary import AssignmentState

READABLE = (*BEING_WRITTEN, AssignmentState.SUBMITTED, AssignmentState.LOCKED)  # "no conflict" was said
SENT = (AssignmentState.SUBMITTED, AssignmentState.LOCKED)


@dataclass(frozen=True)
class Criterion:
    """One line of the rubric as it is filled in: the score as typed, and what is wrong with it."""

    key: str
    title: str
    help: str
    weight: int
    steps: range
    typed: str
    error: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.steps) > 11


@dataclass(frozen=True)
class Told:
    """A review that is in, as somebody else reads it; `who` is blank where the reader doesn't learn it."""

    who: str
    assignment: Assignment
    scores: list[tuple[str, int]]
    mean: str


def mine(actor: Actor) -> dict[str, list[Assignment]]:
    """The actor's own reviews: those that wait for them, and those that don't."""
    rows = list(Assignment.objects.own_of(actor).select_related("application__call__programme").order_by("due_at", "pk"))
    return {"waiting": [one for one in rows if one.state in WAITING], "done": [one for one in rows if one.state not in WAITING]}


def is_readable(assignment: Assignment) -> bool:
    """Whether more than the title may be read: after "no conflict", as long as it wasn't handed back and the application wasn't withdrawn:
    who withdraws is told that nobody reads it any more."""
    return assignment.declared_at is not None and assignment.state in READABLE and assignment.application.status not in {"withdrawn", "ended"}


def is_anonymous(assignment: Assignment) -> bool:
    return bool(assignment.application.call.review_mode == ReviewMode.DOUBLE)


def answers(assignment: Assignment, lang: str, reader: Actor) -> list[applications.Row]:
    """What was sent at the stage of this review. In double anonymous review without what names the applicant, and without files: nobody can take a
    name out of a file."""
    anonymous = is_anonymous(assignment)
    revision = assignment.application.revisions.filter(stage=assignment.stage).order_by("-number").first()
    if revision is None:
        return []
    rows = applications.as_rows(assignment.application, revision, lang=lang, anonymous=anonymous, reader=reader)
    return [row for row in rows if not (anonymous and row.kind == "file")]


def letters_for(assignment: Assignment, actor: Actor) -> list[Any]:
    return letters.of_application(actor, assignment.application) if is_readable(assignment) else []


def file_for(assignment: Assignment, key: int) -> Attachment | None:
    """A file of the sent copy that the reviewer may have."""
    if not is_readable(assignment) or is_anonymous(assignment):
        return None
    return attachment(assignment.application, key)


def attachment(application: Application, key: int) -> Attachment | None:
    """A file that stands in a sent copy."""
    found: Attachment | None = Attachment.objects.filter(application=application, pk=key).select_related("file").first()
    if found is None:
        return None
    sent = {one["uid"] for revision in application.revisions.all() for one in revision.content.get("files", [])}
    return found if found.file.uid in sent else None


def criteria(assignment: Assignment, typed: dict[str, str] | None = None, errors: dict[str, Any] | None = None) -> list[Criterion]:
    """The rubric with the scores given so far, or as they were just typed."""
    kept = {one.criterion: str(one.value) for one in assignment.scores.all()}
    return [
        Criterion(
            one["key"],
            spoken(one["title"]),
            spoken(one.get("help")),
            one["weight"],
            range(one["low"], one["high"] + 1),
            (kept if typed is None else typed).get(one["key"], ""),
            str((errors or {}).get(f"score-{one['key']}", "")),
        )
        for one in assignment.application.call.rubric
    ]


def others(assignment: Assignment) -> list[Told]:
    """Others' reviews of the same application, once one's own is in. A reviewer doesn't learn who else reviews."""
    if assignment.state not in SENT:
        return []
    rows = Assignment.objects.counted().filter(application=assignment.application_id, stage=assignment.stage).exclude(pk=assignment.pk)
    return _told(assignment.application, rows.order_by("submitted_at", "pk"), named=False)


def of_application(application: Application) -> list[Told]:
    """Everybody who was asked, as coordinators read it."""
    rows = Assignment.objects.filter(application=application).exclude(state=AssignmentState.REMOVED).select_related("reviewer")
    return _told(application, rows.order_by("stage", "assigned_at", "pk"), named=True)


def _told(application: Application, rows: Any, named: bool) -> list[Told]:
    rubric = Rubric.of(application.call.rubric)
    titles = {one["key"]: spoken(one["title"]) for one in application.call.rubric}
    made = []
    for one in rows.prefetch_related("scores"):
        scores = {score.criterion: score.value for score in one.scores.all()}
        shown = [(titles[key], scores[key]) for key in titles if key in scores] if one.state in SENT else []
        mean = short(Fraction(one.points, rubric.unit)) if one.points is not None and one.state in SENT else ""
        made.append(Told(str(one.reviewer) if named else "", one, shown, mean))
    return made


def history(application: Application) -> list[Event]:
    """What happened to the application, its reviews and its decisions, the newest first."""
    reviews = list(Assignment.objects.filter(application=application).values_list("pk", flat=True))
    decisions = list(Decision.objects.filter(application=application).values_list("pk", flat=True))
    keys: dict[str, list[int]] = defaultdict(list, application=[application.pk], assignment=reviews, decision=decisions)
    rows: list[Event] = []
    for noun, some in keys.items():
        rows += Event.objects.filter(noun=noun, key__in=some).select_related("by")
    return sorted(rows, key=lambda one: (one.at, one.pk), reverse=True)[:200]


def note_reading(application: Application, actor: Actor, right: str) -> None:
    """Reading somebody's application is noted."""
    audit.record("application.read", by=actor.user, on=("application", application.uid), right=right)
