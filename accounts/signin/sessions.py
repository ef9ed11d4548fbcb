"""Where somebody is signed in: sessions in plain words, ending them, and noticing a device that was never seen before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from accounts import audit
from accounts.client import address_of
from accounts.models import User
from accounts.signin import alerts

EVERY = 300  # seconds between two notes of when a session was last seen
SEEN = "seen_at"  # the session's own note of the last one, so that a request asks the database nothing
DEVICE = "device"  # the cookie that says whose sign-ins this browser has seen; it names nobody
DEVICE_AGE = 400 * 24 * 3600
MOST = 12  # people who share a browser
# First match wins: browsers name their ancestors too.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"),
    ("QQBrowser", "QQ Browser"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Place:
    """One place where somebody is signed in."""

    pk: int
    device: str
    address: str
    since: datetime
    seen: datetime
    is_here: bool


def device_of(user_agent: str) -> str:
    """The browser and the machine in plain words."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("An unknown device")


def places_of(request: HttpRequest, user: User) -> list[Place]:
    """Where the user is signed in now; this one first, then the last seen. Sessions that have run out are forgotten on the way."""
    found = [
        Place(one.pk, device_of(one.user_agent), one.ip, one.created_at, one.last_seen_at, one.session_key == request.session.session_key)
        for one in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda place: (not place.is_here, -place.seen.timestamp()))


def end(user: User, pk: int) -> bool:
    """End one session of the user's own. Whoever is signed in there is a visitor on the next request."""
    with transaction.atomic():
        session = UserSession.objects.filter(user=user, pk=pk).first()
        if session:
            session.end()
            audit.record("session.end", by=user, on=("user", str(user.pk)), right="owner", count=1)
    return session is not None


def end_others(request: HttpRequest, user: User) -> int:
    """End every session but this one."""
    return _end([one for one in UserSession.objects.filter(user=user) if one.session_key != request.session.session_key], user)


def end_all(user: User) -> int:
    """End every session of the user."""
    return _end(list(UserSession.objects.filter(user=user)), user)


def _end(found: list[UserSession], user: User) -> int:
    with transaction.atomic():
        for session in found:
            session.end()
        if found:
            audit.record("session.end", by=user, on=("user", str(user.pk)), right="owner", count=len(found))
    return len(found)


def _trace_of(user: User) -> str:
    """What a browser keeps of a person: nothing that names them."""
    return salted_hmac("qiao device", str(user.pk), algorithm="sha256").hexdigest()[:24]


def _seen_here(request: HttpRequest) -> list[str]:
    try:
        known = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return []
    return [one for one in known if isinstance(one, str)] if isinstance(known, list) else []


def has_seen(request: HttpRequest, user: User | None) -> bool:
    """Whether this browser has seen a sign-in of the person. The same work is done for nobody."""
    return _trace_of(user or User()) in _seen_here(request) and user is not None


def arrived(request: HttpRequest, response: HttpResponse, user: User, *, first: bool) -> None:
    """After each sign-in: a browser that never saw this person before gets a mail sent, unless it is the first sign-in of all."""
    known, trace = _seen_here(request), _trace_of(user)
    if trace not in known and not first:
        with transaction.atomic():
            audit.record("device.new", by=user, on=("user", str(user.pk)), right="owner")
            alerts.tell(user, "new-device", address=address_of(request), device=device_of(request.META.get("HTTP_USER_AGENT", "")))
    kept = [trace, *(one for one in known if one != trace)][:MOST]
    response.set_cookie(
        DEVICE, signing.dumps(kept, salt=DEVICE), max_age=DEVICE_AGE, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def note(request: HttpRequest) -> None:
    """Write down that this session is in use, and from where, once in some minutes."""
    session, now = request.session, timezone.now()
    key, person = session.session_key, session.get(SESSION_KEY)
    if not key or not person or now.timestamp() - session.get(SEEN, 0) < EVERY:
        return
    facts: dict[str, Any] = {"ip": address_of(request) or "0.0.0.0", "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200], "last_seen_at": now}  # noqa: S104 - no address known
    if not UserSession.objects.filter(session_key=key, user_id=person).update(**facts):
        UserSession.objects.update_or_create(session_key=key, defaults=facts | {"user_id": person})
    session[SEEN] = int(now.timestamp())


def noted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `note` for requests that asked who is there, after the answer is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.accessed and not request.session.is_empty():
            note(request)
        return response

    return middleware


