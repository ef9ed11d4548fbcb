"""What ends, ends on the very next request, in sessions that stay open: leaving, removal, roles, partnerships, deactivation, signing out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.models import Membership, Partnership, Profile
from exchanges.programmes.models import ProgrammeRole
from tests.permissions.asking import CANARY, ask, outcome, readable, whole
from tests.permissions.world import World

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def before_and_after(world: World, role: str, address: str, change: Callable[[], object]) -> tuple[str, str]:
    """The outcome of one address for one role, before and after a change, in the same session."""
    before = outcome(ask(world, role, "GET", address))
    with undone():
        change()
        return before, outcome(ask(world, role, "GET", address))


def people(world: World) -> str:
    return f"/en/profiles/{world.uid('home')}/people"


def ended(world: World, role: str) -> Callable[[], object]:
    return lambda: Membership.objects.filter(user=world.cast.users[role]).update(ended_at=timezone.now())


def test_who_is_removed_from_an_organisation_is_out_on_the_next_request(world: World):
    for role in ("manager", "colleague", "officer"):
        assert before_and_after(world, role, people(world), ended(world, role)) == ("see", "missing"), role
    assert before_and_after(world, "manager", f"/en/profiles/{world.uid('home')}/edit", ended(world, "manager")) == ("see", "missing")
    assert before_and_after(world, "manager", f"/en/profiles/{world.uid('house')}", ended(world, "manager")) == ("see", "missing")


def test_a_manager_who_becomes_a_member_decides_nothing_from_then_on(world: World):
    def demote() -> None:
        Membership.objects.filter(user=world.cast.users["manager"]).update(role="member")

    move = f"/en/account/belonging/request/{world.things['request'].pk}/approve"
    assert before_and_after(world, "manager", move, demote) == ("see", "missing")
    assert before_and_after(world, "manager", f"/en/profiles/{world.uid('home')}/edit", demote) == ("see", "missing")


def test_a_withdrawn_organisation_gives_its_managers_nothing(world: World):
    def withdraw() -> None:
        Profile.objects.filter(pk=world.profiles["home"].pk).update(status="withdrawn")

    assert before_and_after(world, "manager", f"/en/account/belonging/request/{world.things['request'].pk}/approve", withdraw) == ("see", "missing")


def words(world: World, role: str) -> set[str]:
    """The lines of the matrix that stand on Maren's page for this role."""
    return {world.planted[word] for word in CANARY.findall(readable(whole(ask(world, role, "GET", f"/en/profiles/{world.uid('maren')}"))))}


def test_a_partnership_that_ends_closes_the_partners_fields(world: World):
    partners = "Maren, published: for partners"
    assert partners in words(world, "partner")
    for change in (lambda: Partnership.objects.all().update(ended_at=timezone.now()), ended(world, "partner")):
        with undone():
            change()
            assert partners not in words(world, "partner")
    with undone():
        User.objects.filter(pk=world.cast.users["partner"].pk).update(is_verified=False)
        assert not words(world, "partner") & {partners, "Maren, published: for members"}


def test_who_is_switched_off_is_a_visitor_on_the_next_request(world: World):
    for role in ("member", "owner", "manager", "staff", "coordinator"):
        pk = world.cast.users[role].pk
        assert before_and_after(world, role, "/en/account", lambda pk=pk: User.objects.filter(pk=pk).update(is_active=False)) == ("see", "sign in")


def test_staff_and_coordinators_lose_their_rights_at_once(world: World):
    staff, coordinator = (world.cast.users[role].pk for role in ("staff", "coordinator"))
    for address in ("/en/account/staff", "/en/account/staff/audit"):
        assert before_and_after(world, "staff", address, lambda: User.objects.filter(pk=staff).update(is_staff=False)) == ("see", "missing")
    assert before_and_after(world, "staff", "/admin/", lambda: User.objects.filter(pk=staff).update(is_staff=False)) == ("see", "sign in")
    programme = f"/en/account/programmes/{world.things['programme'].uid}"
    assert before_and_after(world, "coordinator", programme, lambda: ProgrammeRole.objects.filter(user=coordinator).update(
        ended_at=timezone.now())) == ("see", "missing")


def test_who_signs_out_is_out_and_so_is_a_copy_of_the_session(world: World):
    for role in ("member", "manager", "staff"):
        with undone():
            client = world.cast.client(role)
            assert client.get("/en/account").status_code == 200
            client.post("/en/account/logout")
            copy = world.cast.client(role)  # the cookie as it was before
            response = copy.get("/en/account")
            assert outcome(response) == "sign in", role


def test_a_profile_given_to_somebody_else_is_no_longer_ones_own(world: World):
    def give() -> None:
        Profile.objects.filter(pk__in=[world.profiles["maren"].pk, world.profiles["draft"].pk]).update(owner=world.cast.users["member"])

    assert before_and_after(world, "owner", f"/en/profiles/{world.uid('draft')}", give) == ("see", "missing")
    assert before_and_after(world, "owner", f"/en/profiles/{world.uid('maren')}/edit", give) == ("see", "missing")
