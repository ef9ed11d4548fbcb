"""What may happen to a review: asked for, declared free of conflict, written, sent, handed back. Each act is one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.errors import AccountError
from accounts.models import User
from exchanges.applications.models import Application
from exchanges.errors import ExchangeError, NotAllowed, NotNow, Stale
from exchanges.events.moves import carry_out, carry_out_many
from exchanges.events.services import record
from exchanges.programmes.models import ProgrammeRole
from exchanges.programmes.rules import right_of
from exchanges.reviews.conflicts import conflicts
from exchanges.reviews.errors import BadReview, Conflicted
from exchanges.reviews.inputs import clean, read_scores
from exchanges.reviews.judges import may_judge
from exchanges.reviews.models import Assignment
from exchanges.reviews.scoring import Rubric
from exchanges.reviews.states import BEING_WRITTEN, TRANSITIONS
from exchanges.reviews.telling import tell_asker, tell_reviewer
from exchanges.reviews.vocabulary import AssignmentState

REVIEWABLE = ("submitted", "eligible", "under-review", "shortlisted")
LONGEST = 10000  # characters of a comment
NO_REVIEWER = gettext_lazy("This person doesn’t review for the programme. Nothing was changed; give them the role first, or choose somebody else.")
SAID = gettext_lazy("Say in a few words what the conflict is, so that the coordinators understand. Nothing was changed.")


def assign(
    application: Application, reviewer: User, *, by: Actor, due_at: datetime | None = None, why: dict[str, Any] | None = None, tell: bool = True
) -> Assignment:
    """Ask this reviewer. Asking twice is asking once; who declined or was taken back is asked again. Raises Conflicted. `why` is what an automatic
    assignment weighed; `tell=False` where the reviewer hears of many at once."""
    with transaction.atomic():
        application = _locked_application(application.pk)
        if not may_judge(by, application):
            raise NotAllowed
        if application.status not in REVIEWABLE:
            raise NotNow
        _must_review(reviewer, application)
        if found := conflicts(application, reviewer):
            raise Conflicted(found)
        same = {"application": application, "reviewer": reviewer, "stage": application.stage}
        asked: Assignment | None = Assignment.objects.select_for_update(no_key=True).filter(**same).first()
        due = due_at or application.call.reviews_due_at
        kept = {"why": why or {"by": "hand"}, "due_at": due, "assigned_by": by.user, "assigned_at": by.now}
        if asked is None:
            asked = Assignment.objects.create(**same, **kept)
            record(asked, "ask", source="", target=AssignmentState.INVITED, by=by, right=right_of(by), call=application.call_id)
        elif asked.state in TRANSITIONS["ask-again"].sources:
            _carry_out(asked, "ask-again", by=by, writes={**kept, "declared_at": None, "reminded_at": None})
        elif asked.state == AssignmentState.RECUSED:
            raise ExchangeError(_("This person stepped aside because of a conflict. Nothing was changed; choose somebody else."))
        else:
            return asked
        if tell:
            tell_reviewer("asked", asked, f"{asked.pk}:{asked.assigned_at.isoformat()}")
    _take_up(application, by)
    return asked


def _take_up(application: Application, by: Actor) -> None:
    """An application that somebody reads is under review; what it can't be yet (one half of a pair is missing) it is not."""
    from exchanges.applications import services as applications  # it asks us, too, when an application ends

    if application.status == "eligible":
        try:
            applications.move(application, "take-up", by=by)
        except AccountError:
            return


def declare(assignment: Assignment, *, has_conflict: bool, by: Actor, what: str = "") -> Assignment:
    """The reviewer says whether there is a conflict. With "no conflict" the application becomes readable, unless Qiao knows better: then the review
    goes back (state recused), and the reviewer isn't told what would say who applies."""
    with transaction.atomic():
        assignment = _locked(assignment)
        if has_conflict:
            if not what.strip():
                raise BadReview({"conflict": SAID})
            if _carry_out(assignment, "recuse", by=by, reason=what[:500], writes={"conflict": clean(what)[:500]}):
                tell_asker(assignment, "recused")
            return assignment
        if by.person is None or not TRANSITIONS["declare"].rule(by, assignment):
            raise NotAllowed
        if assignment.state == AssignmentState.INVITED and (found := conflicts(assignment.application, by.person)):
            words = "; ".join(one.words("en") for one in found)
            _carry_out(assignment, "recuse", by=None, writes={"conflict": words[:500]}, kinds=[one.kind for one in found])
            tell_asker(assignment, "recused")
            return assignment
        _carry_out(assignment, "declare", by=by, writes={"declared_at": timezone.now()})
    return assignment


def decline(assignment: Assignment, *, reason: str, by: Actor) -> Assignment:
    """The reviewer can't do it, and says why."""
    with transaction.atomic():
        assignment = _locked(assignment)
        if _carry_out(assignment, "decline", by=by, reason=clean(reason)[:500]):
            tell_asker(assignment, "declined")
    return assignment


def save(assignment: Assignment, *, scores: Mapping[str, object], to_panel: str, to_applicant: str, version: int, by: Actor) -> Assignment:
    """Keep what is written so far. Raises Stale when somebody (the reviewer, in another window) saved since `version`, BadReview with the fields."""
    with transaction.atomic():
        assignment = _locked(assignment)
        if not TRANSITIONS["submit"].rule(by, assignment):
            raise NotAllowed
        if assignment.state not in BEING_WRITTEN:
            raise NotNow
        _write(assignment, scores, to_panel, to_applicant, version)
    return assignment


