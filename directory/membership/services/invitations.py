"""Inviting an address. The address is invited, not whoever holds the link: only a person who has confirmed it can accept."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, outbox
from accounts.actor import Actor
from accounts.addresses import canonical
from accounts.models import Message, User
from directory.errors import Forbidden, Refused
from directory.membership import limits
from directory.membership.services import members, moving
from directory.membership.services.telling import managers_of, name_of, people_path, tell
from directory.models import Invitation, Membership, Profile
from directory.rules import may_manage
from directory.vocabulary import Kind, MembershipRole, WayIn

OPEN_FOR = timedelta(days=30)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(token: str) -> Invitation | None:
    """The invitation of a link. Only the hash is kept, so the database opens no door."""
    found: Invitation | None = Invitation.objects.filter(token_sha256=digest(token)).select_related("organisation").first()
    return found


def invite(organisation: Profile, *, email: str, by: Actor, role: str = MembershipRole.MEMBER, language: str = "en") -> Invitation:
    """Invite an address as member, officer or manager, and mail it the link. The answer never says whether the address has an account."""
    email = _written(email)
    with transaction.atomic():
        organisation, actor = moving.begin(by, organisation)
        if actor.user is None or not may_manage(actor, organisation.pk) or organisation.kind == Kind.RESEARCHER:
            raise Forbidden
        if Membership.objects.filter(organisation=organisation, ended_at=None, user__email=email).exists():
            raise Refused(_("This person belongs here already. Nothing was sent."))
        waiting = moving.waiting(Invitation.objects.filter(organisation=organisation, email=email), actor.now)
        if waiting and waiting.role == role:
            return waiting  # type: ignore[no-any-return]
        if waiting:
            raise Refused(_("This address has an invitation already. Nothing was sent; take that one back first."))
        limits.check_invitations(actor.user, organisation, email, now=actor.now, staff=actor.is_staff)
        return _send(organisation, email, role, language, actor)


def _written(email: str) -> str:
    try:
        return canonical(email)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


def _send(organisation: Profile, email: str, role: str, language: str, actor: Actor) -> Invitation:
    token = secrets.token_urlsafe(32)
    invitation: Invitation = Invitation.objects.create(
        organisation=organisation, email=email, role=role, token_sha256=digest(token), invited_by=actor.user, invited_at=actor.now,
        expires_at=actor.now + OPEN_FOR,
    )
    # A person we know reads their own language; the sender is told nothing of it.
    known = User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()
    language = known.language if known else language
    name = name_of(organisation)
    facts = {
        "organisation": name["zh" if language == "zh-hans" else "en"], "role": role, "inviter": str(actor.user), "email": email,
        "expires_at": invitation.expires_at,
        "link": f"{settings.SITE_URL}/{language}/account/invitations/{token}",
    }
    outbox.post(
        "belonging/invited", to=email, facts=facts, language=language, secret=True, dedupe_key=f"invitation:{invitation.pk}",
        give_up_at=invitation.expires_at,
    )
    audit.record("invitation.send", by=actor.user, on=("invitation", str(invitation.pk)), right=moving.right_of(actor, invitation), role=role)
    return invitation


def accepted(invitation: Invitation, actor: Actor) -> None:
    """The door opens for the person who has confirmed the invited address. Who is inside already keeps the higher role."""
    if actor.user is None:
        raise Forbidden
    members.admit(actor.user, invitation.organisation, role=invitation.role, way_in=WayIn.INVITATION, by=actor)
    _tell_inviter(invitation, "accepted", actor)


def declined(invitation: Invitation, actor: Actor) -> None:
    _tell_inviter(invitation, "declined", actor)


def withdrawn(invitation: Invitation, actor: Actor) -> None:
    """A mail that still waits is not sent; a link that was sent says that it no longer works."""
    waiting = Message.objects.filter(dedupe_key=f"invitation:{invitation.pk}").first()
    if waiting:
        outbox.drop(waiting, "the invitation was taken back")


def _tell_inviter(invitation: Invitation, topic: str, actor: Actor) -> None:
    """Who invited is told while they still look after the organisation; else the other managers are."""
    managers = managers_of(invitation.organisation, but=actor.user)
    inviter = invitation.invited_by
    told = [inviter] if inviter and (inviter in managers or inviter.is_staff) and inviter != actor.user else managers
    for somebody in told:
        tell(
            somebody, topic, path=people_path(invitation.organisation), key=str(invitation.pk), person=invitation.email,
            organisation=name_of(invitation.organisation),
        )


def confirmed_addresses(user: User) -> list[str]:
    """The addresses that count: those the person has confirmed, their main one first."""
    return list(EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "email").values_list("email", flat=True))
