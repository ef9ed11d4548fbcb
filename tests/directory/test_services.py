"""What happens to a profile leaves rows, a numbered change and the right cards, or nothing."""

from datetime import timedelta

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory import services
from directory.models import Affiliation, Assertion, Card, Change, Profile
from directory.services import NewName, NotAllowed
from tests import make

pytestmark = pytest.mark.django_db


def body(profile: Profile, tier: int = 0) -> dict:
    return orjson.loads(Card.objects.filter(profile=profile, tier__lte=tier).order_by("-tier").first().body)


def test_a_created_profile_has_a_change_and_a_public_card():
    profile = make.institute("Southeast University", "东南大学", place=make.nanjing(), types=["education"], established=1902)
    assert list(Change.objects.values_list("seq", "uid", "operation")) == [(1, profile.uid, "upsert")]
    card = body(profile)
    assert card["name"] == {"en": "Southeast University", "zh": "东南大学"}
    assert card["place"]["city"] == {"en": "Nanjing", "zh": "南京"}
    assert card["established"] == 1902
    assert Card.objects.count() == 1, "no tier sees more than the public, so there is no second card"


def test_a_hidden_interest_is_only_in_the_cards_of_those_who_may_see_it():
    profile = make.person(interests=[make.interest(title_en=title, tier=tier) for tier, title in enumerate(["open", "secret", "inner"])])
    titles = [[row["title"]["en"] for row in body(profile, tier)["interests"]] for tier in (0, 1, 2)]
    assert titles == [["open"], ["open", "secret"], ["open", "secret", "inner"]]
    assert "inner" not in Card.objects.get(profile=profile, tier=1).body


def test_a_private_value_is_in_no_card():
    profile = make.person(summary_en="nobody reads this", field_tiers={"summary": 3})
    assert "nobody" not in "".join(Card.objects.filter(profile=profile).values_list("body", flat=True))


def test_changing_only_a_hidden_value_leaves_the_public_card_as_it_is_to_the_byte():
    profile = make.person(interests=[make.interest(title_en="first", tier=1)])
    public = Card.objects.get(profile=profile, tier=0).body
    services.revise(profile, by=None, interests=[make.interest(title_en="second", tier=1)])
    assert Card.objects.get(profile=profile, tier=0).body == public
    assert "second" in Card.objects.get(profile=profile, tier=1).body


def test_writing_the_same_again_changes_nothing():
    profile = make.institute(summary_en="One.", place=make.nanjing(), subjects=["2.2"])
    seq = Change.objects.count()
    services.revise(profile, by=None, summary_en="One.", place=make.nanjing(), subjects=["2.2"])
    assert Change.objects.count() == seq


def test_a_revision_says_what_was_there_before_and_who_changed_it():
    editor = make.staff()
    profile = make.institute(summary_en="One.")
    services.revise(profile, by=editor, summary_en="Two.", reason="corrected")
    change = Change.objects.latest("seq")
    assert (change.before, change.after, change.actor, change.reason) == ({"summary_en": "One."}, {"summary_en": "Two."}, editor, "corrected")
    assert "summary" in Assertion.objects.get(profile=profile, source="editor", by=editor).fields


def test_withdrawing_takes_the_card_away_and_is_recorded_once():
    profile = make.institute()
    services.withdraw(profile, by=None)
    services.withdraw(profile, by=None)
    assert not Card.objects.exists()
    assert [row.operation for row in Change.objects.all()] == ["upsert", "withdraw"]


def test_a_renamed_organisation_is_renamed_on_the_cards_of_its_people():
    home = make.institute("Old Name")
    worker = make.person(affiliations=[{"organisation": home, "role_en": "Lecturer", "is_primary": True}])
    services.revise(home, by=None, names=make.names("New Name"))
    assert body(worker)["affiliations"][0]["organisation"]["name"]["en"] == "New Name"
    assert Change.objects.latest("seq").uid == worker.uid


def test_an_unpublished_organisation_is_not_named_by_its_people():
    home = make.institute("Secret Institute", publish=False)
    worker = make.person(affiliations=[{"organisation": home, "is_primary": True}])
    assert "Secret" not in Card.objects.get(profile=worker).body
    services.publish(home, by=None)
    assert "Secret" in Card.objects.get(profile=worker).body
    services.withdraw(home, by=None)
    assert "Secret" not in Card.objects.get(profile=worker).body


def test_merging_leads_to_another_published_profile_only():
    one, two, draft = make.person("One Person"), make.person("Two Person"), make.person("Draft Person", publish=False)
    with pytest.raises(NotAllowed):
        services.merge(one, into=one, by=None)
    with pytest.raises(NotAllowed):
        services.merge(one, into=draft, by=None)
    services.merge(one, into=two, by=None)
    assert Profile.objects.get(pk=one.pk).merged_into == two
    with pytest.raises(NotAllowed):
        services.publish(one, by=None)


def test_an_interest_is_dropped_after_its_last_day_and_not_before():
    today = timezone.now().date()
    profile = make.person(interests=[make.interest(expires_on=today)])
    assert services.expire_interests(today=today) == 0
    assert body(profile)["interests"]
    profile.interests.update(expires_on=today - timedelta(days=1))
    assert services.expire_interests(today=today) == 1
    assert services.expire_interests(today=today) == 0
    assert body(profile)["interests"] == []


def test_a_failed_act_leaves_nothing_behind():
    with pytest.raises(IntegrityError), transaction.atomic():
        make.institute("Twice", "", NewName("Twice", "en"))
    assert (Profile.objects.count(), Change.objects.count(), Card.objects.count()) == (0, 0, 0)


def test_changes_can_be_neither_edited_nor_deleted():
    make.institute()
    for attempt in (lambda: Change.objects.update(reason="x"), lambda: Change.objects.all().delete()):
        with pytest.raises(TypeError):
            attempt()


def test_a_person_has_one_primary_affiliation():
    home = make.institute()
    worker = make.person(affiliations=[{"organisation": home, "is_primary": True}])
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(person=worker, organisation_text="Elsewhere", is_primary=True)