def submit(assignment: Assignment, *, scores: Mapping[str, object], to_panel: str, to_applicant: str, version: int, by: Actor) -> Assignment:
    """Send the review: every criterion must be scored. Sending it twice is sending it once."""
    with transaction.atomic():
        assignment = _locked(assignment)
        if not TRANSITIONS["submit"].rule(by, assignment):
            raise NotAllowed
        rubric = Rubric.of(assignment.application.call.rubric)
        if assignment.state == AssignmentState.SUBMITTED and version + 1 == assignment.version:
            return assignment  # the same button, pressed again
        if assignment.state not in BEING_WRITTEN:
            raise NotNow
        given = _write(assignment, scores, to_panel, to_applicant, version)
        missing = [one["key"] for one in rubric.criteria if one["key"] not in given]
        if missing:
            raise BadReview({f"score-{key}": _("Choose a score. Your draft is as you typed it.") for key in missing})
        _carry_out(assignment, "submit", by=by, writes={"submitted_at": timezone.now(), "points": rubric.points(given)})
    return assignment


def reopen(assignment: Assignment, *, reason: str, by: Actor) -> Assignment:
    """A coordinator gives the review back to its writer, with a reason that the writer reads."""
    return _by_coordinator(assignment, "reopen", reason, by, told="reopened")


def remove(assignment: Assignment, *, reason: str = "", by: Actor) -> Assignment:
    """A coordinator takes back what was asked."""
    return _by_coordinator(assignment, "remove", reason, by)


def _by_coordinator(assignment: Assignment, name: str, reason: str, by: Actor, told: str = "") -> Assignment:
    with transaction.atomic():
        assignment = _locked(assignment)
        if _carry_out(assignment, name, by=by, reason=clean(reason)[:500]) and told:
            tell_reviewer(told, assignment, f"{assignment.pk}:{assignment.version}", reason=clean(reason)[:500])
    return assignment


def lock_all(application: Application, stage: int, *, by: Actor | None) -> list[Assignment]:
    """When its decision is told, the reviews of an application are closed: what is in is locked, what isn't is no longer asked. The application's row
    is locked by the caller. Returns its reviews as they are now."""
    return _end_all(application, stage, by, ("lock", "close"))


def close_open(application: Application, stage: int, *, by: Actor | None) -> list[Assignment]:
    """When an application leaves the running and may come back: what isn't in is no longer asked, what is in stays as it is."""
    return _end_all(application, stage, by, ("close",))


def _end_all(application: Application, stage: int, by: Actor | None, names: tuple[str, ...]) -> list[Assignment]:
    rows = list(Assignment.objects.select_for_update(no_key=True, of=("self",)).filter(application=application, stage=stage).order_by("pk"))
    told = by.user.pk if by and by.user else None
    for name in names:
        chosen = [row for row in rows if row.state in TRANSITIONS[name].sources]
        carry_out_many(TRANSITIONS, chosen, name, call=application.call_id, released_by=told)
    return rows


def _write(assignment: Assignment, scores: Mapping[str, object], to_panel: str, to_applicant: str, version: int) -> dict[str, int]:
    if version != assignment.version:
        raise Stale(assignment)
    given, wrong = read_scores(assignment.application.call.rubric, scores)
    for name, text in (("to_panel", to_panel), ("to_applicant", to_applicant)):
        if len(text) > LONGEST:
            wrong[name] = _("Shorten this to %(most)s characters; it has %(count)s.") % {"most": LONGEST, "count": len(text)}
    if wrong:
        raise BadReview(wrong)
    assignment.to_panel, assignment.to_applicant = clean(to_panel), clean(to_applicant)
    assignment.version += 1
    assignment.save(update_fields=["to_panel", "to_applicant", "version"])
    scales = {one["key"]: (one["low"], one["high"]) for one in assignment.application.call.rubric}
    assignment.scores.exclude(criterion__in=given).delete()
    for key, value in given.items():
        low, high = scales[key]
        assignment.scores.update_or_create(criterion=key, defaults={"value": value, "low": low, "high": high})
    return given


def _locked_application(key: int) -> Application:
    locked: Application = Application.objects.select_for_update(no_key=True).get(pk=key)
    return locked


def _locked(assignment: Assignment) -> Assignment:
    """The review, locked after its application, as it stands now."""
    application = _locked_application(assignment.application_id)
    locked: Assignment = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    locked.application = application
    return locked


def _must_review(user: User, application: Application) -> None:
    """Only who reviews for the programme now, and can sign in, is asked."""
    held = ProgrammeRole.objects.filter(user=user, programme=application.call.programme_id, role="reviewer", ended_at=None)
    if not user.is_active or not held.exists():
        raise ExchangeError(NO_REVIEWER)


def _carry_out(row: Assignment, name: str, *, by: Actor | None, reason: str = "", writes: dict[str, Any] | None = None, **facts: Any) -> bool:
    right = "reviewer" if by and by.user and by.user.pk == row.reviewer_id else right_of(by)
    return carry_out(TRANSITIONS, row, name, by=by, call=row.application.call_id, right=right, reason=reason, writes=writes, **facts)
