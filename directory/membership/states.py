"""What may happen to a request, an invitation, a claim, a membership and an affiliation, as data: where from, where to, and who may.

Locks are taken in this order: the person (where acts are counted), the organisation or profile, the row, the change counter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actor import Actor, Tier
from directory.errors import Text
from directory.models import Affiliation, Claim, Invitation, Membership, MembershipRequest, Profile
from directory.rules import is_oneself, may_answer, may_manage


@dataclass(frozen=True)
class Move:
    """One thing that may happen. `asks` is the question before what can't be taken back; `rule` says whose it is."""

    label: Text
    sources: frozenset[str]
    target: str
    rule: Callable[[Actor, Any], bool]
    asks: Text = ""


OPEN = frozenset({"open"})
CURRENT = frozenset({"current"})


def is_invited(actor: Actor, invitation: Invitation) -> bool:
    """Whether the invited address is a confirmed one of the actor: the address is invited, not whoever holds the link."""
    return actor.person is not None and EmailAddress.objects.filter(user=actor.person, email=invitation.email, verified=True).exists()


def works_where(actor: Actor, profile: Profile, organisations: list[int]) -> list[int]:
    """At which of the organisations the person holds a post now, as far as the actor may see."""
    today = actor.now.date().isoformat()
    rows = Affiliation.objects.filter(person=profile, organisation__in=organisations, tier__lte=min(actor.tier, Tier.PARTNERS))
    return [row.organisation_id for row in rows if is_current(row, today)]


def is_current(row: Affiliation, today: str) -> bool:
    """Whether a post still holds on the day, an ISO date; "2026" holds until the year is over, an exact last day until that day begins."""
    return not row.end or (row.end > today if len(row.end) == len(today) else row.end >= today[: len(row.end)])


def vouches(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may answer the claim: staff, and of a profile that is nobody's yet the managers where its person works. Never oneself."""
    if is_oneself(actor, claim.user_id) or actor.person is None:
        return False
    managed = [one.organisation for one in actor.belongings if one.role == "manager"]
    return actor.is_staff or (claim.profile.owner_id is None and bool(works_where(actor, claim.profile, managed)))


def looks_after(actor: Actor, post: Affiliation) -> bool:
    """Whether the actor decides about a post: at an organisation they manage, when they may see the post at all."""
    seen = actor.is_staff or post.tier <= min(actor.tier, Tier.PARTNERS)
    return seen and post.organisation_id is not None and may_manage(actor, post.organisation_id)


def answers(actor: Actor, row: MembershipRequest | Membership) -> bool:
    """Whether the actor decides about this person here."""
    return may_answer(actor, row.organisation_id, row.user_id)


def is_own(actor: Actor, row: MembershipRequest | Membership | Claim) -> bool:
    return is_oneself(actor, row.user_id)


def manages(actor: Actor, row: Invitation | Membership) -> bool:
    return may_manage(actor, row.organisation_id)


TRANSITIONS: dict[type, dict[str, Move]] = {
    MembershipRequest: {
        "approve": Move(_("Approve"), OPEN, "approved", answers),
        "refuse": Move(_("Refuse"), OPEN, "refused", answers, _("Refuse this request?")),
        "withdraw": Move(_("Take back"), OPEN, "withdrawn", is_own),
    },
    Invitation: {
        "accept": Move(_("Accept"), OPEN, "accepted", is_invited),
        "decline": Move(_("Decline"), OPEN, "declined", is_invited, _("Decline this invitation?")),
        "withdraw": Move(_("Take back"), OPEN, "withdrawn", manages, _("Take this invitation back?")),
    },
    Claim: {
        "confirm": Move(_("Confirm"), OPEN, "confirmed", vouches, _("Is this profile theirs?")),
        "refuse": Move(_("Refuse"), OPEN, "refused", vouches, _("Refuse this claim?")),
        "withdraw": Move(_("Take back"), OPEN, "withdrawn", is_own),
    },
    Membership: {
        "leave": Move(_("Leave"), CURRENT, "ended", is_own, _("Leave this organisation?")),
        "remove": Move(pgettext_lazy("belonging", "Remove"), CURRENT, "ended", answers, _("Remove this person?")),
        "change-role": Move(_("Save"), CURRENT, "current", manages),
    },
    Affiliation: {
        "confirm": Move(_("Confirm"), frozenset({"stated"}), "confirmed", looks_after),
        "end": Move(
            _("No longer here"), frozenset({"stated", "confirmed"}), "past", looks_after,
            _("Does this post no longer hold?"),
        ),
    },
}
NOUNS: dict[str, Any] = {
    "request": MembershipRequest, "invitation": Invitation, "claim": Claim, "membership": Membership, "affiliation": Affiliation,
}


def state_of(row: Any, today: str = "") -> str:
    """The state that a move starts from: the status where the row has one."""
    if isinstance(row, Membership):
        return "current" if row.ended_at is None else "ended"
    if isinstance(row, Affiliation):
        return "past" if not is_current(row, today) else "confirmed" if row.confirmed_at else "stated"
    return str(row.status)


def open_moves(actor: Actor, row: Any) -> dict[str, Move]:
    """What the actor may do with the row now: what pages show as buttons."""
    state, late = state_of(row, actor.now.date().isoformat()), has_expired(row, actor)
    return {name: move for name, move in TRANSITIONS[type(row)].items() if state in move.sources and not late and move.rule(actor, row)}


def has_expired(row: Any, actor: Actor) -> bool:
    """Whether the time to answer is over; it ends at `expires_at`, which is no longer part of it."""
    expires = getattr(row, "expires_at", None)
    return expires is not None and row.status == "open" and actor.now >= expires


def unexpired(actor: Actor) -> Q:
    """Rows that still wait for an answer."""
    return Q(status="open", expires_at__gt=actor.now)


def waits(actor: Actor) -> Q:
    """Requests and claims that somebody else can answer: those of a deactivated account rest until it works again, or run out."""
    return unexpired(actor) & Q(user__is_active=True)
