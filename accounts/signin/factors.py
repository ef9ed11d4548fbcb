"""Passkeys, the authenticator app and recovery codes: secrets kept encrypted, a code used once, and what follows when one comes or goes."""

import base64
import ipaddress
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit, second_factor
from accounts.actor import Actor
from accounts.client import address_of
from accounts.hooks import Need
from accounts.models import User
from accounts.signin import alerts, sessions

log = logging.getLogger("qiao")
Type = Authenticator.Type
AFTER = "after_factor"  # the session's note of where the reader wanted to go before they had to set up a factor
MADE = "app_secret_made"  # the session's note of when the secret of a set-up was made; allauth keeps the secret beside it
SET_UP = 600  # seconds


def site_host() -> str:
    """The host name of SITE_URL: what passkeys are bound to, whatever a request says."""
    return urlsplit(settings.SITE_URL).hostname or ""


def passkeys_work_here() -> bool:
    """Browsers keep passkeys for a name on HTTPS (or for localhost), never for an address of numbers."""
    parts = urlsplit(settings.SITE_URL)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and (parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"))
    return False


def _lock() -> MultiFernet:
    """The key for secrets, derived from SECRET_KEY; earlier ones (SECRET_KEY_FALLBACKS) still open what they closed."""
    keys = []
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"qiao second factors").derive(secret.encode())
        keys.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(keys)


class FactorAdapter(DefaultMFAAdapter):
    """The hooks of allauth's second factors."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code or passkey isn’t right. A code works once, for half a minute: wait for the next one and try again."),
        "unverified_email": _("Confirm your e-mail address first; then you can set up a passkey or an authenticator app."),
    }

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # SECRET_KEY was changed without keeping the old one. A random secret fits no code, so the answer is "not right" and no fault.
            log.warning("A secret of a second factor can't be opened: was SECRET_KEY changed without SECRET_KEY_FALLBACKS?")
            return str(totp.generate_totp_secret())

    def _get_site_name(self) -> str:
        return "Qiao 桥"

    def get_totp_issuer(self) -> str:
        return "Qiao"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": site_host(), "name": self._get_site_name()}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("Passkey %(number)s") % {"number": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    pk: int
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True)
class State:
    """Which second factors somebody has."""

    passkeys: tuple[Passkey, ...]
    app: datetime | None  # since when
    codes_left: int | None  # None: none were ever made
    passkeys_work: bool

    @property
    def any(self) -> bool:
        return bool(self.passkeys or self.app)


def state_of(user: User) -> State:
    """What the security page shows."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    app = next((row.created_at for row in rows if row.type == Type.TOTP), None)
    codes = next((len(row.wrap().get_unused_codes()) for row in rows if row.type == Type.RECOVERY_CODES), None)
    keys = tuple(Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at) for row in rows if row.type == Type.WEBAUTHN)
    return State(keys, app, codes, passkeys_work_here())


def has_one(user: User) -> bool:
    """Whether they have a passkey or the app. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.WEBAUTHN]).exists())


def asks_for_codes(user: User) -> bool:
    """Whether they are asked for a code first, and not for a passkey."""
    return not passkeys_work_here() or bool(Authenticator.objects.filter(user=user, type=Type.TOTP).exists())


def set_up_secret(request: HttpRequest, *, answered: bool) -> str:
    """The secret of the app that is being set up here: for ten minutes and for an answer the same, so that a reload fits what was scanned."""
    is_kept = answered or time.time() - request.session.get(MADE, 0) < SET_UP
    if not is_kept:
        request.session[MADE] = int(time.time())
    return str(totp.get_totp_secret(regenerate=not is_kept))


def counter_of(secret: str, code: str) -> int | None:
    """Which half minute the code belongs to, if it is right now or was a moment ago."""
    for counter in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            return int(counter)
    return None


def spend(factor: Authenticator, code: str) -> bool:
    """Use a code of the app or a recovery code. Each works once: of two requests with one code, the second finds it spent."""
    if factor.type == Type.RECOVERY_CODES:
        return bool(factor.wrap().validate_code(code))
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=factor.pk)
        counter = counter_of(FactorAdapter().decrypt(row.data["secret"]), code)
        if counter is None or counter <= row.data.get("counter", 0):
            return False
        row.data["counter"] = counter
        row.save(update_fields=["data"])
    return True


def tell(request: HttpRequest, user: User, what: str, name: str = "") -> None:
    """A security mail with where it came from."""
    device = sessions.device_of(request.META.get("HTTP_USER_AGENT", ""))
    alerts.tell(user, what, address=address_of(request), device=device, name=name)


def added(request: HttpRequest, user: User, type: str, counter: int | None = None) -> None:
    """A factor was just set up here, by its owner with it in hand: this session counts as opened with it, and every other one ends."""
    with transaction.atomic():
        row = Authenticator.objects.filter(user=user, type=type).latest("pk")
        if counter is not None:
            row.data["counter"] = counter
            row.save(update_fields=["data"])
        audit.record("factor.add", by=user, on=("user", str(user.pk)), right="owner", type=type)
        tell(request, user, "app-added" if type == Type.TOTP else "passkey-added", row.data.get("name", ""))
        sessions.end_others(request, user)
    record_authentication(request, user, "mfa", id=row.pk, type=type)


def removed(request: HttpRequest, user: User, pk: int, type: str, name: str = "") -> None:
    """A factor is gone: other sessions end, and this one no longer counts as opened with it."""
    with transaction.atomic():
        audit.record("factor.remove", by=user, on=("user", str(user.pk)), right="owner", type=type)
        tell(request, user, "app-removed" if type == Type.TOTP else "passkey-removed", name)
        left = has_one(user)
        sessions.end_others(request, user)
    kept = [one for one in get_authentication_records(request, user) if one.get("method") != "mfa" or (left and one.get("id") != pk)]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def codes_made(request: HttpRequest, user: User) -> None:
    """New recovery codes."""
    audit.record("factor.codes", by=user, on=("user", str(user.pk)), right="owner")
    tell(request, user, "codes-made")


def reset(user: User, *, by: User) -> None:
    """For staff, who know that it is them: somebody lost every factor. All are removed, every session ends, and they are told."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        sessions.end_all(user)
        audit.record("factor.reset", by=by, on=("user", str(user.pk)), right="staff")
        alerts.tell(user, "factors-reset")


def come_back_to(request: HttpRequest, path: str) -> None:
    """Remember where the reader wanted to go, for when the factor is set up."""
    request.session[AFTER] = path


def way_back(request: HttpRequest) -> str:
    """Where they wanted to go; asked once."""
    return str(request.session.pop(AFTER, "") or "")


def needs(actor: Actor) -> list[Need]:
    """A line on My page for staff and coordinators whose rights sleep."""
    person = actor.person
    if person is None or not second_factor.needs_one(person):
        return []
    awake = actor.is_staff or any(role.role == "coordinator" for role in actor.roles)
    text = _("Your role needs a second factor. Until you use one, you see what any member sees.")
    return [] if awake else [Need(text, reverse("second_factor"), person.date_joined)]
