"""Naming a referee, and changing who was named."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.addresses import canonical, visible
from accounts.models import User
from exchanges.applications.models import Application
from exchanges.applications.rules import is_applicant
from exchanges.calls.clock import takes_applications
from exchanges.errors import ExchangeError, NotAllowed, NotNow
from exchanges.references.errors import ENOUGH, NAMED_ALREADY, NO_LETTERS, NOT_YOURSELF, TIME_IS_OVER, TOO_MANY, BadReferee
from exchanges.references.models import Letter
from exchanges.references.rules import WANTED_WHILE
from exchanges.references.services import asking
from exchanges.references.services.ending import ended
from exchanges.references.services.locking import act, locked, locked_application, note, now_of
from exchanges.references.states import LEFT

LANGUAGES = ("en", "zh-hans")
SPARE = 5  # so many people more than letters wanted may be named in all, so that nobody writes to the world through us
NAME_THEM = _("Type their name.")


def name_referee(
    application: Application, *, name: str, email: str, by: Actor | None, organisation: str = "", relation: str = "", language: str = "en",
    replaces: Letter | None = None,
) -> Letter:
    """Name somebody; they are asked at once where the call says so. `replaces` is one who declined or was too late."""
    with transaction.atomic():
        application = locked_application(application.pk)
        _check_may_name(application, by)
        given = _cleaned(application, name, email, organisation, relation, language)
        letters = list(application.letters.select_for_update())
        live = [one for one in letters if one.state not in LEFT]
        if any(_mailbox(one.email) == _mailbox(given["email"]) for one in live):
            raise BadReferee("email", NAMED_ALREADY)
        if len(live) >= application.call.letters_wanted:
            raise ExchangeError(ENOUGH)
        if len(letters) >= 2 * application.call.letters_wanted + SPARE:
            raise ExchangeError(TOO_MANY)
        return _named(application, given, by, _replaced(letters, replaces))


def change(
    letter: Letter, *, name: str, email: str, by: Actor | None, organisation: str = "", relation: str = "", language: str = "en",
) -> Letter:
    """Correct what was said of a referee. With another address it is somebody else who is asked: the old link is void, and what was begun there stays
    with the one who began it."""
    with transaction.atomic():
        letter = locked(letter)
        application = letter.application
        _check_may_name(application, by)
        given = _cleaned(application, name, email, organisation, relation, language)
        others = application.letters.exclude(pk=letter.pk).exclude(state__in=LEFT)
        if any(_mailbox(one.email) == _mailbox(given["email"]) for one in others):
            raise BadReferee("email", NAMED_ALREADY)
        if given["email"] == letter.email or letter.state == "to-request":
            act(letter, "change", by=by, **given)
            return letter
        if application.letters.count() >= 2 * application.call.letters_wanted + SPARE:
            raise ExchangeError(TOO_MANY)
        ended(letter, by=by)
        return _named(application, given, by, letter)


def _named(application: Application, given: dict[str, str], by: Actor | None, replaces: Letter | None) -> Letter:
    letter = Letter.objects.create(application=application, replaces=replaces, created_by=by.user if by else None, **given)
    letter.application = application
    note(letter, "name", by=by, source="")
    if asking.is_time(application):
        asking.ask(letter, by=by)
        letter.refresh_from_db()
    return letter


def _check_may_name(application: Application, by: Actor | None) -> None:
    if by is not None and not is_applicant(by, application):
        raise NotAllowed
    call = application.call
    if call.letters_asked == "never" or call.letters_wanted < 1:
        raise ExchangeError(NO_LETTERS)
    now = now_of(by)
    if application.status not in WANTED_WHILE:
        raise NotNow
    if by is not None and application.status == "draft" and not takes_applications(call, now, application.stage):
        raise NotNow
    if call.letters_due_at and now >= call.letters_due_at:
        raise ExchangeError(TIME_IS_OVER)


def _cleaned(application: Application, name: str, email: str, organisation: str, relation: str, language: str) -> dict[str, str]:
    name = visible(name)[:200]
    if not name:
        raise BadReferee("name", NAME_THEM)
    try:
        email = canonical(email)
    except ValidationError as error:
        raise BadReferee("email", error.messages[0]) from error
    if _mailbox(email) in {_mailbox(one) for one in applying(application)}:
        raise BadReferee("email", NOT_YOURSELF)
    return {
        "name": name, "email": email, "organisation": visible(organisation)[:200], "relation": visible(relation)[:200],
        "language": language if language in LANGUAGES else "en",
    }


def applying(application: Application) -> set[str]:
    """Every address of those who apply: the applicant's, the co-applicants', those of the other half of a pair. Unconfirmed ones too: a letter to
    oneself is not made better by not having opened the mail."""
    halves = list(application.pair.halves.all()) if application.pair else [application]
    users: set[int] = set()
    found: set[str] = set()
    for half in halves:
        users.add(half.applicant_id)
        for co in half.co_applicants.exclude(state__in=["declined", "removed"]):
            found.add(co.email)
            users |= {co.user_id} if co.user_id else set()
    found |= set(EmailAddress.objects.filter(user__in=users).values_list("email", flat=True))
    found |= set(User.objects.filter(pk__in=users).values_list("email", flat=True))
    return found


def _mailbox(address: str) -> str:
    """What two spellings of one mailbox share: what stands after a plus is for its owner's sorting."""
    try:
        written = canonical(address)
    except ValidationError:
        written = address.strip().lower()
    local, _at, domain = written.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _replaced(letters: list[Letter], replaces: Letter | None) -> Letter | None:
    """The one who is replaced, when it is one of this application who left and nobody stands in for yet."""
    if replaces is None:
        return None
    found = next((one for one in letters if one.pk == replaces.pk and one.state in LEFT), None)
    if found is None:
        raise NotNow
    return None if any(one.replaces_id == found.pk for one in letters) else found


