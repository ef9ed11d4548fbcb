"""The database itself refuses what must never be."""

import pytest
from django.db import IntegrityError, transaction

from directory.models import Affiliation, Card, Identifier, Interest, Name, OrganisationLink, Place, Profile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return make.institute("Bridgeford University")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda p: Profile.objects.filter(pk=p.pk).update(kind="robot"),
        lambda p: Profile.objects.filter(pk=p.pk).update(status="gone"),
        lambda p: Profile.objects.filter(pk=p.pk).update(status="merged"),
        lambda p: Profile.objects.filter(pk=p.pk).update(status="withdrawn", merged_into=p.pk),
        lambda p: Profile.objects.filter(pk=p.pk).update(verification="rumour"),
        lambda p: Profile.objects.create(kind="institute", uid=p.uid),
        lambda p: Name.objects.create(profile=p, value=""),
        lambda p: Name.objects.create(profile=p, value="Other", lang="en", is_preferred=True),
        lambda p: Name.objects.create(profile=p, value="Hidden", lang="cy", is_preferred=True, tier=1),
        lambda p: Identifier.objects.create(profile=p, scheme="passport", value="1"),
        lambda p: Identifier.objects.bulk_create([Identifier(profile=of, scheme="grid", value="g") for of in (p, make.person())]),
        lambda p: Affiliation.objects.create(person=p, organisation=p),
        lambda p: Affiliation.objects.create(person=p),
        lambda p: OrganisationLink.objects.create(organisation=p, type="parent"),
        lambda p: OrganisationLink.objects.create(organisation=p, type="parent", to=p),
        lambda p: OrganisationLink.objects.bulk_create([OrganisationLink(organisation=p, type="parent", to_ror="04ct4d772") for _ in range(2)]),
        lambda p: Place.objects.create(slug="nowhere", country="xx"),
        lambda p: Place.objects.create(slug="space", country="GB", lat=99, lng=0),
        lambda p: Interest.objects.create(profile=p, direction="begging", type="host", expires_on=make.LATER),
        lambda p: Interest.objects.create(profile=p, direction="offering", type="host", expires_on=None),
        lambda p: Card.objects.create(profile=p, tier=3, body="{}"),
        lambda p: p.organisation.__class__.objects.filter(pk=p.pk).update(established=12),
    ],
)
def test_the_database_refuses(profile, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(profile)


def test_a_second_claim_to_an_identifier_is_kept_as_conflicting(profile):
    Identifier.objects.create(profile=profile, scheme="grid", value="grid.1.2")
    Identifier.objects.create(profile=make.institute("Another"), scheme="grid", value="grid.1.2", status="conflicting")
