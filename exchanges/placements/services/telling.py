"""Who is told what about a placement: by notices, in the transaction of what they tell of."""

from collections.abc import Iterable
from typing import Any

from accounts import notices
from accounts.actor import Actor
from accounts.models import User
from accounts.vocabulary import NoticeKind
from directory.membership.services.telling import name_of
from directory.models import Membership
from exchanges.placements.models import Placement
from exchanges.placements.rules import HOSTING
from exchanges.programmes.models import ProgrammeRole

PERSON, HOST, COORDINATORS = "person", "host", "coordinators"
# Move → who is told, by the sentence of that name in notices/placements.
MOVES: dict[str, tuple[str, ...]] = {
    "host-confirm": (PERSON,), "confirm-for-host": (PERSON, HOST), "confirm": (HOST, COORDINATORS), "clear": (PERSON, HOST),
    "arrive": (PERSON, COORDINATORS), "depart": (PERSON, HOST), "report": (COORDINATORS,), "close": (PERSON, HOST),
    "cancel": (PERSON, HOST, COORDINATORS), "curtail": (PERSON, HOST, COORDINATORS),
}


def people_of(placement: Placement, circle: str) -> list[User]:
    """The active people of one side, in the order in which they came. The person is never told as somebody else."""
    if circle == PERSON:
        return [placement.person] if placement.person.is_active else []
    rows: Any
    if circle == HOST:
        rows = Membership.objects.filter(organisation=placement.host, ended_at=None, role__in=HOSTING, user__is_active=True)
    else:
        programme = placement.offer.application.call.programme_id
        rows = ProgrammeRole.objects.filter(programme=programme, ended_at=None, role="coordinator", user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("pk") if row.user_id != placement.person_id]


def tell(placement: Placement, topic: str, circles: Iterable[str], *, by: Actor | None, key: str = "", path: str = "", **facts: str) -> None:
    """One notice to everybody of these circles but who did it themselves. `key` keeps occasions of the same sentence apart."""
    programme = placement.offer.application.call.programme
    about = {"programme": {"en": programme.name_en, "zh": programme.name_zh}, "host": name_of(placement.host) if placement.host else {}, **facts}
    own = by.user.pk if by and by.user else 0
    for circle in circles:
        for user in people_of(placement, circle):
            if user.pk != own:
                notices.tell(
                    user, NoticeKind.EXCHANGE, f"placements/{topic}", facts=about, path=path or f"account/placements/{placement.uid}",
                    dedupe_key=f"placement:{topic}:{placement.pk}:{key or placement.version}:{user.pk}",
                )


def tell_of_move(placement: Placement, name: str, *, by: Actor | None) -> None:
    """What a move tells, and whom."""
    for circle in MOVES.get(name, ()):
        tell(placement, f"{name}-{circle}", (circle,), by=by)
