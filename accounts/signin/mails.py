"""The mails of signing in: a code, a link, or word that there is an account already. Each is a row of the outbox."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts import outbox
from accounts.models import User
from accounts.signin import people

# allauth's names of mails, our topics, and how long what stands in them is worth something.
TOPICS = {
    "account/email/login_code": "signin/code",
    "account/email/email_confirmation": "signin/confirm",
    "account/email/email_confirmation_signup": "signin/confirm",
    "account/email/password_reset_key": "signin/reset",
    "account/email/account_already_exists": "signin/known",
}
STRANGER = "no account has this address"


def lasting(topic: str) -> timedelta:
    """How long the code or link of such a mail works."""
    seconds = {
        "signin/code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "signin/confirm": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "signin/reset": settings.PASSWORD_RESET_TIMEOUT,
    }.get(topic, 24 * 3600)
    return timedelta(seconds=seconds)


def post(topic: str, to: str, *, owner: User | None = None, code: str = "", link: str = "", unsent: str = "") -> None:
    """Write one mail, kept as a mail to whose account it opens: the `owner`, else whoever has the address, which is looked up every time.
    To an address without an account (`unsent`) the same work is done, and nothing is sent."""
    found = people.by_address(to)
    facts: dict[str, Any] = {
        "code": code, "link": link, "minutes": int(lasting(topic).total_seconds() // 60),
        "sign_in": f"{settings.SITE_URL}{reverse('account_login')}?{urlencode({'email': to})}",
    }
    outbox.post(
        topic, to=to, owner=owner or found, facts=facts, secret=bool(code or link), give_up_at=give_up_at(topic), unsent=unsent,
    )


def give_up_at(topic: str) -> datetime:
    return timezone.now() + lasting(topic)


def whereabouts() -> dict[str, bool]:
    """What pages that speak of a mail on its way must know: whether mail goes out at all, and whether this is the demo."""
    return {"sends_mail": bool(settings.HAS_MAIL_SERVER), "is_demo": bool(settings.DEMO)}
