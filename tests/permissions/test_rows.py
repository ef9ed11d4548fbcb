"""`visible_to` of every record against the plain model: over profiles of every status and rows of every tier, for one actor of each sort."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.actor import Actor, Tier, narrowed
from accounts.hooks import Belonging, Role
from accounts.models import User
from directory.models import (
    Affiliation,
    Claim,
    Identifier,
    Interest,
    Invitation,
    Location,
    Membership,
    MembershipRequest,
    Name,
    Place,
    Profile,
)
from exchanges.programmes.models import Programme, ProgrammeRole
from tests import make
from tests.permissions import model

pytestmark = pytest.mark.django_db

STATUSES = ("draft", "pending", "published", "withdrawn", "merged", "erased")
SOON = timezone.now() + timedelta(days=30)


def filled() -> dict[str, Any]:
    """Two people, and for each of the statuses a person's and an organisation's profile of each of them and of nobody."""
    ana, ben = make.member(), make.member("ben@example.org")
    target = Profile.objects.create(kind="institute", status="published")
    places = [Place.objects.create(country="GB", city_en=f"City {number}", slug=f"city-{number}") for number in range(4)]
    for status, kind, owner in product(STATUSES, ("researcher", "company"), (ana, ben, None)):
        merged = {"merged_into": target} if status == "merged" else {}
        one = Profile.objects.create(kind=kind, status=status, owner=owner, **merged)
        for tier in range(4):
            Name.objects.create(profile=one, value=f"name {tier}", lang="en", script="Latn", type="alias", tier=tier)
            Interest.objects.create(profile=one, direction="offering", type="host", expires_on=SOON.date(), tier=tier)
            Identifier.objects.create(profile=one, scheme="wikidata", value=f"Q{one.pk}{tier}", tier=tier)
            Location.objects.create(profile=one, place=places[tier], tier=tier, position=tier)
            if kind == "researcher":
                Affiliation.objects.create(person=one, organisation=target, tier=tier)
    return {"ana": ana, "ben": ben, "organisations": list(Profile.objects.filter(kind="company"))}


def actors(world: dict[str, Any]) -> list[Actor]:
    """A visitor, people of every tier with every belonging, staff, tokens of all of them, a link."""
    ana: User = world["ana"]
    places = [one.pk for one in world["organisations"]]
    belongings = [(), (Belonging(places[0], "manager"),), (Belonging(places[1], "member"), Belonging(places[2], "officer")),
                  tuple(Belonging(place, "manager", partner=True) for place in places[::5])]
    people = [Actor(user=ana, tier=tier, is_staff=staff, belongings=some, roles=roles)
              for tier, staff, some, roles in product(Tier, (False, True), belongings, ((), (Role(1, "reviewer"),)))]
    return [Actor(), Actor(tier=Tier.MEMBERS), Actor(user=ana, referee_grant=1), *people, *(narrowed(one, model.scope_sets()[-1]) for one in people)]


def test_profiles_and_their_rows_are_those_of_the_model():
    world = filled()
    profiles = list(Profile.objects.all())
    rows = {kind: list(kind.objects.select_related("profile")) for kind in (Name, Interest, Identifier, Location)}
    rows[Affiliation] = list(Affiliation.objects.select_related("person"))
    for actor in actors(world):
        assert set(Profile.objects.visible_to(actor)) == {one for one in profiles if model.lists(actor, one)}, actor
        for kind, all_rows in rows.items():
            expected = {row.pk for row in all_rows if model.reads(actor, row.person if kind is Affiliation else row.profile, row.tier)}
            assert set(kind.objects.visible_to(actor).values_list("pk", flat=True)) == expected, (kind, actor)
    assert set(Profile.objects.published()) == {one for one in profiles if one.status == "published"}


def test_a_place_is_in_use_when_somebody_listed_is_there_as_far_as_one_may_know():
    world = filled()
    for actor in actors(world):
        reached = {f"city-{tier}" for tier in range(min(int(actor.tier), 2) + 1)}
        assert set(Place.objects.visible_to(actor).values_list("slug", flat=True)) == reached, actor
    Profile.objects.filter(status="published").update(status="withdrawn")
    assert not Place.objects.visible_to(Actor(tier=Tier.PARTNERS)).exists()


def belonging(world: dict[str, Any]) -> None:
    """Memberships, requests and invitations at every organisation, of both people, now and in the past; claims of every researcher by both."""
    for number, (organisation, user) in enumerate(product(world["organisations"], (world["ana"], world["ben"]))):
        Membership.objects.create(user=user, organisation=organisation, way_in="staff", ended_at=SOON if number % 3 == 0 else None)
        MembershipRequest.objects.create(user=user, organisation=organisation, expires_at=SOON)
        Invitation.objects.create(organisation=organisation, email=user.email, token_sha256=f"{organisation.pk}-{user.pk}", expires_at=SOON)
    for number, (profile, user) in enumerate(product(Profile.objects.filter(kind="researcher"), (world["ana"], world["ben"]))):
        decided = {"status": "refused", "decided_by": world["ana"] if number % 10 == 0 else None} if number % 5 == 0 else {}
        Claim.objects.create(user=user, profile=profile, expires_at=SOON, **decided)
        # Everybody works at one organisation openly and at others as fewer know; some left long ago.
        for tier, place in enumerate(world["organisations"][:4] if number % 2 == 0 else ()):
            Affiliation.objects.create(person=profile, organisation=place, tier=tier, end="2001" if number % 4 == 0 else "")


def known_to(actor: Actor, row: Any) -> bool:
    """Whether the actor sees a membership, a request or an invitation."""
    if actor.person is None or actor.is_staff:
        return actor.person is not None
    mine = row.email in confirmed(actor.person) if isinstance(row, Invitation) else row.user_id == actor.person.pk
    manages = any(one.organisation == row.organisation_id and one.role == "manager" for one in actor.belongings)
    colleague = isinstance(row, Membership) and row.ended_at is None and any(one.organisation == row.organisation_id for one in actor.belongings)
    return mine or manages or colleague


def confirmed(user: User) -> set[str]:
    return set(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))


def answers(actor: Actor, claim: Claim) -> bool:
    """Whether the actor sees a claim: one's own, those one decided, and open ones of people who work at one's organisation, nobody's yet."""
    if actor.person is None or actor.is_staff:
        return actor.person is not None
    places = {one.organisation for one in actor.belongings if one.role == "manager"}
    works = any(post.organisation_id in places and not post.end and post.tier <= min(int(actor.tier), 2) for post in claim.profile.affiliations.all())
    waiting = claim.status == "open" and claim.profile.owner_id is None and works
    return actor.person.pk in {claim.user_id, claim.decided_by_id} or waiting


