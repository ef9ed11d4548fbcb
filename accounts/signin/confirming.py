"""Showing once more who one is, before a change to the way in: a code by mail, for people without password or factor, and for everybody else too."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.internal.ratelimit import consume
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import outbox
from accounts.models import User
from accounts.signin import tries

KEPT = "confirm_by_mail"  # the session's note of the code: hashed, with its end and the tries left
LASTS = 600
TRIES = 5


def _hashed(code: str) -> str:
    return salted_hmac("qiao confirm", normalize_user_code(code), algorithm="sha256").hexdigest()


def _note(request: HttpRequest) -> dict[str, Any] | None:
    note = request.session.get(KEPT)
    return note if isinstance(note, dict) and note.get("until", 0) > time.time() and note.get("tries", 0) > 0 else None


def is_sent(request: HttpRequest) -> bool:
    """Whether a code is on its way to this session's reader."""
    return _note(request) is not None


def send(request: HttpRequest, user: User) -> bool:
    """Mail a code to the address of the account. False: too many were asked for."""
    if not consume(request, app="accounts", config={"confirm_by_mail": "5/10m/user"}, action="confirm_by_mail", user=user):
        return False
    code = get_adapter().generate_login_code()
    with transaction.atomic():
        outbox.post("confirm", to=user, facts={"code": code}, secret=True, give_up_at=timezone.now() + timedelta(seconds=LASTS))
    request.session[KEPT] = {"hash": _hashed(code), "until": int(time.time()) + LASTS, "tries": TRIES}
    return True


def accept(request: HttpRequest, user: User, code: str) -> bool:
    """Whether this is the code. It works once; after some wrong ones a new one must be asked for."""
    note = _note(request)
    if note is None or not tries.take(f"{note['until']} {note['hash']}", most=TRIES, seconds=LASTS + 60):
        return False
    if not constant_time_compare(note["hash"], _hashed(code)):
        request.session[KEPT] = note | {"tries": note["tries"] - 1}
        return False
    del request.session[KEPT]
    record_authentication(request, user, "code", reauthenticated=True)
    return True
