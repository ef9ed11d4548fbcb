"""Co-applicants: invited by address, in when they accept with an account that confirmed it, out on the next request once removed."""

import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices, outbox
from accounts.actor import Actor
from accounts.addresses import canonical
from accounts.models import Message, User
from accounts.vocabulary import NoticeKind
from exchanges.applications import drafts, pairs, services
from exchanges.applications.answers import line_of
from exchanges.applications.models import Application, CoApplicant
from exchanges.applications.rules import is_applicant
from exchanges.applications.vocabulary import LIVE, CoRole, CoState
from exchanges.errors import ExchangeError, NotAllowed, NotNow

MOST = 12
MOST_EVER = 3 * MOST  # with those removed again: an invitation is a mail to somebody
TOO_MANY = _("There are %(most)s people in this application already, so nobody was invited.")
NO_NAME = _("Write their name, so that everybody knows who it is. Nobody was invited.")
ONESELF = _("You are in this application already; invite somebody else.")
HAS_HALF = _("Somebody writes the other half already, or was invited to. Remove them first.")
NOT_THEIRS = _("This invitation is for another address. Sign in with the account that has confirmed the address it was sent to.")
GONE = _("This invitation no longer stands. Ask whoever invited you for a new one.")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(token: str) -> CoApplicant | None:
    """The invitation of a link; only its hash is kept."""
    found = CoApplicant.objects.filter(token_hash=digest(token[:200]))
    return found.select_related("application__call__programme", "application__applicant").first()


def invite(application: Application, *, email: str, name: str, by: Actor, role: str = CoRole.VIEW, part: str = "") -> CoApplicant:
    """Invite an address and mail it the link. Inviting it again while it waits is answered with the invitation there is."""
    try:
        email = canonical(email)
    except ValidationError as error:
        raise ExchangeError(error.messages[0]) from error
    if not line_of(name):
        raise ExchangeError(NO_NAME)
    with transaction.atomic():
        now = drafts.locked(application)
        if not is_applicant(by, now):
            raise NotAllowed
        if now.status not in LIVE or (role == CoRole.HALF and not now.pair_id):
            raise NotNow
        standing = now.co_applicants.exclude(state__in=[CoState.REMOVED, CoState.DECLINED])
        known: CoApplicant | None = standing.filter(email=email).first()
        if known is not None:
            return known
        _refuse_if_full(now, role, email, by)
        token = secrets.token_urlsafe(32)
        made = CoApplicant.objects.create(
            application=now, email=email, name=line_of(name)[:200], part=line_of(part)[:200], role=role, token_hash=digest(token), invited_at=by.now,
        )
        _mail(made, token, by)
        audit.record("application.invite", by=by.person, on=("application", now.uid), right="owner", role=role, co_applicant=made.pk)
    return made


def _refuse_if_full(application: Application, role: str, email: str, by: Actor) -> None:
    standing = application.co_applicants.exclude(state__in=[CoState.REMOVED, CoState.DECLINED])
    if standing.count() >= MOST or application.co_applicants.count() >= MOST_EVER:
        raise ExchangeError(TOO_MANY % {"most": MOST})
    if by.person is not None and EmailAddress.objects.filter(user=by.person, email=email).exists():
        raise ExchangeError(ONESELF)
    if role == CoRole.HALF and (pairs.other_half(application) or standing.filter(role=CoRole.HALF).exists()):
        raise ExchangeError(HAS_HALF)


def _mail(invited: CoApplicant, token: str, by: Actor) -> None:
    """In the language of the person who has confirmed the address, else in that of whoever invites."""
    reader = User.objects.filter(emailaddress__email=invited.email, emailaddress__verified=True).first()
    language = reader.language if reader else by.person.language if by.person else "en"
    call = invited.application.call
    title = (call.title_zh or call.title_en) if language == "zh-hans" else (call.title_en or call.title_zh)
    outbox.post(
        "applications/invited", to=invited.email, language=language, secret=True, dedupe_key=f"co-applicant:{invited.pk}",
        facts={
            "inviter": str(by.user), "call": title, "email": invited.email, "role": invited.role,
            "link": f"{settings.SITE_URL}/{language}/account/applications/invited/{token}",
        },
    )


def is_invited(actor: Actor, invited: CoApplicant) -> bool:
    """Whether the invited address is a confirmed one of the actor: the address is invited, not whoever holds the link."""
    return actor.person is not None and EmailAddress.objects.filter(user=actor.person, email=invited.email, verified=True).exists()


