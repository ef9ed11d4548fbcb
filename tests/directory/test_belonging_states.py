"""Every state × move × person of requests, invitations, claims, memberships and posts: who may, what comes of it, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor, anonymous, narrowed
from accounts.models import AuditEvent
from directory.errors import Forbidden, Refused
from directory.membership import services
from directory.membership.states import TRANSITIONS, open_moves, state_of
from directory.models import Affiliation, Claim, Invitation, Membership, MembershipRequest, Profile
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()

# Who may make which move while it is open. `owner` is the person the row is about; `mei` manages the organisation, `wu` another one, `lee` is
# a member, `ana` a stranger with an account, `cy` nobody, `token` mei's token, `plain` a member of staff without the second factor.
MAY: dict[type, dict[str, set[str]]] = {
    MembershipRequest: {"approve": {"mei", "staff"}, "refuse": {"mei", "staff"}, "withdraw": {"owner"}},
    Invitation: {"accept": {"owner"}, "decline": {"owner"}, "withdraw": {"mei", "staff"}},
    Claim: {"confirm": {"mei", "staff"}, "refuse": {"mei", "staff"}, "withdraw": {"owner"}},
    Membership: {"leave": {"owner"}, "remove": {"mei", "staff"}, "change-role": {"mei", "staff"}},
    Affiliation: {"confirm": {"mei", "staff"}, "end": {"mei", "staff"}},
}
STATES: dict[type, tuple[str, ...]] = {
    MembershipRequest: ("open", "late", "approved", "refused", "withdrawn", "expired"),
    Invitation: ("open", "late", "accepted", "declined", "withdrawn", "expired"),
    Claim: ("open", "late", "confirmed", "refused", "withdrawn", "expired"),
    Membership: ("current", "ended"),
    Affiliation: ("stated", "confirmed", "past"),
}


@pytest.fixture
def house() -> Profile:
    return make.institute("Tidewater Institute")


@pytest.fixture
def people(house: Profile) -> dict[str, Actor]:
    mei, wu = make.manager(house), make.manager(make.company("Elsewhere Ltd"), "wu@example.org")
    lee = make.member("lee@example.org")
    Membership.objects.create(user=lee, organisation=house, way_in="staff")
    staff = make.staff()
    return {
        "owner": make.acting(make.confirmed(make.member("owner@example.org"))), "mei": make.acting(mei), "wu": make.acting(wu),
        "lee": make.acting(lee), "ana": make.acting(make.member()), "staff": make.acting(staff), "plain": make.acting(staff, second_factor=False),
        "cy": anonymous(), "token": narrowed(make.acting(mei), frozenset({"members:read", "partners:read"})),
    }


def row_of(model: Any, house: Profile, owner: Any) -> Any:
    later = timezone.now() + timedelta(days=30)
    if model is MembershipRequest:
        return model.objects.create(user=owner, organisation=house, expires_at=later)
    if model is Invitation:
        return model.objects.create(organisation=house, email=owner.email, token_sha256="0" * 64, expires_at=later)
    if model is Membership:
        return model.objects.create(user=owner, organisation=house, way_in="staff")
    profile = make.person(affiliations=[{"organisation": house}])
    if model is Claim:
        return model.objects.create(user=owner, profile=profile, expires_at=later)
    return profile.affiliations.get()


def put(row: Any, state: str) -> Any:
    """The row in that state."""
    now = timezone.now()
    rows = type(row).objects.filter(pk=row.pk)
    if isinstance(row, Membership):
        rows.update(ended_at=now if state == "ended" else None)
    elif isinstance(row, Affiliation):
        rows.update(confirmed_at=now if state == "confirmed" else None, end="2020" if state == "past" else "")
    elif state == "late":
        rows.update(expires_at=now - timedelta(minutes=5))
    elif state != "open":
        rows.update(status=state, decided_at=now)
    row.refresh_from_db()
    return row


def outcome(row: Any, name: str, actor: Actor) -> str:
    """What comes of a try, undone afterwards."""
    more = {"role": "officer"} if name == "change-role" else {}
    with transaction.atomic():
        try:
            done = services.move(row, name, by=actor, **more)
            found = state_of(done, TODAY.isoformat())
        except Forbidden:
            found = "forbidden"
        except Refused:
            found = "refused"
        transaction.set_rollback(True)
    return found


def expected(model: type, state: str, name: str, who: str) -> str:
    move = TRANSITIONS[model][name]
    if who not in MAY[model][name]:
        return "forbidden"
    if state in move.sources:
        return move.target
    return state if state == move.target else "refused"


@pytest.mark.parametrize("model", MAY, ids=lambda model: model.__name__)
def test_every_state_move_and_person(model: type, house: Profile, people: dict[str, Actor]):
    assert MAY[model].keys() == TRANSITIONS[model].keys()
    row = row_of(model, house, people["owner"].user)
    wrong = []
    for state in STATES[model]:
        with transaction.atomic():
            put(row, state)
            for name in TRANSITIONS[model]:
                for who, actor in people.items():
                    wanted, got = expected(model, state, name, who), outcome(row, name, actor)
                    shown = name in open_moves(actor, row)
                    if (wanted, shown) != (got, state in TRANSITIONS[model][name].sources and who in MAY[model][name]):
                        wrong.append((state, name, who, wanted, got, shown))
            transaction.set_rollback(True)
        row.refresh_from_db()
    assert not wrong


def test_nobody_answers_themselves_whatever_else_they_are(house: Profile):
    """Rights are the union of what one is, minus the conflict: a manager or staff member does not approve, remove or vouch for themselves."""
    for user in (make.manager(house), make.staff()):
        actor = make.acting(user)
        profile = make.person(affiliations=[{"organisation": house}])
        claim = Claim.objects.create(user=user, profile=profile, expires_at=timezone.now() + timedelta(days=1))
        asked = MembershipRequest.objects.create(user=user, organisation=house, expires_at=timezone.now() + timedelta(days=1))
        assert {outcome(claim, "confirm", actor), outcome(claim, "refuse", actor), outcome(asked, "approve", actor)} == {"forbidden"}
        assert outcome(claim, "withdraw", actor) == "withdrawn"


def test_a_refused_try_is_in_the_audit_log(house: Profile, people: dict[str, Actor]):
    row = row_of(MembershipRequest, house, people["owner"].user)
    with pytest.raises(Forbidden):
        services.move(row, "approve", by=people["wu"])
    event = AuditEvent.objects.get(act="request.approve")
    assert (event.outcome, event.actor, event.object_id) == ("refused", people["wu"].user, str(row.pk))


def test_making_a_move_again_gives_the_first_result_and_tells_nobody_twice(house: Profile, people: dict[str, Actor]):
    row = row_of(MembershipRequest, house, people["owner"].user)
    owner = people["owner"].user
    assert owner is not None
    first = services.move(row, "approve", by=people["mei"])
    again = services.move(row, "approve", by=people["mei"])
    assert (again.decided_at, again.decided_by) == (first.decided_at, first.decided_by)
    assert owner.notices.count() == 1
    assert Membership.objects.filter(user=owner).count() == 1
    with pytest.raises(Refused, match="Approved"):
        services.move(row, "refuse", by=people["staff"])
