"""Where a request comes from, and when it came."""

import ipaddress
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

ARRIVED = "qiao.arrived"  # in the environment of a request: when the whole of it was there (config/receiving.py)
NOWHERE = "0.0.0.0"  # noqa: S104 - no address to listen on: what limits count those under whose address isn't known


def address_of(request: HttpRequest) -> str:
    """The client's network address: of the connection itself, or, behind TRUSTED_PROXIES proxies of ours, what the outermost of them saw.

    What a client writes into X-Forwarded-For stands left of what our proxies append, so it is never read. Blank when nothing valid is known."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES > 0:
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(seen) >= settings.TRUSTED_PROXIES:
            found = seen[-settings.TRUSTED_PROXIES]
    return read(found)


def arrived_at(request: HttpRequest) -> datetime:
    """By the server's clock: when all of the request was there, however long it then waited for its turn; now, where nobody noted it."""
    noted: datetime | None = request.META.get(ARRIVED)
    return noted or timezone.now()


def read(text: str) -> str:
    """An address as it is kept: without port and brackets, an IPv4 address inside IPv6 as IPv4; blank when it is none."""
    text = text.strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