def waiting_for(actor: Actor) -> list[CoApplicant]:
    """Invitations to a confirmed address of the actor that nobody answered and that still stand, the newest first."""
    if actor.person is None:
        return []
    addresses = EmailAddress.objects.filter(user=actor.person, verified=True).values("email")
    open_calls = ["published", "in-review", "deciding"]
    rows = CoApplicant.objects.filter(
        email__in=addresses, state=CoState.INVITED, application__status__in=LIVE, application__call__status__in=open_calls,
    )
    return list(rows.exclude(application__applicant=actor.person).select_related("application__call", "application__applicant").order_by("-pk")[:20])


def by_key(key: int, actor: Actor) -> CoApplicant | None:
    """An invitation to the actor without its link, as My page leads to it; for everybody else there is none."""
    found = CoApplicant.objects.select_related("application__call__programme", "application__applicant").filter(pk=key).first()
    return found if found is not None and is_invited(actor, found) else None


def accept(invited: CoApplicant, *, by: Actor, language: str = "en") -> Application:
    """Take part; accepting twice is accepting once. Who was invited to the other half begins it and gets that application, the others the one they
    were invited to."""
    with transaction.atomic():
        application = drafts.locked(invited.application, with_call=True)
        row = CoApplicant.objects.select_for_update().get(pk=invited.pk)
        if not is_invited(by, row) or by.person is None:
            raise NotAllowed(NOT_THEIRS)
        if row.state == CoState.ACCEPTED and row.user_id == by.person.pk:
            return pairs.other_half(application) or application if row.role == CoRole.HALF else application
        if row.state != CoState.INVITED or application.status not in LIVE:
            raise NotNow(GONE)
        if is_applicant(by, application):
            raise ExchangeError(ONESELF)
        begun = application
        if row.role == CoRole.HALF:
            begun = services.begin(application.call, by=by, language=language, side=pairs.other_side(application.side), pair=application.pair)
            if begun.pair_id != application.pair_id:
                raise NotNow(services.NOT_TAKING)
        _answer(row, CoState.ACCEPTED, by)
        notices.tell(
            application.applicant, NoticeKind.EXCHANGE, "applications/co-accepted", path=f"account/applications/{application.uid}/people",
            facts={"person": row.name, "call": {"en": application.call.title_en, "zh": application.call.title_zh}},
            dedupe_key=f"co-accepted:{row.pk}",
        )
    return begun


def decline(invited: CoApplicant, *, by: Actor) -> None:
    with transaction.atomic():
        row = CoApplicant.objects.select_for_update().get(pk=invited.pk)
        if not is_invited(by, row):
            raise NotAllowed(NOT_THEIRS)
        if row.state == CoState.INVITED:
            _answer(row, CoState.DECLINED, by)


def _answer(row: CoApplicant, state: str, by: Actor) -> None:
    row.state, row.user, row.answered_at = state, by.person, by.now
    row.save(update_fields=["state", "user", "answered_at"])
    audit.record(f"application.invitation-{state}", by=by.person, on=("application", row.application.uid), right="invited", co_applicant=row.pk)


def remove(application: Application, key: int, *, by: Actor) -> bool:
    """The applicant takes somebody out, or a co-applicant leaves. It holds on the next request. Returns whether they were still in."""
    with transaction.atomic():
        now = drafts.locked(application)
        row = now.co_applicants.select_for_update().filter(pk=key).exclude(state=CoState.REMOVED).first()
        own = row is not None and by.person is not None and row.user_id == by.person.pk
        if not (is_applicant(by, now) or own):
            raise NotAllowed
        if row is None:
            return False
        was, row.state = row.state, CoState.REMOVED
        row.save(update_fields=["state"])
        waiting = Message.objects.filter(dedupe_key=f"co-applicant:{row.pk}").first()
        if waiting:
            outbox.drop(waiting, "the invitation was taken back")
        audit.record("application.remove-person", by=by.person, on=("application", now.uid), right="owner", co_applicant=row.pk)
        if was == CoState.ACCEPTED and row.user and not own:
            call = now.call
            notices.tell(row.user, NoticeKind.EXCHANGE, "applications/co-removed", facts={"call": {"en": call.title_en, "zh": call.title_zh}},
                         path="account", dedupe_key=f"co-removed:{row.pk}")
    return True


def change_role(application: Application, key: int, role: str, *, by: Actor) -> bool:
    """From reading to writing and back; it holds on the next request."""
    with transaction.atomic():
        now = drafts.locked(application)
        if not is_applicant(by, now):
            raise NotAllowed
        row = now.co_applicants.filter(pk=key).exclude(state__in=[CoState.REMOVED, CoState.DECLINED]).exclude(role=CoRole.HALF).first()
        if row is None or role not in {CoRole.VIEW, CoRole.EDIT}:
            raise NotNow
        changed = bool(row.role != role)
        row.role = role
        row.save(update_fields=["role"])
    return changed