def test_who_sees_memberships_requests_invitations_and_claims():
    world = filled()
    belonging(world)
    EmailAddress.objects.create(user=world["ana"], email="second@example.org", verified=True)
    EmailAddress.objects.create(user=world["ana"], email=world["ben"].email, verified=False)  # said, never shown to be hers
    Invitation.objects.create(organisation=world["organisations"][0], email="second@example.org", token_sha256="x", expires_at=SOON)
    rows = {kind: list(kind.objects.all()) for kind in (Membership, MembershipRequest, Invitation)}
    claims = list(Claim.objects.select_related("profile").prefetch_related("profile__affiliations"))
    for actor in actors(world)[::2]:
        for kind, all_rows in rows.items():
            found = list(kind.objects.visible_to(actor).values_list("pk", flat=True))
            assert sorted(found) == sorted(row.pk for row in all_rows if known_to(actor, row)), (kind, actor)
        found = list(Claim.objects.visible_to(actor).values_list("pk", flat=True))
        assert sorted(found) == sorted(one.pk for one in claims if answers(actor, one)), actor
    assert set(Membership.objects.current()) == {row for row in rows[Membership] if row.ended_at is None}
    assert set(MembershipRequest.objects.current()) == {row for row in rows[MembershipRequest] if row.status == "open"}


def test_who_sees_a_programme():
    programmes = [Programme.objects.create(name_en=f"P{number}", name_zh="项目") for number in range(3)]
    keys = [one.pk for one in programmes]
    assert not Programme.objects.visible_to(Actor()).exists()
    for role in ("coordinator", "reviewer"):
        actor = Actor(user=make.member(f"{role}@example.org"), tier=Tier.MEMBERS, roles=(Role(keys[1], role),))
        assert [one.pk for one in Programme.objects.visible_to(actor)] == [keys[1]]
        assert not Programme.objects.visible_to(narrowed(actor, frozenset())).exists()
    assert Programme.objects.visible_to(Actor(is_staff=True)).count() == 3


def test_who_sees_the_roles_of_a_programme():
    people = [make.member(f"{name}@example.org") for name in ("ana", "ben", "mei")]
    programmes = [Programme.objects.create(name_en=f"P{number}", name_zh="项目") for number in range(2)]
    rows = [ProgrammeRole.objects.create(user=user, programme=one, role=role) for user in people for one in programmes
            for role in ("coordinator", "reviewer")]
    for roles in ((), (Role(programmes[0].pk, "coordinator"),), (Role(programmes[0].pk, "reviewer"),)):
        actor = Actor(user=people[0], tier=Tier.MEMBERS, roles=roles)
        coordinated = {one.programme for one in roles if one.role == "coordinator"}
        assert set(ProgrammeRole.objects.visible_to(actor)) == {row for row in rows if row.user == people[0] or row.programme_id in coordinated}
        assert not ProgrammeRole.objects.visible_to(narrowed(actor, frozenset())).exists()
    assert not ProgrammeRole.objects.visible_to(Actor()).exists()
    assert ProgrammeRole.objects.visible_to(Actor(user=people[0], is_staff=True)).count() == len(rows)
