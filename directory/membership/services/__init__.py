"""Everything that may happen about belonging. Each act is one transaction: rows, audit, notices and mail together, or nothing."""

from typing import TypeVar

from accounts.actor import Actor
from directory.membership.services import claims, invitations, members, moving, posts, requests
from directory.membership.services.claims import claim, prove
from directory.membership.services.expiry import expire
from directory.membership.services.invitations import by_token, invite
from directory.membership.services.members import can_join, enter, join
from directory.membership.services.partners import confirm as confirm_partner
from directory.membership.services.partners import end as end_partner
from directory.membership.services.requests import ask
from directory.models import Affiliation, Claim, Invitation, Membership, MembershipRequest

Row = TypeVar("Row", MembershipRequest, Invitation, Claim, Membership, Affiliation)

EFFECTS: dict[tuple[type, str], moving.Effect] = {
    (MembershipRequest, "approve"): requests.approved, (MembershipRequest, "refuse"): requests.refused,
    (MembershipRequest, "withdraw"): requests.withdrawn,
    (Invitation, "accept"): invitations.accepted, (Invitation, "decline"): invitations.declined, (Invitation, "withdraw"): invitations.withdrawn,
    (Claim, "confirm"): claims.confirmed, (Claim, "refuse"): claims.refused, (Claim, "withdraw"): claims.withdrawn,
    (Membership, "leave"): members.left, (Membership, "remove"): members.removed, (Membership, "change-role"): members.role_changed,
    (Affiliation, "confirm"): posts.confirmed, (Affiliation, "end"): posts.ended,
}

__all__ = [
    "EFFECTS", "ask", "by_token", "can_join", "claim", "confirm_partner", "end_partner", "enter", "expire", "invite", "join", "move", "prove",
]


def move(row: Row, name: str, *, by: Actor, **more: str) -> Row:
    """Make one of TRANSITIONS: the row as it is afterwards, Refused when it can't be, Forbidden when it isn't this actor's."""
    return moving.make(row, name, EFFECTS[type(row), name], by=by, **more)
