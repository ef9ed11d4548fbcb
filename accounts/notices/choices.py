"""How often somebody wants which kind of notice by mail, and the signed link that ends a kind without signing in.

Security mail (codes, links, new sign-ins) is no notice and can't be switched off.
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.actor import Actor
from accounts.models import Notice, NoticeChoice, User
from accounts.vocabulary import Frequency, NoticeKind

SALT = "accounts.notices.off"


def frequency_of(user: User, kind: str) -> str:
    """How often the user wants this kind by mail."""
    chosen = NoticeChoice.objects.filter(user=user, kind=kind).values_list("frequency", flat=True).first()
    return chosen or Frequency.AT_ONCE


def kinds_for(actor: Actor) -> list[NoticeKind]:
    """The kinds that this actor can be told of."""
    return [kind for kind in NoticeKind if kind != NoticeKind.WORK or actor.is_staff]


def frequencies(user: User) -> dict[str, str]:
    """Every kind with the user's choice."""
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "frequency"))
    return {kind: chosen.get(kind, Frequency.AT_ONCE) for kind in NoticeKind.values}


def choose(user: User, wanted: Mapping[str, str]) -> None:
    """Keep how often the user wants some kinds. What waits for a digest that will no longer come is not mailed; it stays on My page."""
    with transaction.atomic():
        for kind, frequency in wanted.items():
            NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"frequency": frequency})
        never = [kind for kind, frequency in wanted.items() if frequency == Frequency.NEVER]
        Notice.objects.filter(user=user, kind__in=never, mail_due=True).update(mail_due=False)


def off_token(user: User, kinds: Iterable[str]) -> str:
    """What the link in a mail carries. It does nothing but end these kinds for this user, and does not run out: mails are kept for years."""
    token: str = signing.dumps([user.pk, sorted(kinds)], salt=SALT, compress=True)
    return token


def off_link(user: User, kinds: Iterable[str]) -> str:
    """The whole address that ends these kinds."""
    with translation.override(user.language):
        return f"{settings.SITE_URL}{reverse('notices_off', args=[off_token(user, kinds)])}"


def read_off(token: str) -> tuple[User, list[str]] | None:
    """Whom and which kinds a link is about; None for a forged or broken one, or when the account is gone."""
    try:
        key, kinds = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    known = [kind for kind in kinds if kind in NoticeKind.values]
    return (user, known) if user and known else None


def headers(user: User, kinds: Iterable[str]) -> dict[str, str]:
    """RFC 8058: mail programs show a button that ends these mails with one press."""
    return {"List-Unsubscribe": f"<{off_link(user, kinds)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
