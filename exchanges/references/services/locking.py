"""Taking the locks of a letter in their order, and what every act on one writes down."""

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from exchanges.applications.models import Application
from exchanges.errors import NotAllowed, NotNow
from exchanges.events import services as events
from exchanges.events.moves import carry_out
from exchanges.programmes import rules as programmes
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE, is_referee
from exchanges.references.states import ACTS, TRANSITIONS


def locked_application(key: int) -> Application:
    found: Application = Application.objects.select_for_update(of=("self",), no_key=True).select_related("call__programme", "applicant").get(pk=key)
    return found


def locked(letter: Letter) -> Letter:
    """The letter, read again, its application locked before it."""
    application = locked_application(letter.application_id)
    found: Letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.pk)
    found.application = application
    return found


def locked_alone(letter: Letter) -> Letter:
    """The letter without its application: a referee's acts read nothing of it that could change under them but its end, which ends the letter too."""
    found: Letter = (
        Letter.objects.select_for_update(of=("self",), no_key=True).select_related("application__call__programme", "application__applicant")
        .get(pk=letter.pk)
    )
    return found


def move(letter: Letter, what: str, /, *, by: Actor | None, reason: str = "", **writes: Any) -> bool:
    """Carry out a move on a locked letter."""
    return carry_out(
        TRANSITIONS, letter, what, by=by, call=letter.application.call_id, right=right_of(by, letter), reason=reason, writes=writes,
    )


def act(letter: Letter, what: str, /, *, by: Actor | None, **writes: Any) -> None:
    """Carry out what changes no state on a locked letter."""
    allowed = ACTS[what]
    if (by is None and not allowed.by_clock) or (by is not None and not allowed.rule(by, letter)):
        raise NotAllowed
    if letter.state not in allowed.sources:
        raise NotNow
    for column, value in writes.items():
        setattr(letter, column, value)
    if writes:
        letter.save(update_fields=list(writes))
    if what != "save":  # a text is saved many times an hour; what counts is that it was sent
        note(letter, what, by=by)


def note(letter: Letter, what: str, /, *, by: Actor | None, source: str | None = None, **facts: Any) -> None:
    events.record(
        letter, what, source=letter.state if source is None else source, target=letter.state, by=by, right=right_of(by, letter),
        call=letter.application.call_id, **facts,
    )


def right_of(by: Actor | None, letter: Letter) -> str:
    """With which right somebody acts."""
    if by is None:
        return ""
    if is_referee(by, letter):
        return "referee"
    if by.person and by.person.pk == letter.application.applicant_id:
        return "owner"
    return programmes.right_of(by)


def check_wanted(application: Application) -> None:
    """Letters are named and asked for while the application may still need them."""
    if application.status not in WANTED_WHILE:
        raise NotNow


def now_of(by: Actor | None) -> Any:
    return by.now if by else timezone.now()
