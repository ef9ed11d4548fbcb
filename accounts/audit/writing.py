"""Writing to the audit log, in the transaction of the act itself; tries that were refused, bounded."""

import hashlib
import hmac
import ipaddress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts import trace
from accounts.models import AuditEvent, User
from accounts.vocabulary import ActorKind, Outcome

if TYPE_CHECKING:
    from accounts.actor import Actor

# Refused tries that are written one by one, each minute: from one network, and in all. Beyond that only every doubling is written, with the
# number so far, so a flood costs a row for 20, 40, 80 … tries and nobody fills the disk.
MOST_OF_NETWORK, MOST_OF_ALL = 20, 600


def record(
    act: str, *, by: User | None, on: tuple[str, str] = ("", ""), right: str = "", kind: str = "", outcome: str = Outcome.DONE, reason: str = "",
    **facts: Any,
) -> AuditEvent:
    """One event: `act` as noun.verb, `on` as (type, id). `facts` are ids, counts and words of our own: never a name, an address or a text.

    Who asks and from where comes from `accounts.trace`, which the middleware fills for each request. Of refused tries at most
    MOST_OF_NETWORK a minute come from one network, see above for the rest; what was not written comes back without a key.
    """
    who = kind or (ActorKind.PERSON if by else ActorKind.SYSTEM)
    written = outcome != Outcome.REFUSED or _worth_writing(facts)
    event = AuditEvent(
        act=act, actor=by, actor_kind=who, right=right, object_type=on[0], object_id=str(on[1]).replace("\0", "")[:40],
        outcome=outcome, reason=reason[:200], address=trace.address.get(), request_id=trace.request_id.get(), facts=facts,
    )
    if written:
        event.save(force_insert=True)
    return event


def refused(act: str, actor: "Actor | None", *, on: tuple[str, str] = ("", ""), right: str = "", reason: str = "", **facts: Any) -> None:
    """A try that was refused: for doors, after the transaction that the refusal rolled back. `right` is the one that was missing."""
    user = actor.user if actor else None
    record(act, by=user, on=on, right=right, kind=_kind(actor), outcome=Outcome.REFUSED, reason=reason, **facts)


def signed_in(user: User, *, how: str) -> None:
    """Somebody came in; `how` names the way: password, code, passkey, password and totp."""
    record("signin", by=user, on=("user", str(user.pk)), right="owner", how=how)


def signin_refused(typed: str, *, how: str) -> None:
    """Somebody did not come in. The typed address is kept as a keyed hash only, and the work is the same whether it has an account or not."""
    refused("signin", None, on=("address", address_digest(typed)), how=how)


def address_digest(address: str) -> str:
    """40 hexadecimal digits that stand for an e-mail address in the log: alike for the same address, and useless without the site's key."""
    key = hashlib.sha256(b"audit address" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, address.strip().casefold().encode(errors="replace"), "sha256").hexdigest()[:40]


def network_of(address: str) -> str:
    """What counts as one origin: an IPv4 address, or the /64 of an IPv6 one, which belongs to one household."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return address if known.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _kind(actor: "Actor | None") -> str:
    if actor is None or actor.user is None:
        return ActorKind.VISITOR
    if actor.scopes is not None:
        return ActorKind.TOKEN
    return ActorKind.REFEREE if actor.referee_grant is not None else ActorKind.PERSON


def _worth_writing(facts: dict[str, Any]) -> bool:
    """Count a refused try; whether it gets a row. Where rows were left out, `facts` says how many tries there were."""
    network, everybody = _tries(f"audit:{network_of(trace.address.get())}"), _tries("audit:all")
    if network > MOST_OF_NETWORK:
        facts["tries_this_minute"] = network
    if everybody > MOST_OF_ALL:
        facts["tries_of_all_this_minute"] = everybody
    return _worth_a_row(network, MOST_OF_NETWORK) and _worth_a_row(everybody, MOST_OF_ALL)


def _tries(key: str) -> int:
    """How many times this was counted in this minute, with this one."""
    key = f"{key}:{int(timezone.now().timestamp()) // 60}"
    if cache.add(key, 1, timeout=120):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it went in between
        return 1


def _worth_a_row(number: int, most: int) -> bool:
    """The first `most`, then 2·most, 4·most, 8·most …"""
    times, rest = divmod(number, most)
    return number <= most or (rest == 0 and times & (times - 1) == 0)
