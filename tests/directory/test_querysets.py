"""Ana is a member, ben works for a partner, cy is a stranger; who sees which rows and columns."""

import pytest

from accounts.actor import actor_for, anonymous
from directory.models import Interest, Profile
from directory.rules import visible_fields
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    staff = actor_for(make.staff(), second_factor_used=True)
    return {"ana": actor_for(make.member()), "ben": actor_for(make.partner()), "cy": anonymous(), "staff": staff}


def test_only_published_profiles_are_seen_but_for_ones_own_and_staff(people):
    make.institute("Listed")
    make.person("Draft Person", publish=False, owner=people["ana"].user)
    seen = {who: Profile.objects.visible_to(actor).count() for who, actor in people.items()}
    assert seen == {"ana": 2, "ben": 2, "cy": 1, "staff": 3}  # ben sees the unlisted house where he works, staff too


def test_a_row_is_seen_from_its_tier_upwards_and_by_its_owner(people):
    make.person(owner=people["ana"].user, interests=[make.interest(title_en=str(tier), tier=tier) for tier in range(4)])
    seen = {who: Interest.objects.visible_to(actor).count() for who, actor in people.items()}
    assert seen == {"ana": 4, "ben": 3, "cy": 1, "staff": 4}


def test_hidden_columns_are_read_by_those_entitled_only(people):
    profile = make.person(owner=people["ana"].user, field_tiers={"summary": 3, "keywords": 2})
    hidden = {who: {"summary", "keywords"} - visible_fields(actor, profile) for who, actor in people.items()}
    assert hidden == {"ana": set(), "ben": {"summary"}, "cy": {"summary", "keywords"}, "staff": set()}


def test_a_member_who_is_no_longer_active_is_a_stranger(people):
    user = people["ana"].user
    user.is_active = False
    assert actor_for(user) == anonymous() or actor_for(user).tier == anonymous().tier
    assert actor_for(user).user is None


def test_an_affiliation_is_its_persons_to_see(people):
    worker = make.person(owner=people["ana"].user, affiliations=[{"organisation_text": "Quiet Works", "tier": 3}])
    seen = {who: worker.affiliations.visible_to(actor).count() for who, actor in people.items()}
    assert seen == {"ana": 1, "ben": 0, "cy": 0, "staff": 1}
