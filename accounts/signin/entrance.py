"""What second factors, sessions and sign-in elsewhere ask of the account adapter of allauth."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import second_factor
from accounts.client import address_of
from accounts.models import User
from accounts.signin import alerts, demo, factors, providers, sessions


def proof_asked(request: HttpRequest) -> str:
    """How this reader shows once more who they are: "factor" for who has one, since a password or a mailbox may be a thief's. "mail" for whose
    role needs a first factor, unless this session has typed a mailed code or used a factor. Everybody else: "any" way."""
    user = request.user
    if not isinstance(user, User):
        return "any"
    if factors.has_one(user):
        return "factor"
    mailed = any(one.get("method") in ("code", "mfa") for one in get_authentication_records(request, user))
    return "mail" if second_factor.needs_one(user) and not mailed else "any"


def is_fresh(request: HttpRequest) -> bool:
    """Whether the reader showed who they are in this session a few minutes ago, in a way that counts."""
    asked, records = proof_asked(request), get_authentication_records(request, request.user)
    if asked == "mail":
        return False
    counting = [one for one in records if asked == "any" or one.get("method") == "mfa"]
    return bool(counting) and time.time() - counting[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


class Entrance(DefaultAccountAdapter):
    """The part of our account adapter that this room answers for."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        return super().authenticate(request, **demo.closed(credentials))

    def login(self, request: HttpRequest, user: User) -> None:
        request.first_sign_in = user.last_login is None  # type: ignore[attr-defined]
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        sessions.arrived(request, response, user, first=more["signup"] or getattr(request, "first_sign_in", False))
        providers.tell_who_it_is(user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways of this person that count: by app, passkey and recovery code, or by password and a code by mail."""
        words = {
            "reauthenticate": _("With your password"), "mfa_reauthenticate": _("With your authenticator app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        methods = [one | {"description": words[one["id"]]} for one in super().get_reauthentication_methods(user)]
        if not user.is_authenticated:
            return methods
        asked = proof_asked(self.request)
        if asked == "factor":
            own = [one for one in methods if one["id"] != "reauthenticate"]
            return own if factors.asks_for_codes(user) else own[::-1]
        mail = {"id": "mail", "description": _("With a code by e-mail"), "url": reverse("confirm_by_mail")}
        return [mail] if asked == "mail" else [*methods, mail]

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not within minutes of signing in. Raised, not answered: allauth's own look at the session would wave through who typed a
        password where a factor is asked, and who has neither password nor factor."""
        if not super().is_reauthentication_required(app=app, **more) or is_fresh(self.request):
            return False
        raise ReauthenticationRequired

    def send_notification_mail(self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None) -> None:
        """Security mail goes through the outbox. `email` is an address the account had before."""
        facts = context or {}
        name = str(facts["provider"].name) if "provider" in facts else ""
        device = sessions.device_of(self.request.META.get("HTTP_USER_AGENT", ""))
        if what := alerts.NAMES[template_prefix]:
            alerts.tell(user, what, to=email or "", address=address_of(self.request), device=device, name=name)
