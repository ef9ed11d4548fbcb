"""What staff may do with somebody's account. Every act is in the audit log; nobody is ever deleted here."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import audit, outbox
from accounts.errors import NotAllowed
from accounts.models import Message, User
from accounts.outbox import queue
from accounts.signin import factors

NOT_YOURS = _("Only a superuser may do that. Nothing was changed.")
NOT_YOURSELF = _("You can’t do that to your own account. Nothing was changed; ask a colleague.")
NOT_ACTIVE = _("This account is deactivated. Nothing was changed; reactivate it first.")


def enter(*, email: str, full_name: str, language: str, is_verified: bool, by: User) -> User:
    """A new account made by staff; `is_verified` vouches for the address. Nobody knows a password of it: the person sets one, told so by mail."""
    with transaction.atomic():
        user = User.objects.create_user(email, None, full_name=full_name, language=language, is_verified=is_verified)
        EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
        with translation.override(language):
            outbox.post("entered", to=user, facts={"link": settings.SITE_URL + reverse("account_reset_password")})
        audit.record("user.enter", by=by, on=_on(user), right="staff", verified=is_verified)
    return user


def deactivate(user: User, *, by: User, reason: str = "") -> None:
    """Nobody gets in with this account any more: its sessions end with this very act, and so does what they may do by token."""
    _refuse_unless(user, by, own=False)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            ended = _end_sessions(user)
            audit.record("user.deactivate", by=by, on=_on(user), right=_right(user), reason=reason, sessions=ended)


def reactivate(user: User, *, by: User, reason: str = "") -> None:
    """The account works again; what the person belonged to was never lost."""
    _refuse_unless(user, by, own=False)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            audit.record("user.reactivate", by=by, on=_on(user), right=_right(user), reason=reason)


def sign_out(user: User, *, by: User) -> int:
    """End every session of somebody. Returns how many there were."""
    _refuse_unless(user, by)
    with transaction.atomic():
        ended = _end_sessions(user)
        audit.record("user.sign-out", by=by, on=_on(user), right=_right(user), sessions=ended)
    return ended


def vouch(user: User, *, by: User) -> None:
    """Staff say that the address is the person's."""
    _refuse_unless(user, by)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_verified=False).update(is_verified=True):
            _confirm_address(user)
            audit.record("user.vouch", by=by, on=_on(user), right=_right(user))


def make_staff(user: User, *, by: User) -> None:
    """They work for the Centre: their staff rights wake in a session opened with a second factor."""
    _refuse_unless_superuser(by)
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise NotAllowed(NOT_ACTIVE)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_staff=False).update(is_staff=True):
            audit.record("user.make-staff", by=by, on=_on(user), right="superuser")


def end_staff(user: User, *, by: User) -> None:
    """They work here no longer: staff rights are gone on the next request."""
    _refuse_unless_superuser(by, user)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_staff=True).update(is_staff=False, is_superuser=False):
            audit.record("user.end-staff", by=by, on=_on(user), right="superuser")


def make_superuser(user: User, *, by: User) -> None:
    """They may say who is staff."""
    _refuse_unless_superuser(by)
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise NotAllowed(NOT_ACTIVE)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_superuser=False).update(is_staff=True, is_superuser=True):
            audit.record("user.make-superuser", by=by, on=_on(user), right="superuser")


def end_superuser(user: User, *, by: User) -> None:
    """They stay staff, and no longer say who is. One superuser always remains: nobody ends their own."""
    _refuse_unless_superuser(by, user)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_superuser=True).update(is_superuser=False):
            audit.record("user.end-superuser", by=by, on=_on(user), right="superuser")


def reset_factors(user: User, *, by: User) -> None:
    """Somebody lost every second factor, and staff know that it is them: all are removed, every session ends, and the person is told."""
    _refuse_unless(user, by, own=False)
    factors.reset(user, by=by)


def send_again(messages: QuerySet[Message], *, by: User) -> int:
    """Send what was given up once more. Returns how many messages wait again."""
    with transaction.atomic():
        count = queue.replay(messages)
        if count:
            audit.record("message.replay", by=by, right="staff", count=count)
    return count


def _confirm_address(user: User) -> None:
    if EmailAddress.objects.filter(email=user.email, verified=True).exclude(user=user).exists():
        raise NotAllowed(_("Another account has confirmed this address. Nothing was changed."))
    if not EmailAddress.objects.filter(user=user, email=user.email).update(verified=True):
        first = not EmailAddress.objects.filter(user=user, primary=True).exists()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=first)


def _on(user: User) -> tuple[str, str]:
    return "user", str(user.pk)


def _right(user: User) -> str:
    return "superuser" if user.is_staff else "staff"


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _refuse_unless(user: User, by: User, *, own: bool = True) -> None:
    """Staff act on accounts, on those of staff only superusers; some acts on nobody's own."""
    if not by.is_staff or (user.is_staff and user.pk != by.pk and not by.is_superuser):
        raise NotAllowed(NOT_YOURS)
    if not own and user.pk == by.pk:
        raise NotAllowed(NOT_YOURSELF)


def _refuse_unless_superuser(by: User, user: User | None = None) -> None:
    if not (by.is_staff and by.is_superuser):
        raise NotAllowed(NOT_YOURS)
    if user and user.pk == by.pk:
        raise NotAllowed(NOT_YOURSELF)
