"""Who may do what about a letter, and who may read it. Predicates return only bool."""

from datetime import datetime
from typing import TYPE_CHECKING

from accounts.actor import Actor
from exchanges.applications.rules import decides, is_applicant, takes_part
from exchanges.programmes.rules import may_coordinate

if TYPE_CHECKING:
    from exchanges.references.models import Letter

# While an application stands so, its referees may be named, asked and heard.
WANTED_WHILE = ("draft", "submitted", "eligible", "more-info", "under-review", "shortlisted")
# An assignment in which "no conflict" was said and that nobody took back.
READING = ("in-progress", "submitted", "reopened", "locked")


def is_referee(actor: Actor, letter: "Letter") -> bool:
    """Whether the actor came by the link of this very letter."""
    return actor.referee_grant is not None and actor.referee_grant == letter.pk


def is_own(actor: Actor, letter: "Letter") -> bool:
    """Whether it was asked for the actor's own application."""
    return is_applicant(actor, letter.application)


def runs(actor: Actor, letter: "Letter") -> bool:
    """Whether the actor runs the programme, has no part in the application, and it has been sent once: drafts are nobody else's."""
    return letter.application.number is not None and decides(actor, letter.application)


def owns_or_runs(actor: Actor, letter: "Letter") -> bool:
    return is_own(actor, letter) or runs(actor, letter)


def nobody(_actor: Actor, _letter: "Letter") -> bool:
    """What only the clock does."""
    return False


def is_over(letter: "Letter", now: datetime) -> bool:
    """Whether the time to write is over: half-open at its end. A later date given to the whole call counts for each letter."""
    due = due_of(letter)
    return due is not None and now >= due


def due_of(letter: "Letter") -> datetime | None:
    """Until when the letter is taken, exclusive."""
    given = [one for one in (letter.due_at, letter.application.call.letters_due_at) if one]
    return max(given) if letter.due_at and given else None


def is_on_their_side(actor: Actor, letter: "Letter") -> bool:
    """Whether the actor applies: alone, with others, or with the other half of a pair."""
    application = letter.application
    if takes_part(actor, application) or (actor.person and application.co_applicants.filter(user=actor.person).exists()):
        return True
    pair = application.pair
    return pair is not None and pair.halves.filter(applicant=actor.person).exists()


def may_read_letter(actor: Actor, letter: "Letter") -> bool:
    """Whether the actor reads what the referee sent: who runs the programme, and those of its reviewers who said "no conflict", while
    they review for it; never anybody who applies, whatever else they are. A letter names the applicant, so where reviewers must not
    learn who applies they don't read it."""
    if actor.person is None or letter.state != "submitted" or is_on_their_side(actor, letter):
        return False
    application = letter.application
    if may_coordinate(actor, application.call.programme_id):
        return application.number is not None
    if application.status in {"withdrawn", "ended"} or application.call.review_mode == "double":
        return False
    if not actor.has_role("reviewer", application.call.programme_id):
        return False
    return application.assignments.filter(reviewer=actor.person, declared_at__isnull=False, state__in=READING).exists()


def right_to_read(actor: Actor, letter: "Letter") -> str:
    """With which right, for the audit."""
    if actor.is_staff:
        return "staff"
    return "coordinator" if may_coordinate(actor, letter.application.call.programme_id) else "reviewer"
